import { isUnknown } from '../../../compare/outcome.ts';
import { baselineOfTally, type CategoricalProfile, profileOfTally } from '../../../profile/categorical.ts';
import type { Profile } from '../../../profile/composite.ts';
import { baselineNumbers, profileNumbers } from '../../../profile/numeric.ts';
import { type ColumnDrift, compareColumn } from '../column.ts';
import type { Question } from '../decide.ts';
import type { Random } from './random.ts';

/** Values of one column, or how often each of its categories came. */
type Numbers = Float64Array | (number | null)[];
type Tally = ReadonlyMap<string, number>;

/** Where a column comes from: the same for reference and window, unless the test says otherwise. */
export type World =
  | { readonly name: string; readonly numbers: (random: Random, n: number) => Numbers }
  | { readonly name: string; readonly tally: (random: Random, n: number) => Tally };

const filled = (n: number, draw: () => number): Float64Array => {
  const values = new Float64Array(n);
  for (let index = 0; index < n; index += 1) values[index] = draw();
  return values;
};

const numbers = (name: string, draw: (random: Random) => number): World => ({
  name,
  numbers: (random, n) => filled(n, () => draw(random)),
});

function poisson({ uniform }: Random, mean: number): number {
  let [k, p] = [0, Math.exp(-mean)];
  let left = uniform();
  while (left >= p && p > 0) {
    left -= p;
    k += 1;
    p *= mean / k;
  }
  return k;
}

/** Of `count` categories the i-th is 1 / i as frequent as the first. */
function skewed(count: number): World {
  const below = new Float64Array(count + 1);
  for (let index = 0; index < count; index += 1) below[index + 1] = (below[index] ?? 0) + 1 / (index + 1);
  const all = below[count] ?? 1;
  const names = Array.from({ length: count }, (_, index) => `c${index}`);
  return {
    name: `${count.toLocaleString('en')} categories`,
    tally: ({ uniform }, n) => {
      const times = new Float64Array(count);
      for (let value = 0; value < n; value += 1) {
        const at = uniform() * all;
        let [low, high] = [0, count - 1];
        while (low < high) {
          const middle = (low + high) >> 1;
          if ((below[middle + 1] ?? 0) > at) high = middle;
          else low = middle + 1;
        }
        times[low] = (times[low] ?? 0) + 1;
      }
      return new Map(names.flatMap((name, index) => ((times[index] ?? 0) > 0 ? [[name, times[index] ?? 0]] : [])));
    },
  };
}

const rounded = ({ normal }: Random): number => Math.max(-4, Math.min(5, Math.round(2 * normal())));

/** Without any drift. */
export const worlds = {
  normal: numbers('normal', ({ normal }) => normal()),
  cauchy: numbers('heavy tails (Cauchy)', ({ uniform }) => Math.tan(Math.PI * (uniform() - 0.5))),
  rounded: numbers('rounded to ten values', rounded),
  poisson: numbers('Poisson, mean 4', (random) => poisson(random, 4)),
  zeros: numbers('40 % zeros', ({ uniform }) => (uniform() < 0.4 ? 0 : -Math.log(uniform()))),
  missing: {
    name: 'a tenth missing',
    numbers: ({ uniform, normal }, n) => Array.from({ length: n }, () => (uniform() < 0.1 ? null : normal())),
  },
  fewCategories: skewed(5),
  categories: skewed(50),
  manyCategories: skewed(1000),
} as const satisfies Readonly<Record<string, World>>;

/** Compares as the product does: edges and categories come from the reference, and the window is counted on them. */
export function compareDrawn(world: World, changed: World, random: Random, n: number, m: number): ColumnDrift {
  if ('numbers' in world && 'numbers' in changed) {
    const reference = baselineNumbers(world.numbers(random, n));
    return compareColumn(reference, profileNumbers(changed.numbers(random, m), reference.edges));
  }
  if (!('tally' in world && 'tally' in changed)) throw new RangeError('expected two worlds of one kind');
  const reference = baselineOfTally(world.tally(random, n), 0);
  return compareColumn(reference, windowOf(changed.tally(random, m), reference));
}

/** What the baseline dropped into its `other`, the window drops too. */
function windowOf(tally: Tally, reference: CategoricalProfile): Profile {
  return reference.other > 0 ? profileOfTally(tally, 0, reference) : baselineOfTally(tally, 0);
}

/** The questions that the product asks of a column. */
export function questionsOf({ distribution, missing, appeared, vanished }: ColumnDrift): Question[] {
  return [
    ...(distribution ? [{ severity: distribution.severity, p: distribution.p }] : []),
    ...(missing ? [{ severity: missing.severity, p: isUnknown(missing.evidence) ? null : missing.evidence.p }] : []),
    ...[appeared, vanished].flatMap((change) => (change?.categories.length ? [change] : [])),
  ];
}
