import type { Random } from '../../packages/stats/src/drift/decision/testing/random.ts';

/** A model, and rows that come to it in another mixture than those of the reference. */
export interface EstimateWorld {
  readonly name: string;
  readonly reference: (random: Random) => Row;
  readonly current: (random: Random) => Row;
}

export interface Row {
  readonly truth: number;
  readonly score: number;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

function world(
  name: string,
  rowOf: (random: Random, isCurrent: boolean) => { readonly z: number; readonly truth?: number },
  score: (z: number) => number,
): EstimateWorld {
  const of =
    (isCurrent: boolean) =>
    (random: Random): Row => {
      const { z, truth = sigmoid(z) } = rowOf(random, isCurrent);
      return { truth, score: score(z) };
    };
  return { name, reference: of(false), current: of(true) };
}

export const estimateWorlds: readonly EstimateWorld[] = [
  world('nothing shifts, a calibrated model', (random) => ({ z: 1.5 * random.normal() }), sigmoid),
  world(
    'scores shift upwards, a model that is too sure',
    (random, now) => ({ z: 1.5 * random.normal() + (now ? 0.8 : 0) }),
    (z) => sigmoid(2 * z),
  ),
  world(
    'hard cases become frequent',
    (random, now) => ({ z: (now ? 0.7 : 2) * random.normal() }),
    (z) => sigmoid(z + 0.5),
  ),
  world(
    'a rare class, 7 %, becomes rarer',
    (random, now) => ({ z: 1.2 * random.normal() - (now ? 4 : 3.2) }),
    (z) => sigmoid(z + 1),
  ),
  world(
    'scores rounded to tenths',
    (random, now) => ({ z: 1.5 * random.normal() - (now ? 0.5 : 0) }),
    (z) => Math.round(10 * sigmoid(z)) / 10,
  ),
];

/** Here the assumption is false: what becomes of a score has changed, by so much in log-odds. */
export function movedWorld(by: number): EstimateWorld {
  return world(
    `concept drift: the log-odds of every score fell by ${by}`,
    (random, now) => {
      const z = 1.5 * random.normal();
      return { z, truth: sigmoid(now ? z - by : z) };
    },
    sigmoid,
  );
}
