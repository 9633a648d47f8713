import { execFile } from 'node:child_process';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { cachedFile, cacheFolder, type FileFormat } from './data.ts';
import { pitwallFile } from './measure.ts';

const execute = promisify(execFile);

export type Side = 'reference' | 'current';

const columns = 20;
const draws = 4;
/** Of as many different values as a double has for a hash of 53 bits. */
const steps = 2 ** 53;

/** From 0 up to and without 1; nothing here is random: the same row draws the same on every machine. */
const uniform = (column: number, draw = 0): string =>
  `((hash(i * ${columns * draws} + ${column * draws + draw}) >> 11)::DOUBLE / ${steps})`;

const normal = (column: number): string =>
  `(sqrt(-2 * ln(1 - ${uniform(column)})) * cos(2 * pi() * ${uniform(column, 1)}))`;

const sometimes = (column: number, share: number, value: string): string =>
  `CASE WHEN ${uniform(column, 2)} >= ${share} THEN ${value} END`;

/** The more frequent the lower its number. */
const category = (column: number, of: number, word: string): string =>
  `printf('${word} %d', floor(${of} * ${uniform(column)} * ${uniform(column, 1)})::INTEGER)`;

/** Fifteen numbers and five categories; one of each has moved in the current data. */
function rowsOf(rows: number, side: Side): string {
  const moved = side === 'current' ? 1 : 0;
  const cells = [
    ...[0, 1, 2].map(normal),
    ...[3, 4].map((column) => `-ln(1 - ${uniform(column)})`),
    ...[5, 6, 7].map((column) => `round(${normal(column)} * 10 + 100, 2)`),
    ...[8, 9].map((column) => sometimes(column, 0.05, `round(${uniform(column)}, 4)`)),
    ...[10, 11].map((column) => `floor(100 * ${uniform(column)})::INTEGER`),
    `floor(1000000 * ${uniform(12)} * ${uniform(12, 1)})::BIGINT`,
    `CASE WHEN ${uniform(13, 2)} < 0.6 THEN 0 ELSE round(exp(${normal(13)}), 2) END`,
    `${normal(14)} + ${moved}`,
    category(15, 2, 'side'),
    category(16, 8, 'region'),
    sometimes(17, 0.02, category(17, 30, 'team')),
    category(18, 200, 'shop'),
    `CASE WHEN ${uniform(19, 2)} < ${0.3 * moved} THEN 'plan 9' ELSE ${category(19, 5, 'plan')} END`,
  ];
  const first = side === 'current' ? 100_000_000 : 0;
  const named = cells.map((cell, column) => `${cell} AS ${column < 15 ? 'number' : 'category'}_${column + 1}`);
  return `SELECT ${named.join(', ')} FROM range(${first}, ${first + rows}) rows(i)`;
}

export const driftFile = (rows: number, format: FileFormat, side: Side): Promise<string> =>
  cachedFile(`drift-${side}-${rows}`, rowsOf(rows, side), format);

/** A baseline of a file; made anew, since what it is like depends on this version of Pitwall. */
export async function driftBaseline(file: string): Promise<string> {
  const name = basename(file).replaceAll('.', '-');
  await execute(process.execPath, [pitwallFile, 'baseline', 'create', file, '--name', name, '--replace'], {
    cwd: cacheFolder,
  });
  return join(cacheFolder, 'baselines', `${name}.json.gz`);
}
