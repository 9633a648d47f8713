import type { Random } from '../../packages/stats/src/drift/decision/testing/random.ts';
import type { SegmentColumn, SegmentRows } from '../../packages/stats/src/segment/rows.ts';

/** Rows in which the model is equally good everywhere, unless `worse` is added. */
export interface SegmentWorld {
  readonly name: string;
  /** `worse` is in standard deviations of a loss, and comes on top in rows for which `isWorse` says so. */
  readonly make: (random: Random, rows: number, planted?: Planted) => SegmentRows;
}

export interface Planted {
  readonly worse: number;
  readonly isWorse: (codes: readonly number[]) => boolean;
}

/** Shares of the codes of each column. Even ones, a dominant one, and some that are rare. */
const columnShares: readonly (readonly number[])[] = [
  [0.5, 0.5],
  [0.25, 0.25, 0.25, 0.25],
  Array.from({ length: 10 }, () => 0.1),
  [0.7, 0.2, 0.06, 0.03, 0.01],
  [0.9, 0.1],
  [0.4, 0.3, 0.15, 0.1, 0.05],
];

interface Drawn {
  readonly loss: number;
  readonly weight?: number;
}

/** A loss may depend on the code of a column, as long as what is expected of it does not. */
type Draw = (random: Random, codes: readonly number[]) => Drawn;

function codeFrom(shares: readonly number[], uniform: number): number {
  let left = uniform;
  for (const [code, share] of shares.entries()) {
    left -= share;
    if (left < 0) return code;
  }
  return shares.length - 1;
}

function world(name: string, deviation: number, draw: Draw): SegmentWorld {
  return {
    name,
    make: (random, rows, planted) => {
      const columns = columnShares.map(
        (shares, index): SegmentColumn => ({
          name: `column ${index}`,
          codes: new Uint8Array(rows),
          count: shares.length,
        }),
      );
      // The last column follows the one before it in half of the rows, as columns do.
      const follower: SegmentColumn = { name: 'follower', codes: new Uint8Array(rows), count: 5 };
      const [losses, weights] = [new Float64Array(rows), new Float64Array(rows)];
      for (let row = 0; row < rows; row += 1) {
        const codes = columnShares.map((shares) => codeFrom(shares, random.uniform()));
        for (const [index, code] of codes.entries()) (columns[index] as SegmentColumn).codes[row] = code;
        const last = columnShares[5] ?? [];
        follower.codes[row] = random.uniform() < 0.5 ? (codes[5] ?? 0) : codeFrom(last, random.uniform());
        const { loss, weight = 1 } = draw(random, codes);
        weights[row] = weight;
        losses[row] = loss + (planted?.isWorse(codes) ? planted.worse * deviation * weight : 0);
      }
      const isWeighed = weights.some((weight) => weight !== 1);
      return { losses, columns: [...columns, follower], ...(isWeighed && { weights }) };
    },
  };
}

/** What is lost in a bet of 1 whose expectation is to lose 5 %. */
function bet({ uniform }: Random, odds: number): number {
  return uniform() * odds < 0.95 ? 1 - odds : 1;
}

export const segmentWorlds: readonly SegmentWorld[] = [
  world('normal', 1, ({ normal }) => ({ loss: normal() })),
  world('squared errors', Math.SQRT2, ({ normal }) => ({ loss: normal() ** 2 })),
  world('squared errors of heavy tails (t, 5 degrees)', 5, ({ normal, gamma }) => ({
    loss: normal() ** 2 / ((2 * gamma(2.5)) / 5),
  })),
  world('wrong or not, 10 %', 0.3, ({ uniform }) => ({ loss: uniform() < 0.1 ? 1 : 0 })),
  world('wrong or not, 1 %', 0.1, ({ uniform }) => ({ loss: uniform() < 0.01 ? 1 : 0 })),
  world('wrong or not, 90 %', 0.3, ({ uniform }) => ({ loss: uniform() < 0.9 ? 1 : 0 })),
  world('bets at 1.9', 0.95, (random) => ({ loss: bet(random, 1.9) })),
  world('bets at 5 to 15', 3, (random) => ({ loss: bet(random, 5 + 10 * random.uniform()) })),
  world('bets at 20 to 40', 5.3, (random) => ({ loss: bet(random, 20 + 20 * random.uniform()) })),
  world('bets at 1.5 to 3, stakes of many sizes', 1.1, (random) => {
    const stake = 0.1 - Math.log(random.uniform());
    return { loss: stake * bet(random, 1.5 + 1.5 * random.uniform()), weight: stake };
  }),
  world('normal, ten times as wide in one of ten', 1, ({ normal }, [, , code]) => ({
    loss: (code === 0 ? 10 : 1) * normal(),
  })),
  world('bets at odds of 1.2 to 12, by a column of ten', 2.2, (random, [, , code = 0]) => ({
    loss: bet(random, 1.2 * (1 + code)),
  })),
  world('bets at 1.9, in a rare one of five at 30', 1.1, (random, [, , , code]) => ({
    loss: bet(random, code === 3 ? 30 : 1.9),
  })),
];
