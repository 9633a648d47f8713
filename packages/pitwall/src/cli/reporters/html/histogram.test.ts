import type { Histogram } from '@pitwall/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histogramSentence, largeHistogram, smallHistogram } from './histogram.ts';

const seasons: Histogram = {
  kind: 'histogram',
  scale: 'number',
  edges: [2018, 2020, 2022, 2024, 2026],
  counts: [210, 298, 341, 348],
  below: 2,
  above: 1,
};

describe('the sentence of a histogram', () => {
  it('gives the number of values, the range, where most are and what lies outside', () => {
    expect(histogramSentence('season', seasons)).toBe(
      'season: 1,200 values from 2018 to 2026, most between 2022 and 2026; 2 below 2018; 1 above 2026',
    );
  });

  it('gives dates for times', () => {
    const times: Histogram = {
      kind: 'histogram',
      scale: 'time',
      edges: [0, 86_400_000 * 10],
      counts: [4],
      below: 0,
      above: 0,
    };
    expect(histogramSentence('tipoff', times)).toBe('tipoff: 4 values from 1970-01-01 to 1970-01-11');
  });

  it('calls most what holds more than half, in a run that cannot be shorter', () => {
    const counts = fc.array(fc.nat(50), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(counts, (all) => {
        const edges = [...all.keys(), all.length];
        const sentence = histogramSentence('x', {
          kind: 'histogram',
          scale: 'number',
          edges,
          counts: all,
          below: 0,
          above: 0,
        });
        const said = /most between (\d+) and (\d+)/.exec(sentence);
        const [from, to] = said ? [Number(said[1]), Number(said[2])] : [0, all.length];
        const held = (start: number, end: number): number => all.slice(start, end).reduce((sum, one) => sum + one, 0);
        const half = held(0, all.length) / 2;
        if (half > 0) expect(held(from, to)).toBeGreaterThan(half);
        for (let start = 0; said && start + (to - from) - 1 <= all.length; start += 1) {
          expect(held(start, start + (to - from) - 1)).toBeLessThanOrEqual(half);
        }
      }),
    );
  });
});

describe('a small histogram', () => {
  it('draws every bar that is not empty, and only those', () => {
    const sparse = { ...seasons, counts: [0, 1, 0, 100_000], below: 0, above: 3 };
    const { markup } = smallHistogram('x', sparse);
    const [inside = '', outside = ''] = [...markup.matchAll(/ d="([^"]*)"/g)].map((match) => match[1]);
    expect(inside.match(/M/g)).toHaveLength(2);
    expect(inside).toContain('v-1h3v1z');
    expect(outside.match(/M/g)).toHaveLength(1);
    expect(markup).toContain('<b>3 above</b>');
    expect(markup).not.toContain('below</b>');
  });

  it('draws what lies outside on either side apart from the bars', () => {
    const { markup } = smallHistogram('x', { ...seasons, counts: [4, 4, 4, 4], below: 2, above: 4 });
    expect(markup).toContain('<path class="in" d="M8 40v-40h3v40zM12');
    expect(markup).toContain('<path class="out" d="M0 40v-20h3v20zM28 40v-40h3v40z"');
  });

  it('joins neighbours where there are more bars than can be seen, without losing a value', () => {
    const fine = {
      ...seasons,
      edges: Array.from({ length: 1_025 }, (_, edge) => edge),
      counts: new Array<number>(1_024).fill(3),
      below: 0,
      above: 0,
    };
    const { markup } = smallHistogram('x', fine);
    expect(markup.match(/M\d/g)?.length).toBeLessThanOrEqual(48);
    expect(markup).toContain('x: 3,072 values from 0 to 1024');
    expect(markup.length).toBeLessThan(1_500);
  });
});

describe('a large histogram', () => {
  it('follows the colours of the page and carries nothing that its policy forbids', () => {
    const { markup } = largeHistogram('season', seasons);
    expect(markup).toContain('fill="var(--bar)"');
    expect(markup).toContain('fill="var(--outside)"');
    expect(markup).not.toMatch(/#[0-9a-f]{3,6}\b|rgb|style|class="zr|ecmeta|xmlns/);
    expect(markup).toContain('role="img" aria-label="season: 1,200 values from 2018 to 2026');
    expect(markup.length).toBeLessThan(4_000);
  });

  it('labels its edges and its ends', () => {
    const words = [...largeHistogram('season', seasons).markup.matchAll(/<text[^>]*>([^<]*)</g)].map(
      (match) => match[1],
    );
    expect(words).toEqual(expect.arrayContaining(['2018', '2026', 'below', 'above', '348', '174', '0', '2', '1']));
  });

  it('is the same each time it is drawn', () => {
    expect(largeHistogram('season', seasons)).toEqual(largeHistogram('season', seasons));
  });
});
