import { compareColumn } from '../../packages/stats/src/drift/decision/column.ts';
import type { Question } from '../../packages/stats/src/drift/decision/decide.ts';
import { type Alarms, alarmsOf } from '../../packages/stats/src/drift/decision/testing/alarms.ts';
import { drawCountsOf } from '../../packages/stats/src/drift/decision/testing/counts.ts';
import { type Random, randomFrom } from '../../packages/stats/src/drift/decision/testing/random.ts';
import {
  compareDrawn,
  questionsOf,
  type World,
  worlds,
} from '../../packages/stats/src/drift/decision/testing/worlds.ts';
import { inBand, notAbove, type Row, times } from './table.ts';

/** What a study is told: where its random numbers start, how much of it to do, and whom to tell how far it is. */
export interface Study {
  readonly seed: number;
  readonly scale: number;
  readonly progress: (what: string) => void;
}

export const levels = [0.05, 0.01] as const;
const families = [1, 10, 100] as const;

const some = (times: number, scale: number): number => Math.max(20, Math.round(times * scale));

/** So many columns for each number of rows: fewer where each takes longer. */
const independentColumns: readonly (readonly [rows: number, columns: number])[] = [
  [50, 300_000],
  [200, 120_000],
  [1000, 30_000],
  [10_000, 12_000],
  [100_000, 6_000],
  [1_000_000, 3_000],
];

export function independent({ seed, scale, progress }: Study): Row[] {
  return independentColumns.flatMap(([rows, columns]) => {
    progress(`continuous columns of ${rows} rows`);
    const random = randomFrom(seed + rows);
    const draw = drawCountsOf(rows);
    const questions = Array.from({ length: some(columns, scale) }, () =>
      questionsOf(compareColumn(...draw(random, rows))),
    );
    return families.flatMap((family) =>
      levels.map((level) => {
        const alarms = alarmsOf(questions, family, level);
        return {
          rows,
          ...rowOf(alarms),
          'within 0.8–1.2': inBand(alarms.evidence, level),
          'evidence and effect': times(alarms.decision, level),
          'never above 1': notAbove(alarms.decision, level),
        };
      }),
    );
  });
}

const others: readonly World[] = Object.values(worlds).filter((world) => world !== worlds.normal);
const otherColumns: readonly (readonly [rows: number, columns: number])[] = [
  [50, 20_000],
  [200, 10_000],
  [1000, 3_000],
];

/** Heavy tails, ties, spikes, categories: as the product counts them, value by value. */
export function otherWorlds({ seed, scale, progress }: Study): Row[] {
  return others.flatMap((world, place) =>
    otherColumns.flatMap(([rows, columns]) => {
      progress(`${world.name}, ${rows} rows`);
      const random = randomFrom(seed + 7919 * (place + 1) + rows);
      const questions = Array.from({ length: some(columns, scale) }, () =>
        questionsOf(compareDrawn(world, world, random, rows, rows)),
      );
      return [1, 10].flatMap((family) =>
        levels.map((level) => ({ column: world.name, rows, ...judged(alarmsOf(questions, family, level)) })),
      );
    }),
  );
}

const comparisonsTogether = 500;

/** Columns that share a part of each row, so that their values are correlated by ρ. */
export function correlated({ seed, scale, progress }: Study): Row[] {
  return [0.5, 0.9].flatMap((correlation, place) => {
    const rows = 200;
    progress(`correlated by ${correlation}`);
    const random = randomFrom(seed + 104_729 * (place + 1));
    const comparisons = Array.from({ length: some(comparisonsTogether, scale) }, () =>
      together(random, rows, 100, correlation),
    );
    return [10, 100].flatMap((family) =>
      levels.map((level) => {
        const questions = comparisons.flatMap((columns) => columns.slice(0, family));
        const alarms = alarmsOf(questions, family, level);
        return { column: `normal, correlated by ${correlation}`, rows, ...judged(alarms) };
      }),
    );
  });
}

function together(random: Random, rows: number, columns: number, correlation: number): Question[][] {
  const common = Float64Array.from({ length: 2 * rows }, random.normal);
  const [part, own] = [Math.sqrt(correlation), Math.sqrt(1 - correlation)];
  return Array.from({ length: columns }, () => {
    let row = 0;
    const numbers = (_: Random, n: number): Float64Array =>
      Float64Array.from({ length: n }, () => {
        const value = part * (common[row] ?? 0) + own * random.normal();
        row += 1;
        return value;
      });
    const world: World = { name: 'correlated', numbers };
    return questionsOf(compareDrawn(world, world, random, rows, rows));
  });
}

const rowOf = ({ columns, level, evidence }: Alarms) => ({
  columns,
  level: String(level),
  comparisons: evidence.of,
  'evidence alone': times(evidence, level),
});

const judged = (alarms: Alarms) => ({
  ...rowOf(alarms),
  'never above 1.2': notAbove(alarms.evidence, 1.2 * alarms.level),
  'evidence and effect': times(alarms.decision, alarms.level),
  'never above 1': notAbove(alarms.decision, alarms.level),
});
