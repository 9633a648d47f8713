import type { ModelMetric, ModelReport } from '@pitwall/sdk';
import { terminalText } from '../../core/visible.ts';
import { between, figure, limitWords, voices } from './model-words.ts';
import type { Paint } from './paint.ts';
import { partLines } from './pretty-model-parts.ts';
import { tableLines } from './pretty-table.ts';
import { wrap } from './text-width.ts';

const maximumSummaryLines = 4;

/**
 * ```
 *   Measured against the labels
 *   ✓ accuracy        0.5744   0.5486 to 0.5998   alert < 0.44
 *   Not known
 *   ? sharpe_year     expected the number of rows a year
 * ```
 */
export function modelLines(model: ModelReport, width: number, paint: Paint): string[] {
  const { metrics, summary, next } = model;
  const known = voices.map(([basis, title]) => ({
    title,
    rows: metrics.filter((metric) => metric.basis === basis && metric.value !== null).map(measuredRow),
  }));
  const unknown = metrics.filter(({ value }) => value === null);
  const reasons = unknown.map(({ name, status, reason = '' }) => ({ status, cells: [name, reason] }));
  return [
    ...tableLines(known, width, paint),
    ...tableLines([{ title: 'Not known', rows: reasons }], width, paint),
    ...partLines(model, width, paint),
    ...[
      ...wrap(terminalText(summary), width - 4, maximumSummaryLines),
      ...next.flatMap((step) => adviceLines(step, width)),
    ].map((line) => `  ${paint.dim('│')} ${line}`),
  ];
}

const measuredRow = (metric: ModelMetric) => ({
  status: metric.status,
  cells: [metric.name, figure(metric.value), between(metric.interval), limitWords(metric)],
});

const adviceLines = (step: string, width: number): string[] =>
  wrap(terminalText(step), width - 6, maximumSummaryLines).map((line, index) => `${index === 0 ? '→ ' : '  '}${line}`);
