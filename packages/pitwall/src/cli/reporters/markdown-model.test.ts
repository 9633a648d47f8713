import type { ModelReport } from '@pitwall/sdk';
import { describe, expect, it } from 'vitest';
import { reportOf } from '../../testing/report-sample.ts';
import { optionsWith } from './arbitrary-report.suite.ts';
import { markdown, maximumCharacters } from './markdown.ts';
import { modelBlock } from './markdown-model.ts';
import { modelMetric, modelReport, modelWith } from './model-report.suite.ts';

const room = 12_000;
const full = (changes: Partial<ModelReport> = {}): ModelReport => ({ ...modelWith('accuracy', 'roi'), ...changes });

describe('the models in markdown', () => {
  it('says of a model how it stands, what was asked of it, and every other metric behind a fold', () => {
    const metrics = [
      modelMetric({ status: 'warning', threshold: { alert: '< 0.44', warning: '< 0.55' } }),
      modelMetric({ name: 'brier', status: 'unknown', value: null, interval: null, reason: 'there is no probability' }),
      modelMetric({ name: 'mcc' }),
    ];
    const text = modelBlock(modelReport({ status: 'warning', next: ['Wait for labels'], metrics }), room);
    expect(text).toContain('### ! Model spread-picker: warning\n\n800 of 900 predictions judged. (binary)\n\n- Wait');
    expect(text).toContain(
      '| !&nbsp;warning | accuracy | 0.51 | 0.4 to 0.62 | alert &#60; 0.44, warning &#60; 0.55 | 800 |',
    );
    expect(text).toContain('| ?&nbsp;unknown | brier | unknown | there is no probability |  | 800 |');
    const [judged = '', fold = ''] = text.split('<details>');
    expect(judged).not.toContain('mcc');
    expect(fold).toContain('<summary>2 metrics</summary>');
    expect(fold).toContain('| mcc | measured | 0.51 | 0.4 to 0.62 | 800 |');
    expect(fold).not.toContain('brier');
    expect(text).not.toMatch(/Estimated|Beside|segment|cutoff/);
  });

  it('keeps estimates apart from what was measured, with what must be true for them', () => {
    const text = modelBlock(full(), room);
    expect(text).toContain(
      '**Estimated of 100 predictions without a label, learnt from 800 with one** (accuracy). roi\n\n|  | Metric | Estimated |',
    );
    expect(text).toContain('| !&nbsp;warning | accuracy | 0.58 | 0.4 to 0.62 | 0.51 | warning &#60; 0.6 |');
  });

  it('has the metric that the comparison rests on first, then what speaks against the model', () => {
    const { comparison } = full();
    const [first] = comparison?.metrics ?? [];
    if (!comparison || !first) throw new Error('the sample has a comparison');
    const named = (name: string, answer: typeof first.answer) => ({ ...first, name, answer });
    const metrics = [named('mcc', 'better'), named('f1', 'worse'), named('roi', 'no_difference_shown')];
    const text = modelBlock(full({ comparison: { ...comparison, headline: 'roi', metrics } }), room);
    const places = ['**roi**', '| f1 | worse', '| mcc | better'].map((part) => text.indexOf(part));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(text).toContain('| **roi** | no difference shown | 0.51 | 0.6 | -0.09 | 0.4 to 0.62 | p = 0.01 |');
  });

  it('has the five worst segments of a search, and a sentence where there is none', () => {
    const [search] = full().segments ?? [];
    const [segment] = search?.worst ?? [];
    if (!search || !segment) throw new Error('the sample has segments');
    const worst = Array.from({ length: 9 }, (_, index) => ({
      ...segment,
      where: [{ column: 'venue', value: `hall ${index}` }],
    }));
    const text = modelBlock(full({ segments: [{ ...search, found: 11, worst }] }), room);
    expect(text).toContain('**Worse than the rest by accuracy: 11 of 12 segments looked at.**');
    expect(text).toContain('| venue hall 4 | 0.4 | 0.4 to 0.62 | 0.6 | 90 | 10 % | p = 0.02 |');
    expect(text).not.toContain('hall 5');
    expect(text).toContain('6 more segments left out');
    const none = modelBlock(full({ segments: [{ ...search, found: 0, worst: [] }] }), room);
    expect(none).toContain('**By accuracy, none of 12 segments looked at is worse than chance explains.**');
    expect(none).not.toContain('| Segment |');
  });

  it('says what another cutoff would save', () => {
    const cheaper = { cutoff: 0.31, total: -160, per_row: -0.2 };
    const { costs } = full();
    const sentence = (changes: object): string => modelBlock(full({ costs: costs && { ...costs, ...changes } }), room);
    expect(sentence({ best: cheaper })).toContain(
      'With the cutoff at 0.31 a row would cost -0.2 instead of -0.15. That cutoff was chosen on the same rows; on rows that had no part in the choice, a row costs -0.1.',
    );
    expect(sentence({ best: { ...cheaper, cutoff: null }, held_out: null })).toContain(
      'With no row decided as 1 a row would cost -0.2 instead of -0.15. That cutoff was chosen on the same rows; they are too few',
    );
    expect(sentence({})).toContain('A row costs -0.15; no other cutoff is cheaper on these rows.');
  });

  it('shows many models with many metrics within the limit, worst first, and says what it leaves out', () => {
    const metrics = Array.from({ length: 300 }, (_, index) =>
      modelMetric({ name: `metric_${index}`, status: 'alert', threshold: { alert: '< 0.6' } }),
    );
    const one = modelBlock(full({ metrics }), room);
    expect(one).toMatch(/\d+ more metrics left out/);
    expect(one.length).toBeLessThan(room);
    const models = Array.from({ length: 30 }, (_, index) =>
      full({ metrics, name: `model-${index}`, status: index === 29 ? 'alert' : 'warning' }),
    );
    const text = markdown({ ...reportOf([], []), models }, optionsWith());
    expect(text).toMatch(/\d+ more models left out: `pitwall evaluate` shows all\./);
    expect(text.indexOf('### ✗ Model model-29: alert')).toBeLessThan(text.indexOf('### ! Model model-0: warning'));
    expect(text.indexOf('### ✗ Model model-29: alert')).toBeGreaterThan(0);
    expect(text.length).toBeLessThan(maximumCharacters);
  });
});
