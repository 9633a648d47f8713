import { randomFrom } from '../../packages/stats/src/drift/decision/testing/random.ts';
import type { ModelComparison } from '../../packages/stats/src/score/compare/answer.ts';
import type { Asked } from './asked.ts';
import { type PairWorld, pairWorlds } from './comparison-worlds.ts';
import type { Study } from './no-drift.ts';
import { seriesOf } from './profit-intervals.ts';
import { sizeOf } from './score-intervals.ts';
import { count, newTally } from './tally.ts';

/** What was answered of two models in one cell. */
export interface Answered extends Asked {
  readonly truth: number;
  /** Series in which the answer was that they differ, on the right side and on the wrong one; both where there is none. */
  right: number;
  wrong: number;
}

/** How often intervals of the difference of two models hold it, and how often the answer is right. */
export function comparisons({ seed, scale, progress }: Study): Answered[] {
  return pairWorlds(seed).flatMap((world, place) =>
    world.sizes.flatMap((rows) => {
      progress(`two models, ${world.name}, ${rows} rows`);
      return ask(
        world,
        rows,
        Math.max(20, Math.ceil((seriesOf(rows, scale) / 2) * (world.part ?? 1))),
        seed + 104_729 * place,
      );
    }),
  );
}

function ask(world: PairWorld, rows: number, series: number, seed: number): Answered[] {
  const random = randomFrom(seed + rows);
  const cells = new Map<string, Answered>();
  for (let one = 0; one < series; one += 1) {
    for (const found of world.compare(random, rows, one)) {
      const { metric } = found;
      const truth = world.truth.get(metric) ?? Number.NaN;
      const fresh = { world: world.name, metric, size: sizeOf(rows), tally: newTally(), truth, right: 0, wrong: 0 };
      const cell = cells.get(metric) ?? fresh;
      cells.set(metric, cell);
      count(cell.tally, found.difference === null ? null : found.interval, truth);
      if (found.answer !== 'better' && found.answer !== 'worse') continue;
      if (isRight(found, truth)) cell.right += 1;
      else cell.wrong += 1;
    }
  }
  return [...cells.values()];
}

const isRight = ({ answer, better }: ModelComparison, truth: number): boolean =>
  truth !== 0 && (answer === 'better') === (truth > 0 === (better === 'higher'));
