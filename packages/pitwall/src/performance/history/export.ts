import { byTime, type HistoryRecord, metricNames } from './record.ts';

export const exportFormats = ['csv', 'json'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export function exportHistory(records: readonly HistoryRecord[], format: ExportFormat): string {
  return format === 'csv' ? toCsv(records) : `${JSON.stringify(byTime(records), null, 2)}\n`;
}

type Cell = string | number | null | undefined;

/** A row a record, oldest first, and for each metric four columns, as a spreadsheet draws them. RFC 4180. */
function toCsv(records: readonly HistoryRecord[]): string {
  const metrics = metricNames(records);
  const header = [
    'at',
    'model',
    'version',
    'rows',
    'source',
    ...metrics.flatMap((name) => [name, `${name}_low`, `${name}_high`, `${name}_status`]),
  ];
  const rows = byTime(records).map((record): Cell[] => [
    record.at,
    record.model,
    record.version,
    record.rows,
    record.source,
    ...metrics.flatMap((name) => {
      const metric = Object.hasOwn(record.metrics, name) ? record.metrics[name] : undefined;
      return [metric?.value, metric?.low, metric?.high, metric?.status];
    }),
  ]);
  return [header, ...rows].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

/** A text that a spreadsheet would compute, or hand to another program, gets an apostrophe; a number stays one. */
export function csvCell(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
