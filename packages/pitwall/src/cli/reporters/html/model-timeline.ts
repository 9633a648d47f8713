import type { EstimatePeriod, ModelEstimates } from '@pitwall/sdk';
import { number } from '../../../core/words.ts';
import { chart } from './chart.ts';
import { count } from './figures.ts';
import { axis, line, type Points } from './model-figure.ts';
import { type Html, html, name, short } from './text.ts';
import { mark } from './whisker.ts';

const canvas = { width: 1000, height: 280 };
/** What came last is kept. */
const mostPeriods = 48;
const mostLabels = 8;

/** Measured and estimated, period by period, so that one sees how well estimates did where labels are known. */
export function timeline(model: string, { periods }: ModelEstimates): Html | undefined {
  const course = periods?.course.slice(-mostPeriods) ?? [];
  if (!periods || course.length < 2) return undefined;
  const title = html`<b>Period by period</b> <span class="soft">${name(periods.metric)}, each period estimated from all others that have labels</span>`;
  return html`<figure class="column timeline"><figcaption>${title}</figcaption>
<p class="legend"><span>${mark('dot')}measured</span> <span>${mark('diamond')}estimated</span> <span>${mark('band')}its interval</span>${course.some(waits) && html` <span>${mark('area')}labels have not arrived</span>`}</p>
<div class="scroll" tabindex="0" role="group" aria-label="Period by period">${drawn(`${model}: ${sentence(periods.metric, course)}`, course)}</div>
<details><summary>The same in numbers</summary><div class="scroll" tabindex="0" role="group" aria-label="Period by period, in numbers"><table><caption class="unseen">Period by period</caption><thead><tr><th scope="col">From</th><th scope="col" class="number">Rows</th><th scope="col" class="number">Measured</th><th scope="col" class="number">Estimated</th><th scope="col">Interval</th></tr></thead><tbody>
${course.map(row)}</tbody></table></div></details></figure>`;
}

const waits = ({ measured }: EstimatePeriod): boolean => measured === null;

function drawn(label: string, course: readonly EstimatePeriod[]): Html {
  const step = Math.ceil(course.length / mostLabels);
  const points = (of: (period: EstimatePeriod) => number | null): Points =>
    course.flatMap((period, index): Points => {
      const y = of(period);
      return y === null ? [] : [[index + 0.5, y]];
    });
  return chart({
    ...canvas,
    label,
    option: {
      grid: [{ left: 52, right: 14, top: 12, bottom: 28 }],
      xAxis: [
        axis('', {
          min: 0,
          max: course.length,
          interval: step,
          splitLine: { show: false },
          axisTick: { show: true, lineStyle: { color: 'var(--soft)' } },
          axisLabel: {
            color: 'var(--soft)',
            fontSize: 12,
            hideOverlap: true,
            formatter: (at: number) => (at % step === 0 ? startOf(course[at], at) : ''),
          },
        }),
      ],
      yAxis: [axis('', { scale: true })],
      series: [
        ...areas(course),
        ...course.flatMap(({ low, high }, index) =>
          low === null || high === null
            ? []
            : [
                line(
                  [
                    [index + 0.5, low],
                    [index + 0.5, high],
                  ],
                  { lineStyle: { color: 'var(--bar)', width: 7, opacity: 0.45 } },
                ),
              ],
        ),
        line(
          points(({ measured }) => measured),
          {
            ...symbols('circle', 8),
            lineStyle: { color: 'var(--ink)', width: 1.5 },
            itemStyle: { color: 'var(--ink)' },
          },
        ),
        line(
          points(({ estimated }) => estimated),
          {
            ...symbols('diamond', 11),
            lineStyle: { color: 'var(--bar)', width: 1, type: 'dashed' },
            itemStyle: { color: 'var(--card)', borderColor: 'var(--ink)', borderWidth: 1.5 },
          },
        ),
      ],
    },
  });
}

const symbols = (symbol: string, symbolSize: number) => ({ symbol, symbolSize, showAllSymbol: true }) as const;

/** Behind the periods that wait for labels. */
function areas(course: readonly EstimatePeriod[]) {
  const data = course.flatMap((period, index): [{ xAxis: number }, { xAxis: number }][] =>
    waits(period) ? [[{ xAxis: index }, { xAxis: index + 1 }]] : [],
  );
  return [line([], { markArea: { silent: true, itemStyle: { color: 'var(--track)', opacity: 0.55 }, data } })];
}

/** Only what is a day for sure goes into the picture: a picture does not escape what it is given. */
function startOf(period: EstimatePeriod | undefined, index: number): string {
  if (!period) return '';
  return /^\d{4}-\d\d-\d\d/.exec(period.from ?? '')?.[0] ?? `period ${index + 1}`;
}

function sentence(metric: string, course: readonly EstimatePeriod[]): string {
  const words = course.map((period, index) => {
    const { measured, estimated } = period;
    const known = measured === null ? 'not measured' : `measured ${number(measured)}`;
    return `${startOf(period, index)} ${known}, ${estimated === null ? 'not estimated' : `estimated ${number(estimated)}`}`;
  });
  return `${metric} by period: ${words.join('; ')}`;
}

function row(period: EstimatePeriod, index: number): Html {
  const { from, rows, measured, estimated, low, high } = period;
  const figure = (value: number | null, absent: string): Html | string =>
    value === null ? html`<span class="soft">${absent}</span>` : number(value);
  return html`<tr><th scope="row">${from === null ? `period ${index + 1}` : short(from.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*$/, '$1 $2'), 40)}</th><td class="number">${count(rows)}</td><td class="number">${figure(measured, 'no labels')}</td><td class="number">${figure(estimated, 'unknown')}</td><td>${low !== null && high !== null && `${number(low)} to ${number(high)}`}</td></tr>
`;
}
