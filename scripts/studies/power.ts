import { classicDrift } from '../../packages/stats/src/drift/classic.ts';
import { compareColumn } from '../../packages/stats/src/drift/decision/column.ts';
import { decide, type Question } from '../../packages/stats/src/drift/decision/decide.ts';
import { drawCountsOf } from '../../packages/stats/src/drift/decision/testing/counts.ts';
import { type Random, randomFrom } from '../../packages/stats/src/drift/decision/testing/random.ts';
import { type Rate, rateOf } from '../../packages/stats/src/drift/decision/testing/rate.ts';
import { questionsOf } from '../../packages/stats/src/drift/decision/testing/worlds.ts';
import { baselineCategories, profileCategories } from '../../packages/stats/src/profile/categorical.ts';
import { baselineNumbers, profileNumbers } from '../../packages/stats/src/profile/numeric.ts';
import type { Study } from './no-drift.ts';
import { percent, type Row } from './table.ts';

/** `1 per month`, compared `1 per day`: what the product assumes unless told otherwise. */
export const defaultLevel = 12 / 365.2425;

/** The changed column is one of so many; the others have not changed. */
const columnsBeside = 9;

interface Change {
  readonly name: string;
  readonly before: (random: Random) => number | string;
  readonly now: (random: Random) => number | string;
}

const normal = ({ normal }: Random): number => normal();
const heavy = ({ normal, gamma }: Random): number => normal() / Math.sqrt(gamma(1.5) / 1.5);
const mixed = (share: number, scale: number) => (random: Random) =>
  random.normal() * (random.uniform() < share ? scale : 1);
const exponential = (scale: number) => (random: Random) => -scale * Math.log(random.uniform());
const named =
  (first: number) =>
  ({ uniform }: Random): string => {
    const at = uniform();
    return at < first ? 'a' : (['b', 'c', 'd', 'e'][Math.floor((4 * (at - first)) / (1 - first))] ?? 'e');
  };

const changes: readonly Change[] = [
  { name: 'none, normal', before: normal, now: normal },
  { name: 'none, Student’s t with 3', before: heavy, now: heavy },
  ...[0.1, 0.2, 0.25, 0.3, 0.4, 0.5].map((by) => ({
    name: `normal, shifted by ${by} σ`,
    before: normal,
    now: (random: Random) => random.normal() + by,
  })),
  ...[1.2, 1.5, 2].map((by) => ({
    name: `normal, ${by} × as wide`,
    before: normal,
    now: (random: Random) => random.normal() * by,
  })),
  { name: 'normal to Student’s t with 3', before: normal, now: heavy },
  { name: 'normal, 10 % of it 5 × as wide', before: normal, now: mixed(0.1, 5) },
  { name: 'normal, 30 % of it 5 × as wide', before: normal, now: mixed(0.3, 5) },
  { name: 'exponential, 1.5 × the mean', before: exponential(1), now: exponential(1.5) },
  { name: 'Student’s t with 3, shifted by 0.5', before: heavy, now: (random) => heavy(random) + 0.5 },
  { name: 'five categories, first 20 % to 30 %', before: named(0.2), now: named(0.3) },
  { name: 'five categories, first 20 % to 40 %', before: named(0.2), now: named(0.4) },
  { name: 'five categories, first 20 % to 60 %', before: named(0.2), now: named(0.6) },
];

const repetitions: readonly (readonly [rows: number, times: number])[] = [
  [1000, 500],
  [10_000, 60],
];

export function power({ seed, scale, progress }: Study): Row[] {
  return changes.flatMap((change, place) =>
    repetitions.map(([rows, times]) => {
      progress(`${change.name}, ${rows} rows`);
      const of = Math.max(20, Math.round(times * scale));
      const random = randomFrom(seed + 15_485_863 + 1009 * place + rows);
      const drawUnchanged = drawCountsOf(rows);
      const beside = (): Question[] => questionsOf(compareColumn(...drawUnchanged(random, rows)));
      let [ours, theirs] = [0, 0];
      for (let time = 0; time < of; time += 1) {
        const before = Array.from({ length: rows }, () => change.before(random));
        const now = Array.from({ length: rows }, () => change.now(random));
        const asked = questionsOf(compared(before, now));
        const questions = [...asked, ...Array.from({ length: columnsBeside }, beside).flat()];
        if (decide(questions, defaultLevel).some(({ drifted }, index) => index < asked.length && drifted)) ours += 1;
        if (classicDrift(before, now).drift) theirs += 1;
      }
      const [found, classic] = [rateOf(ours, of), rateOf(theirs, of)];
      const noDrift = change.name.startsWith('none');
      return {
        change: change.name,
        rows,
        repetitions: of,
        pitwall: percent(found),
        'original’s rule': percent(classic),
        verdict: noDrift ? 'no drift: both should be near 0' : atLeast(found, classic),
      };
    }),
  );
}

function compared(before: readonly (number | string)[], now: readonly (number | string)[]) {
  const isNumbers = (values: readonly (number | string)[]): values is readonly number[] =>
    values.every((value) => typeof value === 'number');
  if (isNumbers(before) && isNumbers(now)) {
    const reference = baselineNumbers(before);
    return compareColumn(reference, profileNumbers(now, reference.edges));
  }
  const reference = baselineCategories(before);
  return compareColumn(reference, profileCategories(now, reference));
}

/** Both rules see the same data, so a difference is not to be excused by the width of the intervals. */
function atLeast(ours: Rate, theirs: Rate): string {
  if (ours.share >= theirs.share) return 'at least the original’s';
  return `less by ${(100 * (theirs.share - ours.share)).toFixed(1)} points`;
}
