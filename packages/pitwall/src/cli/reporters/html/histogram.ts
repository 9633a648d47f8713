import type { Histogram } from '@pitwall/sdk';
import { chart } from './chart.ts';
import { count, moment, quantity, roundCount } from './figures.ts';
import { type Html, html } from './text.ts';

/** More bars than this cannot be told apart at the width of a card. */
const maximumBars = 48;

interface Bars {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  readonly format: (edge: number) => string;
}

function barsOf({ edges, counts, scale }: Histogram): Bars {
  const span = (edges.at(-1) ?? 0) - (edges[0] ?? 0);
  const format = scale === 'time' ? (edge: number) => moment(edge, span) : quantity;
  const step = Math.ceil(counts.length / maximumBars);
  if (step <= 1) return { edges, counts, format };
  const merged: number[] = [];
  counts.forEach((number, index) => {
    const bar = Math.floor(index / step);
    merged[bar] = (merged[bar] ?? 0) + number;
  });
  return {
    edges: edges.filter((_, index) => index % step === 0 || index === edges.length - 1),
    counts: merged,
    format,
  };
}

function total({ counts, below, above }: Histogram): number {
  return counts.reduce((sum, number) => sum + number, below + above);
}

/** `season: 1,200 values from 2018 to 2026, most between 2022 and 2026; 2 below 2018` */
export function histogramSentence(name: string, histogram: Histogram): string {
  const { edges, counts, format } = barsOf(histogram);
  const first = format(edges[0] ?? 0);
  const last = format(edges.at(-1) ?? 0);
  const [from, to] = narrowestHalf(counts, total(histogram));
  const parts = [`${name}: ${count(total(histogram))} values from ${first} to ${last}`];
  if (to - from < counts.length) parts[0] += `, most between ${format(edges[from] ?? 0)} and ${format(edges[to] ?? 0)}`;
  if (histogram.below > 0) parts.push(`${count(histogram.below)} below ${first}`);
  if (histogram.above > 0) parts.push(`${count(histogram.above)} above ${last}`);
  return parts.join('; ');
}

/** The shortest run of bars that holds more than half of all values, the fullest of equals, as edge positions. */
function narrowestHalf(counts: readonly number[], all: number): readonly [number, number] {
  let best: readonly [number, number] = [0, counts.length];
  let bestHeld = 0;
  let from = 0;
  let held = 0;
  counts.forEach((number, index) => {
    held += number;
    while (held - (counts[from] ?? 0) > all / 2) held -= counts[from++] ?? 0;
    const longer = index + 1 - from - (best[1] - best[0]);
    if (held > all / 2 && (longer < 0 || (longer === 0 && held > bestHeld))) {
      best = [from, index + 1];
      bestHeld = held;
    }
  });
  return best;
}

const height = 40;

/** Bars without axes, one path: a hundredth of the time and a tenth of the bytes that echarts needs. */
export function smallHistogram(name: string, histogram: Histogram): Html {
  const { edges, counts, format } = barsOf(histogram);
  const { below, above } = histogram;
  const tallest = Math.max(1, below, above, ...counts);
  const bar = (x: number, number: number): string => {
    if (number === 0) return '';
    const size = Math.max(1, Number(((number / tallest) * height).toFixed(1)));
    return `M${x} ${height}v-${size}h3v${size}z`;
  };
  const start = below > 0 ? 8 : 0;
  const inside = counts.map((number, index) => bar(start + index * 4, number)).join('');
  const end = start + counts.length * 4;
  const outside = bar(0, below) + bar(end + 4, above);
  const width = end - 1 + (above > 0 ? 8 : 0);
  return html`<svg class="bars" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-label="${histogramSentence(name, histogram)}"><path class="in" d="${inside}"/>${outside && html`<path class="out" d="${outside}"/>`}</svg>
<p class="ends"><span>${below > 0 && html`<b>${count(below)} below</b> `}${format(edges[0] ?? 0)}</span><span>${above > 0 && html`<b>${count(above)} above</b> `}${format(edges.at(-1) ?? 0)}</span></p>`;
}

const canvas = { width: 340, height: 154, left: 40, right: 10, top: 16, bottom: 24, end: 44 };

/** With axes, for the columns that need a closer look; what lies outside stands apart at the ends. */
export function largeHistogram(name: string, histogram: Histogram): Html {
  const { edges, counts, format } = barsOf(histogram);
  const { below, above } = histogram;
  const tallest = Math.max(1, below, above, ...counts);
  const left = canvas.left + (below > 0 ? canvas.end : 0);
  const right = canvas.right + (above > 0 ? canvas.end : 0);
  const slots = counts.length;
  const slot = (canvas.width - left - right) / slots;
  const room = Math.max(...edges.map((edge) => format(edge).length)) > 6 ? 2 : 4;
  const every = Math.max(1, Math.ceil(slots / room));
  const band = { top: canvas.top, bottom: canvas.bottom };
  const text = { color: 'var(--soft)', fontSize: 11 };
  const grid = [{ ...band, left, right }];
  const ends = [
    { number: below, label: 'below', place: { left: canvas.left, width: canvas.end - 14 } },
    { number: above, label: 'above', place: { right: canvas.right, width: canvas.end - 14 } },
  ].filter(({ number }) => number > 0);
  const plain = { axisTick: { show: false }, axisLine: { lineStyle: { color: 'var(--soft)' } } };
  const bare = { type: 'value' as const, min: 0, max: tallest, show: false };
  return chart({
    width: canvas.width,
    height: canvas.height,
    label: histogramSentence(name, histogram),
    option: {
      grid: [...grid, ...ends.map(({ place }) => ({ ...band, ...place }))],
      xAxis: [
        {
          ...plain,
          type: 'value',
          min: 0,
          max: slots,
          containShape: false,
          interval: every,
          splitLine: { show: false },
          axisLabel: {
            ...text,
            alignMinLabel: 'left',
            alignMaxLabel: 'right',
            formatter: (edge: number) => format(edges[edge] ?? 0),
            hideOverlap: true,
          },
        },
        ...ends.map(({ label }, index) => ({
          ...plain,
          type: 'category' as const,
          gridIndex: index + 1,
          data: [label],
          axisLabel: text,
        })),
      ],
      yAxis: [
        {
          type: 'value',
          min: 0,
          max: tallest,
          interval: tallest / 2,
          position: 'left',
          offset: below > 0 ? canvas.end : 0,
          axisLine: { show: false },
          axisTick: { show: false },
          splitLine: { lineStyle: { color: 'var(--line)' } },
          axisLabel: { ...text, formatter: (number: number) => (Number.isInteger(number) ? roundCount(number) : '') },
        },
        ...ends.map((_, index) => ({ ...bare, gridIndex: index + 1 })),
      ],
      series: [
        {
          type: 'bar',
          silent: true,
          clip: false,
          itemStyle: { color: 'var(--bar)' },
          barMinHeight: 1,
          barWidth: Math.max(1, slot - Math.max(1, slot * 0.08)),
          data: counts.flatMap((number, index) => (number > 0 ? [[index + 0.5, number]] : [])),
        },
        ...ends.map(({ number }, index) => ({
          type: 'bar' as const,
          silent: true,
          clip: false,
          xAxisIndex: index + 1,
          yAxisIndex: index + 1,
          itemStyle: { color: 'var(--outside)' },
          barMinHeight: 2,
          barWidth: 10,
          data: [number],
          label: {
            show: true,
            position: 'top' as const,
            distance: 1,
            formatter: roundCount(number),
            color: 'var(--soft)',
            fontSize: 11,
          },
        })),
      ],
    },
  });
}
