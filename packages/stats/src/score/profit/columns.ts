import { doublesOf } from '../doubles.ts';
import { type Refusal, refuse } from '../score.ts';

/** An outcome that gives the stake back: a push, a void, a cancelled game. It is no bet, and counts in no ratio. */
export const pushed = 0.5;

const names = ['stakes', 'outcomes', 'returns', 'profits', 'probabilities', 'times'] as const;
type Name = (typeof names)[number];

/** What was given of each row, as doubles. */
export type ProfitColumns = Readonly<Record<Name, Float64Array | undefined>>;

export function columnsOf(input: Readonly<Partial<Record<Name, ArrayLike<number>>>>): ProfitColumns {
  const column = (name: Name): Float64Array | undefined => input[name] && doublesOf(input[name]);
  return {
    stakes: column('stakes'),
    outcomes: column('outcomes'),
    returns: column('returns'),
    profits: column('profits'),
    probabilities: column('probabilities'),
    times: column('times'),
  };
}

/** What a column holds: in words, and between which numbers. */
interface Kind {
  readonly one: string;
  readonly expected: string;
  readonly least: number;
  readonly most: number;
}

const finite = { expected: 'a finite number', least: -Number.MAX_VALUE, most: Number.MAX_VALUE };

const kinds: Readonly<Record<Name, Kind>> = {
  stakes: { one: 'stake', expected: 'an amount from 0 on', least: 0, most: Number.MAX_VALUE },
  outcomes: {
    one: 'outcome',
    expected: '1 for won, 0 for lost or 0.5 for a stake that came back',
    least: 0,
    most: 1,
  },
  returns: { one: 'return', ...finite },
  profits: { one: 'profit', ...finite },
  probabilities: { one: 'probability', expected: 'a probability from 0 to 1', least: 0, most: 1 },
  times: { one: 'time', ...finite },
};

/** The first row that holds what no metric could use. */
export function firstBadRow(columns: ProfitColumns): Refusal | undefined {
  let first: { readonly row: number; readonly refusal: Refusal } | undefined;
  for (const name of names) {
    const values = columns[name];
    if (!values) continue;
    const { one, expected, least, most } = kinds[name];
    const row = name === 'outcomes' ? firstNoOutcome(values) : firstOutside(values, least, most);
    if (row === undefined || (first && first.row <= row)) continue;
    first = { row, refusal: refuse('invalid', `${one} of row ${row} is ${values[row]}, expected ${expected}`) };
  }
  return first?.refusal;
}

function firstOutside(values: Float64Array, least: number, most: number): number | undefined {
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] ?? Number.NaN;
    if (!(value >= least && value <= most)) return row;
  }
  return undefined;
}

function firstNoOutcome(values: Float64Array): number | undefined {
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] ?? Number.NaN;
    // 0 for each of the three, without branches that would be guessed wrong.
    if (value * (value - 1) * (2 * value - 1) !== 0) return row;
  }
  return undefined;
}
