/**
 * Measures how often a search finds a weak segment where there is none, and how often it finds one that there is, and
 * prints tables: `npx tsx --conditions=source scripts/studies/segments.ts`. Seeded. It takes some minutes on one core; with
 * `--quick` it takes a tenth of the time. `--seed N` draws other worlds: the search was tuned on those of 0.
 */

import { randomFrom } from '../../packages/stats/src/drift/decision/testing/random.ts';
import { rateOf } from '../../packages/stats/src/drift/decision/testing/rate.ts';
import { findSegments, type Segment } from '../../packages/stats/src/segment/find.ts';
import { type Planted, type SegmentWorld, segmentWorlds } from './segment-worlds.ts';
import { percent, type Row, table } from './table.ts';

const quick = process.argv.includes('--quick');
const [, typed = '0'] = process.argv.join(' ').match(/--seed (\d+)/) ?? [];
const start = Number(typed);
const sizes = [1000, 10_000, 100_000] as const;
const searches = { 1000: 4000, 10000: 1500, 100000: 200 } as const;
const level = 0.05;

function search(world: SegmentWorld, rows: number, seed: number, planted?: Planted): readonly Segment[] {
  const found = findSegments(world.make(randomFrom(seed), rows, planted), { level, most: 1000 });
  if ('reason' in found) throw new Error(found.explanation);
  return found.segments;
}

function share(of: number, seed: number, ask: (seed: number) => boolean): string {
  let count = 0;
  for (let index = 0; index < of; index += 1) if (ask(seed + index)) count += 1;
  return percent(rateOf(count, of));
}

const timesOf = (rows: (typeof sizes)[number]): number => Math.round(searches[rows] / (quick ? 10 : 1));
const headOf = (rows: (typeof sizes)[number]): string =>
  `${rows.toLocaleString('en')} rows (${timesOf(rows)} searches)`;

function falseAlarms(): Row[] {
  return segmentWorlds.map((world, place) => {
    const cells = sizes.map((rows) => [
      headOf(rows),
      share(timesOf(rows), start + 1_000_000 * (place + 1) + rows, (seed) => search(world, rows, seed).length > 0),
    ]);
    return { losses: world.name, ...Object.fromEntries(cells) };
  });
}

/** What is worse in truth: the cells whose codes are all of these. */
const plantings = [
  { name: 'one column, a tenth of the rows', where: [[2, 4]] },
  {
    name: 'two columns, a fortieth',
    where: [
      [2, 4],
      [1, 3],
    ],
  },
  {
    name: 'two columns, a hundredth',
    where: [
      [2, 4],
      [4, 1],
    ],
  },
] as const;

type Where = (typeof plantings)[number]['where'];

/** Whether it is the planted segment, a column of it, which is worse because of it, or nothing that is worse. */
function kindOf({ where }: Segment, planted: Where): 'it' | 'part' | 'other' {
  const isPlanted = where.map(({ column, code }) => planted.some(([a, b]) => a === column && b === code));
  if (!isPlanted.every((is) => is)) return 'other';
  return where.length === planted.length ? 'it' : 'part';
}

/** How often the planted segment itself is found; and, of what is found, how much is no worse than elsewhere. */
function powerAt(world: SegmentWorld, rows: (typeof sizes)[number], where: Where, worse: number): string {
  const isWorse = (codes: readonly number[]): boolean => where.every(([column, code]) => codes[column] === code);
  let wrong = 0;
  const of = Math.max(10, Math.round(timesOf(rows) / 10));
  const found = share(of, start + 77_000_000 + rows, (seed) => {
    const kinds = search(world, rows, seed, { worse, isWorse }).map((segment) => kindOf(segment, where));
    wrong += kinds.length === 0 ? 0 : kinds.filter((kind) => kind === 'other').length / kinds.length;
    return kinds.includes('it');
  });
  return `${found}, ${((100 * wrong) / of).toFixed(1)} % wrong`;
}

function power(): Row[] {
  return segmentWorlds
    .filter(({ name }) => powerNames.includes(name))
    .flatMap((world) =>
      plantings.flatMap(({ name, where }) =>
        [0.1, 0.2, 0.5].map((worse): Row => {
          const cells = sizes.map((rows) => [`${rows.toLocaleString('en')} rows`, powerAt(world, rows, where, worse)]);
          return { losses: world.name, planted: name, worse, ...Object.fromEntries(cells) };
        }),
      ),
    );
}

const powerNames = ['normal', 'squared errors', 'wrong or not, 10 %', 'bets at 1.9', 'bets at 5 to 15'];

process.stdout.write(`Searches with a segment though there is none, at a level of ${100 * level} %.\n\n`);
process.stdout.write(`${table(falseAlarms())}\n`);
process.stdout.write(
  '\nSearches that find the planted segment, worse by so many standard deviations; and false discoveries among all.\n\n',
);
process.stdout.write(`${table(power())}\n`);
