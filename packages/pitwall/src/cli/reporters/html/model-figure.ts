import type { LineSeriesOption } from 'echarts';
import { type Html, html } from './text.ts';

export const canvas = { width: 420, height: 260 };
export const grid = { left: 52, right: 14, top: 16, bottom: 40 };

const text = { color: 'var(--soft)', fontSize: 11 };

export type Points = readonly (readonly [number, number])[];

export const axis = (name: string, more: object = {}) => ({
  type: 'value' as const,
  name,
  nameLocation: 'middle' as const,
  nameGap: 26,
  nameTextStyle: text,
  axisLabel: text,
  axisLine: { show: true, lineStyle: { color: 'var(--soft)' } },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: 'var(--line)' } },
  ...more,
});

/** A line without marks; what is said in `more` wins. */
export const line = (points: Points, more: LineSeriesOption = {}): LineSeriesOption => ({
  type: 'line',
  silent: true,
  symbol: 'none',
  lineStyle: { color: 'var(--bar)', width: 2 },
  data: points.map(([x, y]) => [x, y]),
  ...more,
});

/** What a curve is held against. */
export const dashed = (points: Points): LineSeriesOption =>
  line(points, { lineStyle: { color: 'var(--soft)', width: 1, type: 'dashed' } });

export function figure(title: string, what: string, drawing: Html): Html {
  return html`<figure class="column"><figcaption><b>${title}</b> <span class="soft">${what}</span></figcaption>${drawing}</figure>`;
}
