import type { Rate } from '../../packages/stats/src/drift/decision/testing/rate.ts';

export type Row = Readonly<Record<string, string | number>>;

/** A table of Markdown, its columns as wide as what stands in them. */
export function table(rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? {});
  const lines = [names, ...rows.map((row) => names.map((name) => shown(row[name] ?? '')))];
  const widths = names.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const written = lines.map(
    (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [written[0] ?? '', rule, ...written.slice(1)].join('\n');
}

const shown = (cell: string | number): string => (typeof cell === 'number' ? cell.toLocaleString('en') : cell);

/** In times the level, with the interval. */
export function times({ share, low, high }: Rate, level: number): string {
  return `${(share / level).toFixed(2)} (${(low / level).toFixed(2)}–${(high / level).toFixed(2)})`;
}

export function percent({ share, low, high }: Rate): string {
  const part = (value: number): string => (100 * value).toFixed(1);
  return `${part(share)} % (${part(low)}–${part(high)})`;
}

/** Are alarms as frequent as the level says, within a fifth? */
export function inBand({ share, low, high }: Rate, level: number): string {
  if (low >= 0.8 * level && high <= 1.2 * level) return 'within';
  if (high < 0.8 * level) return 'below';
  if (low > 1.2 * level) return 'above';
  return share >= 0.8 * level && share <= 1.2 * level ? 'within, as far as told' : 'cannot be told';
}

/** Are they at most so many times as frequent? */
export function notAbove({ share, low, high }: Rate, most: number): string {
  if (high <= most) return 'not above';
  if (low > most) return 'above';
  return share <= most ? 'not above, as far as told' : 'cannot be told';
}
