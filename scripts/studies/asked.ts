import { type Row, table } from './table.ts';
import { type Bounds, coverageOf, sidesOf, type Tally } from './tally.ts';

/** One cell of a study: a metric in a world, on samples of one size. */
export interface Asked {
  readonly world: string;
  readonly metric: string;
  readonly size: string;
  readonly tally: Tally;
  /** What else the table shows in the row. */
  readonly beside?: Readonly<Record<string, string>>;
}

/** A row for each metric in each world, and a column for each size. */
export function coverageTable(asked: readonly Asked[], bounds: Bounds): string {
  const sizes = [...new Set(asked.map(({ size }) => size))];
  const worlds = new Set(asked.map(({ world }) => world));
  return table(
    byRow(asked).map(([first, cells]): Row => {
      const head = { metric: first.metric, ...(worlds.size > 1 && { world: first.world }), ...first.beside };
      return { ...head, ...Object.fromEntries(sizes.map((size) => [size, textAt(cells, size, bounds)])) };
    }),
  );
}

/** What is outside the bounds, as a list with the sides of the misses. */
export function tooSeldom(asked: readonly Asked[], bounds: Bounds): string {
  return listOf(asked, bounds, 'too seldom', ({ size, tally }, text) => `${size} ${text} (${sidesOf(tally)})`);
}

export function tooOften(asked: readonly Asked[], bounds: Bounds): string {
  return listOf(asked, bounds, 'too often', ({ size }, text) => `${size} ${text}`);
}

export function countOf(asked: readonly Asked[], bounds: Bounds, wanted: string): number {
  return asked.filter(({ tally }) => coverageOf(tally, bounds).verdict === wanted).length;
}

function listOf(
  asked: readonly Asked[],
  bounds: Bounds,
  wanted: 'too seldom' | 'too often',
  show: (cell: Asked, text: string) => string,
): string {
  const found = asked.filter(({ tally }) => coverageOf(tally, bounds).verdict === wanted);
  if (found.length === 0) return '- None of them by more than the study errs.';
  const plain = (cell: Asked): string => coverageOf(cell.tally, bounds).text.replace(/ [✗▲].*$/, ' %');
  return byRow(found)
    .map(
      ([{ metric, world }, cells]) =>
        `- \`${metric}\`, ${world}: ${cells.map((cell) => show(cell, plain(cell))).join(', ')}`,
    )
    .join('\n');
}

function byRow(asked: readonly Asked[]): (readonly [Asked, readonly Asked[]])[] {
  const rows = new Map<string, [Asked, Asked[]]>();
  for (const cell of asked) {
    const key = `${cell.world}\n${cell.metric}`;
    const row = rows.get(key);
    if (row) row[1].push(cell);
    else rows.set(key, [cell, [cell]]);
  }
  return [...rows.values()];
}

function textAt(cells: readonly Asked[], size: string, bounds: Bounds): string {
  const cell = cells.find((one) => one.size === size);
  return cell ? coverageOf(cell.tally, bounds).text : '';
}
