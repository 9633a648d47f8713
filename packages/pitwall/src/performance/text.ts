import type { ModelReport } from '@pitwall/sdk';
import { visible } from '../core/visible.ts';
import { marks, number } from '../core/words.ts';

/** The report for a person: a line for each metric that is judged, then what it comes to. */
export function modelText({ name, status, metrics, summary, next }: ModelReport): string {
  const judged = metrics.filter((metric) => metric.status !== null);
  const width = Math.max(0, ...judged.map((metric) => metric.name.length));
  return [
    `${marks[status]} ${name}: ${status}`,
    ...judged.map(({ name: metric, status: own, value, interval, threshold, reason = '' }) => {
      const limits = [threshold?.alert, threshold?.warning].filter((limit) => limit !== undefined).join(', ');
      const between = interval ? ` (${number(interval.low)} to ${number(interval.high)})` : '';
      const said = value === null ? `unknown: ${reason}` : `${number(value)}${between}`;
      return `  ${marks[own ?? 'unknown']} ${metric.padEnd(width)}  ${said}${limits === '' ? '' : `  not ${limits}`}`;
    }),
    `  ${summary}`,
    ...next.map((step) => `  → ${step}`),
  ]
    .map(visible)
    .join('\n');
}
