import type { DriftColumn, Report } from '@pitwall/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bell, driftColumn, driftedReport, sampleDrift, steadyReport } from '../drift-report.suite.ts';
import { driftCategories } from './drift-categories.ts';
import { driftHistogram, driftHistogramSentence } from './drift-histogram.ts';
import { effectScale, effectSentence } from './effect-scale.ts';
import { chanceSentence, decisionWords } from './evidence.ts';
import { renderHtml } from './index.ts';

function reportWithColumns(columns: readonly DriftColumn[]): Report {
  const report = driftedReport();
  const drift = { ...sampleDrift(), columns: [...columns] };
  return { ...report, datasets: report.datasets.map((one) => (one.drift ? { ...one, drift } : one)) };
}

const words = (markup: string): string => markup.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

describe('the drift section', () => {
  it('says what moved and what to do, then shows what moved before what is unknown and what is as it was', () => {
    const page = renderHtml(driftedReport());
    const section = page.slice(page.indexOf('<section class="drifts"'));
    for (const fact of ['18,400 rows then, 1,200 now', 'moved together', '4 columns moved, 1 could not be judged']) {
      expect(words(section)).toContain(fact);
    }
    const order = ['>home_efficiency<', '>tipoff<', '>spread_open<', '<details class="fold"', '>neutral_site<'];
    const places = order.map((part) => section.indexOf(part));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(section).toContain('4 other columns are as they were, 1 is not judged');
  });

  it('tells of a column how far, how surely, then against now, and whence', () => {
    const page = renderHtml(driftedReport());
    const card = words(
      page
        .split('<article class="column drift"')
        .find((one) => one.includes('-name"><bdi>home_efficiency<') && !one.startsWith('<!doctype')) ?? '',
    );
    for (const fact of [
      'High drift',
      'PSI 0.612',
      'Chance alone does this to one column in 480,000,000.',
      'outline: then 18,326 values',
      'filled: now 1,163 values',
      'Median 1.02 1.11',
      'Missing 0.4% (74) 3.1% (37)',
      'venue = Cameron',
      'so it counts as evidence',
    ]) {
      expect(card).toContain(fact);
    }
  });

  it('links a card to its finding, which is on the page', () => {
    const page = renderHtml(driftedReport());
    const links = [...page.matchAll(/<p class="next"><a href="#([^"]+)"/g)].map(([, target]) => target ?? '');
    expect(links).toHaveLength(5);
    for (const link of links) expect(page).toContain(`id="${link}"`);
  });

  it('gives no id twice', () => {
    const ids = [...renderHtml(driftedReport()).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is calm where nothing moved, and absent where there is no baseline', () => {
    const page = renderHtml(steadyReport());
    expect(page).toContain('All 4 columns are as they were');
    expect(page).not.toMatch(/\d columns? moved|class="advice"/);
    const without = renderHtml(reportWithoutDrift());
    expect(without).not.toContain('Drift<span');
    expect(without).not.toContain('<dt>Evidence</dt>');
  });

  it('draws 60 columns of a kind, lists the others, and stays small', () => {
    const wide = Array.from({ length: 150 }, (_, index) => driftColumn({ name: `column_${index}` }));
    const moved = wide.map((one) => ({ ...one, name: `m${one.name}`, drifted: true, severity: 'low' as const }));
    const page = renderHtml(reportWithColumns([...wide, ...moved]));
    expect(page.match(/<article class="column drift"/g)).toHaveLength(120);
    expect(page).toContain('90 more columns that moved or could not be judged');
    expect(page).toContain('90 more columns that did not move');
    expect(Buffer.byteLength(page)).toBeLessThan(1_200_000);
  });
});

describe('the picture of then and now', () => {
  const histogram = {
    kind: 'histogram' as const,
    scale: 'number' as const,
    edges: [0, 10, 20, 30],
    reference: [0.5, 0.3, 0.19],
    current: [0.2, 0.3, 0.5],
    below: { reference: 0.01, current: 0 },
    above: { reference: 0, current: 0 },
  };

  it('says the largest change and what lies outside', () => {
    expect(driftHistogramSentence('pace', histogram)).toBe(
      'pace, then against now: the largest change is from 20 to 30: 19% then, 50% now; below 0: 1% then, 0% now',
    );
    const same = { ...histogram, current: histogram.reference, below: { reference: 0, current: 0 } };
    expect(driftHistogramSentence('pace', same)).toBe('pace, then against now: no bin changed');
  });

  it('draws bars for now and an outline for then, a tooltip each where asked', () => {
    const { markup } = driftHistogram('pace', histogram, true);
    expect(/class="now" d="([^"]*)"/.exec(markup)?.[1]?.match(/M/g)).toHaveLength(3);
    expect(/class="then" d="([^"]*)"/.exec(markup)?.[1]?.match(/V/g)).toHaveLength(3 + 1 + 2);
    expect(markup).toContain('<title>from 0 to 10: 50% then, 20% now</title>');
    expect(markup.match(/<title>/g)).toHaveLength(4);
    expect(driftHistogram('pace', histogram, false).markup).not.toContain('<title>');
  });

  it('puts bins together where there are many, and keeps all shares', () => {
    const many = {
      ...histogram,
      edges: Array.from({ length: 201 }, (_, edge) => edge),
      reference: bell(200, 0.5, 0.1),
    };
    const { markup } = driftHistogram('pace', { ...many, current: bell(200, 0.6, 0.1) }, true);
    expect(markup.match(/<title>from/g)).toHaveLength(40);
  });

  it('never draws outside its canvas, nor anything that is no number', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const bins = fc.array(fc.tuple(share, share), { minLength: 1, maxLength: 90 });
    fc.assert(
      fc.property(bins, share, share, (pairs, below, above) => {
        const { markup } = driftHistogram(
          'pace',
          {
            ...histogram,
            edges: Array.from({ length: pairs.length + 1 }, (_, edge) => edge * 1e6 - 3),
            reference: pairs.map(([one]) => one),
            current: pairs.map(([, two]) => two),
            below: { reference: below, current: 0 },
            above: { reference: 0, current: above },
          },
          true,
        );
        expect(markup).not.toMatch(/NaN|Infinity|undefined/);
        for (const [, x = ''] of markup.matchAll(/M(-?[\d.]+) /g)) {
          expect(Number(x)).toBeGreaterThanOrEqual(0);
          expect(Number(x)).toBeLessThanOrEqual(340);
        }
      }),
    );
  });

  it('says of a category that it is new or gone', () => {
    const top = [
      { value: 'NEW', reference: 0, current: 0.4 },
      { value: '', reference: 0.4, current: 0 },
    ];
    const shown = words(
      driftCategories('team', { kind: 'categories', top, other: { reference: 0.6, current: 0.6 } }).markup,
    );
    expect(shown).toContain('NEW new');
    expect(shown).toContain('0% → 40%');
    expect(shown).toContain('empty text gone');
    expect(shown).toContain('others');
  });
});

