import { describe, expect, it } from 'vitest';
import { chart } from './chart.ts';

const curve = {
  width: 300,
  height: 200,
  label: 'A curve "<b>"',
  option: {
    xAxis: { type: 'value' as const },
    yAxis: { type: 'value' as const },
    series: [
      {
        type: 'line' as const,
        data: [
          [0, 0],
          [1, 3],
        ],
        lineStyle: { color: 'var(--bar)' },
      },
      { type: 'scatter' as const, data: [[0.5, 1]], itemStyle: { color: 'var(--outside)' } },
    ],
  },
};

describe('chart', () => {
  it('gives the same bytes for the same option, however many charts were drawn before', () => {
    const first = chart(curve).markup;
    for (let drawn = 0; drawn < 11; drawn += 1) chart({ ...curve, width: 310 + drawn });
    expect(chart(curve).markup).toBe(first);
  });

  it('keeps the clip paths of a chart apart from those of another', () => {
    const idOf = (markup: string): string | undefined => / id="([^"]+)"/.exec(markup)?.[1];
    const one = chart(curve).markup;
    const other = chart({ ...curve, height: 210 }).markup;
    expect(idOf(one)).toBeDefined();
    expect(one).toContain(`url(#${idOf(one)})`);
    expect(idOf(one)).not.toBe(idOf(other));
  });

  it('escapes its label', () => {
    expect(chart(curve).markup).toContain('aria-label="A curve &quot;&lt;b&gt;&quot;"');
  });
});
