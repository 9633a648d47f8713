import { tableRow } from './markdown-text.ts';

/** As many rows as fit, in their order, and a sentence on those that are left out. */
export function boundedRows(
  head: readonly string[],
  rows: readonly string[],
  room: number,
  leftOut: (count: number) => string,
  most = Number.POSITIVE_INFINITY,
): string {
  if (rows.length === 0) return '';
  let used = head.join('\n').length;
  const fitting = rows.findIndex((row, index) => {
    used += row.length + 1;
    return used > room || index >= most;
  });
  if (fitting === -1) return [...head, ...rows].join('\n');
  const note = leftOut(rows.length - fitting);
  return fitting === 0 ? note : `${[...head, ...rows.slice(0, fitting)].join('\n')}\n\n${note}`;
}

/** `['', 'Metric', 'Value:']`: a colon at the end puts a column to the right, a heading without words in the middle. */
export function tableHead(titles: readonly string[]): readonly string[] {
  const rules = titles.map((title) => (title === '' ? ':-:' : title.endsWith(':') ? '--:' : '---'));
  return [tableRow(titles.map((title) => title.replace(/:$/, ''))), `|${rules.join('|')}|`];
}