describe('the scale of an effect', () => {
  const effect = (value: number) => ({
    measure: 'psi',
    value,
    thresholds: [0.1, 0.25, 0.5] as [number, number, number],
    computed: '',
  });
  const mark = (value: number): number =>
    Number(/class="mark" d="M(-?[\d.]+)/.exec(effectScale(effect(value)).markup)?.[1]) + 3;

  it('says the zone in words', () => {
    expect(effectSentence(effect(0.25))).toBe('PSI 0.25: medium (low from 0.1, medium from 0.25, high from 0.5)');
    expect(effectSentence(effect(0.2499))).toContain('PSI 0.249: low');
    expect(effectScale(effect(9)).markup).toContain('<b>high</b>');
  });

  it('marks a larger effect further to the right, inside its zone', () => {
    const value = fc.double({ min: 0, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(value, value, (one, two) => {
        expect(mark(Math.min(one, two))).toBeLessThanOrEqual(mark(Math.max(one, two)));
        expect(Math.floor(mark(one) / 100)).toBe([0.1, 0.25, 0.5].filter((from) => one >= from).length);
      }),
    );
  });
});

describe('evidence in words', () => {
  it('says how often chance does this', () => {
    expect([0.8, 0.34, 0.05, 0.00005, 1e-12, 5e-324].map(chanceSentence)).toEqual([
      'Chance alone does this to most columns.',
      'Chance alone does this to 34 columns in 100.',
      'Chance alone does this to one column in 20.',
      'Chance alone does this to one column in 20,000.',
      'Chance alone does this to less than one column in a billion.',
      'Chance alone does this to less than one column in a billion.',
    ]);
  });

  it('says what was decided, also exactly at the level', () => {
    const evidence = { method: 'chi-squared', statistic: 4, p: 0.001, adjusted: 0.004 };
    expect(decisionWords(evidence, 0.004)).toMatch(/evidence counts up to 0.004, so it counts as evidence$/);
    expect(decisionWords(evidence, 0.003_9)).toMatch(/so it does not count as evidence$/);
  });
});

function reportWithoutDrift(): Report {
  const report = driftedReport();
  return { ...report, datasets: report.datasets.map((one) => ({ ...one, drift: null })) };
}
