import { invisible, withoutLogCommands } from '../../core/visible.ts';
import { number } from '../../core/words.ts';
import type { HistoryReport, MetricHistory, ModelHistory } from './report.ts';

const columns = [
  'metric',
  'runs',
  'first',
  'last',
  'mean',
  'lowest',
  'highest',
  'change',
  'status',
  'trend a day',
] as const;

const figure = (value: number | null): string => (value === null ? '–' : number(value));
const signed = (value: number | null): string => (value !== null && value > 0 ? `+${number(value)}` : figure(value));

function cellsOf(metric: MetricHistory): string[] {
  const { name, known, unknown, first, last, mean, minimum, maximum, change, status } = metric;
  return [
    name,
    unknown === 0 ? String(known) : `${known} of ${known + unknown}`,
    figure(first),
    figure(last),
    figure(mean),
    figure(minimum),
    figure(maximum),
    signed(change),
    status ?? '–',
    trendOf(metric),
  ];
}

const arrows = { up: '↑', down: '↓', none: '→', unknown: '?' } as const;

function trendOf({ trend }: MetricHistory): string {
  const { direction, means, slope, low, high, adjusted, reason } = trend;
  if (direction === 'unknown') return `? ${reason ?? 'nothing to tell it by'}`;
  if (direction === 'none') return `${arrows.none} none beyond chance`;
  const between = low === null || high === null ? '' : ` (${signed(low)} to ${signed(high)})`;
  const chance = adjusted === null ? '' : `, p ${number(adjusted)}`;
  return `${arrows[direction]} ${means === null ? '' : `${means} `}${signed(slope)}${between}${chance}`;
}

const minute = (time: string): string => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
const windowOf = ({ from, to }: HistoryReport): string => `${minute(from)} to ${minute(to)}`;

function aboutRuns({ runs, last_at, versions }: ModelHistory): string {
  const of = versions.length === 0 ? '' : `, ${versions.length === 1 ? 'version' : 'versions'} ${versions.join(', ')}`;
  return `${runs} ${runs === 1 ? 'run' : 'runs'}, the last ${minute(last_at)}${of}`;
}

/** Names come from files: they may not move the cursor of a terminal, nor turn the order of reading. */
export const oneLine = (text: string): string => withoutLogCommands(text.replace(invisible, '�'));

export function historyInText(report: HistoryReport): string {
  const models = report.models.map((model) => `\n${oneLine(`${model.model}  ${aboutRuns(model)}`)}\n${table(model)}`);
  return `Performance, ${windowOf(report)}\n${oneLine(report.summary)}\n${models.join('')}`;
}

function table({ metrics }: ModelHistory): string {
  const rows = [[...columns], ...metrics.map(cellsOf)].map((cells) => cells.map(oneLine));
  const widths = columns.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const isText = (column: number) => column === 0 || column >= columns.length - 2;
  return rows
    .map((cells) => {
      const padded = cells.map((cell, column) =>
        isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      );
      return `  ${padded.join('  ').trimEnd()}\n`;
    })
    .join('');
}

/** What Markdown, HTML or GitHub would make something of is written as an entity; an @name notifies nobody. */
const plain = (text: string): string =>
  oneLine(text).replace(
    /[&<>`*~[\]|\\$_@#]/g,
    (found) => `&#${found.charCodeAt(0)};${found === '@' || found === '#' ? '&#8203;' : ''}`,
  );

export function historyInMarkdown(report: HistoryReport): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  const models = report.models.map(
    (model) =>
      `\n### ${plain(model.model)}\n\n${plain(aboutRuns(model))}\n\n${row(columns)}${row(columns.map(() => '---'))}${model.metrics.map((metric) => row(cellsOf(metric).map(plain))).join('')}`,
  );
  return `## Performance, ${windowOf(report)}\n\n${plain(report.summary)}\n${models.join('')}`;
}
