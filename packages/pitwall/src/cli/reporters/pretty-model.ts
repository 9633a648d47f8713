import type { ModelMetric, ModelReport } from '@pitwall/sdk';
import { terminalText } from '../../core/visible.ts';
import { number } from '../../core/words.ts';
import { limitWords, voices } from './model-words.ts';
import type { Paint } from './paint.ts';
import { padEnd, shorten, textWidth, wrap } from './text-width.ts';
import { marks } from './words.ts';

const maximumSummaryLines = 4;

/**
 * ```
 *   Measured against the labels
 *   ✓ accuracy        0.5744   0.5486 to 0.5998   alert < 0.44
 *   ? sharpe_year     unknown  expected the number of rows a year
 * ```
 */
export function modelLines({ metrics, summary, next }: ModelReport, width: number, paint: Paint): string[] {
  const nameWidth = Math.max(0, ...metrics.map(({ name }) => textWidth(name)));
  const known = metrics.filter(({ value }) => value !== null);
  const valueWidth = Math.max(0, ...known.map((metric) => textWidth(valueWords(metric))));
  const intervalWidth = Math.max(0, ...known.map((metric) => textWidth(intervalWords(metric))));
  const sections = voices.flatMap(([basis, title]) => {
    const own = known.filter((metric) => metric.basis === basis);
    if (own.length === 0) return [];
    return [
      `  ${paint.bold(title)}`,
      ...own.map((metric) => {
        const mark = metric.status === null ? ' ' : paint.status(metric.status, marks[metric.status]);
        const cells = [
          padEnd(metric.name, nameWidth),
          valueWords(metric).padStart(valueWidth),
          padEnd(intervalWords(metric), intervalWidth),
          limitWords(metric),
        ];
        return `  ${mark} ${shorten(cells.join('  '), width - 4)}`.trimEnd();
      }),
    ];
  });
  const unknown = metrics.filter(({ value }) => value === null);
  return [
    ...sections,
    ...(unknown.length > 0 ? [`  ${paint.bold('Not known')}`] : []),
    ...unknown.map(
      ({ name, status, reason = '' }) =>
        `  ${status === null ? ' ' : paint.status(status, marks[status])} ${padEnd(name, nameWidth)}  ${paint.dim(shorten(terminalText(reason), width - nameWidth - 6))}`,
    ),
    ...[
      ...wrap(terminalText(summary), width - 4, maximumSummaryLines),
      ...next.flatMap((step) => adviceLines(step, width)),
    ].map((line) => `  ${paint.dim('│')} ${line}`),
  ];
}

const adviceLines = (step: string, width: number): string[] =>
  wrap(terminalText(step), width - 6, maximumSummaryLines).map((line, index) => `${index === 0 ? '→ ' : '  '}${line}`);

const valueWords = ({ value }: ModelMetric): string => (value === null ? '' : number(value));

const intervalWords = ({ interval }: ModelMetric): string =>
  interval ? `${number(interval.low)} to ${number(interval.high)}` : '';
