import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../drift/decision/testing/random.ts';
import { prepareMulticlass } from '../multiclass/data.ts';
import { scoreMulticlass } from '../multiclass/metrics.ts';
import { isRefusal } from '../score.ts';
import type { Difference } from './answer.ts';
import { byCells } from './cells.ts';
import { comparableMulticlassMetrics, compareMulticlass, type PairedMulticlassRows } from './multiclass.ts';
import { known } from './testing/known.ts';
import { expectNoDifference, expectTurned, falseAlarms, mostAlarms } from './testing/laws.ts';

/** Models that are the surer of the actual class the larger the number. */
function models(seed: number, rows: number, own: number, its: number, classes = 3) {
  const { normal, uniform } = randomFrom(seed);
  const labels = Int32Array.from({ length: rows }, () => Math.floor(uniform() * classes));
  const said = (sure: number) => {
    const probabilities = new Float64Array(rows * classes);
    for (let row = 0; row < rows; row += 1) {
      const cells = probabilities.subarray(row * classes, (row + 1) * classes);
      for (let code = 0; code < classes; code += 1)
        cells[code] = Math.exp(normal() + (labels[row] === code ? sure : 0));
      const sum = cells.reduce((all, value) => all + value, 0);
      for (let code = 0; code < classes; code += 1) cells[code] = (cells[code] ?? 0) / sum;
    }
    return { probabilities };
  };
  return { labels, champion: said(own), challenger: said(its) };
}

const turn = (rows: PairedMulticlassRows): PairedMulticlassRows => ({
  ...rows,
  champion: rows.challenger,
  challenger: rows.champion,
});

const width = ({ interval }: Difference): number => (interval ? interval.high - interval.low : Number.NaN);

describe('two models of several classes', () => {
  it('have the values of each alone, whatever the test', () => {
    const rows = models(1, 300, 0.5, 1.5);
    const alone = [rows.champion, rows.challenger].map((model) => scoreMulticlass({ labels: rows.labels, ...model }));
    for (const found of compareMulticlass(rows, { resamples: 100 })) {
      const values = alone.map((scores) => scores.find(({ metric }) => metric === found.metric)?.value);
      expect(known(found).champion, found.metric).toBeCloseTo(values[0] ?? Number.NaN, 12);
      expect(known(found).challenger, found.metric).toBeCloseTo(values[1] ?? Number.NaN, 12);
    }
  });

  it('are told apart by every metric when one is much better', () => {
    const answers = compareMulticlass(models(2, 1000, 0.5, 2), { resamples: 200 });
    expect(answers.map(({ metric, answer }) => [metric, answer])).toEqual(
      comparableMulticlassMetrics.map(({ name }) => [name, 'better']),
    );
    expect(new Set(answers.map(({ method }) => method))).toEqual(
      new Set(['mcnemar_mid_p', 'paired_bootstrap', 'paired_delta', 'paired_t']),
    );
  });

  it('answer the other way round when they change places', () => {
    for (const rows of [40, 300, 6000]) {
      const pair = models(rows, rows, 1, 1.4);
      expectTurned(compareMulticlass(pair, { resamples: 100 }), compareMulticlass(turn(pair), { resamples: 100 }));
    }
  });

  it('show no difference between a model and itself', () => {
    for (const rows of [60, 6000]) {
      const { labels, champion } = models(4, rows, 1, 1);
      expectNoDifference(compareMulticlass({ labels, champion, challenger: champion }, { resamples: 100 }));
    }
  });

  it('that are equal are told apart no more often than the level allows', () => {
    const trials = 200;
    const metrics = ['accuracy', 'f1_macro', 'mcc', 'roc_auc_macro', 'pr_auc_macro', 'log_loss', 'brier'];
    const alarms = falseAlarms(trials, (seed) =>
      compareMulticlass(models(seed, 150, 1, 1), { metrics, seed, resamples: 200 }),
    );
    for (const [metric, share] of alarms) expect(share, metric).toBeLessThanOrEqual(mostAlarms(trials));
    expect(alarms.size).toBe(metrics.length);
    expect(Math.max(...alarms.values())).toBeGreaterThan(0.02);
  });

  it('have the same p of accuracy whatever rows are added on which both agree', () => {
    const row = fc.record({ label: fc.nat(2), said: fc.nat(2) });
    const { labels, champion, challenger } = models(6, 80, 0.5, 1.2);
    const decided = (probabilities: Float64Array) =>
      Array.from(labels, (_, at) => {
        const cells = Array.from(probabilities.subarray(3 * at, 3 * at + 3));
        return cells.indexOf(Math.max(...cells));
      });
    const [first, second] = [decided(champion.probabilities), decided(challenger.probabilities)];
    const pOf = (more: readonly { readonly label: number; readonly said: number }[]) =>
      known(
        compareMulticlass(
          {
            labels: [...labels, ...more.map(({ label }) => label)],
            champion: { predictions: [...first, ...more.map(({ said }) => said)] },
            challenger: { predictions: [...second, ...more.map(({ said }) => said)] },
          },
          { metrics: ['accuracy'] },
        )[0],
      ).p;
    const plain = pOf([]);
    fc.assert(
      fc.property(fc.array(row, { maxLength: 50 }), (more) => {
        expect(pOf(more)).toBe(plain);
      }),
    );
  });

  it('have nearly the interval of areas and averages that resampling has', () => {
    const few = models(7, 5000, 1, 1.1);
    const many = models(7, 5001, 1, 1.1);
    const metrics = ['balanced_accuracy', 'f1_macro', 'mcc'];
    const [drawn, left] = [compareMulticlass(few, { metrics }), compareMulticlass(many, { metrics })];
    for (const [index, found] of drawn.entries()) {
      expect(found.method).toBe('paired_bootstrap');
      expect(left[index]?.method).toBe('paired_jackknife');
      expect(width(known(left[index])) / width(known(found)), found.metric).toBeGreaterThan(0.7);
      expect(width(known(left[index])) / width(known(found)), found.metric).toBeLessThan(1.4);
    }
  });

  it('of many rows may have a class that most groups of rows do not have', () => {
    const { labels, champion, challenger } = models(8, 6000, 1, 1.5);
    const rare = labels.map((label, row) => (label === 2 && row % 100 > 0 ? 0 : label));
    const [found] = compareMulticlass({ labels: rare, champion, challenger }, { metrics: ['recall_macro'] });
    expect(known(found).interval).not.toBeNull();
  });

  it('with weights of 1 are as without, and named classes as numbered ones', () => {
    const rows = models(9, 120, 1, 1.5);
    const metrics = ['f1_macro', 'roc_auc_macro', 'log_loss', 'brier'];
    const plain = compareMulticlass(rows, { metrics, resamples: 100 });
    const ones = { ...rows, weights: new Float64Array(120).fill(1) };
    expect(compareMulticlass(ones, { metrics, resamples: 100 })).toEqual(plain);
    expect(compareMulticlass(ones, { metrics: ['accuracy'] })[0]?.method).toBe('paired_t');
    const names = ['away', 'draw', 'home'];
    const named = { ...rows, labels: Array.from(rows.labels, (code) => names[code] ?? ''), classes: names };
    expect(compareMulticlass(named, { metrics, resamples: 100 })).toEqual(plain);
  });
});

describe('classes that only a model names', () => {
  it('are classes of both models', () => {
    const labels = ['a', 'b', 'a', 'b'];
    const pair = { champion: { predictions: ['a', 'c', 'a', 'b'] }, challenger: { predictions: ['d', 'b', 'a', 'b'] } };
    const [found] = compareMulticlass({ labels, ...pair }, { metrics: ['accuracy'] });
    expect(found).toMatchObject({ champion: 0.75, challenger: 0.75 });
  });
});

describe('figures without some rows', () => {
  it('are those of the rows that are left, though weights do not add up exactly', () => {
    const { labels, champion, challenger } = models(12, 60, 1, 1.5);
    const weights = Array.from({ length: 60 }, (_, row) => (row % 7 === 0 ? 0 : 0.1 + row / 30));
    const [first, second] = [champion, challenger].map((model) => prepareMulticlass({ labels, ...model, weights }));
    if (!first || !second || isRefusal(first) || isRefusal(second)) throw new Error('rows were refused');
    const every = Array.from({ length: 60 }, (_, row) => row);
    for (const metric of comparableMulticlassMetrics.filter(({ needs }) => needs.includes('predictions'))) {
      const { figures, without } = byCells(metric, { champion: first, challenger: second });
      for (const out of [every.filter((row) => row % 3 === 0), every.filter((row) => labels[row] === 1)]) {
        const rest = figures(Uint32Array.from(every.filter((row) => !out.includes(row))));
        const left = without?.(Uint32Array.from(out)) ?? [];
        const rounded = (values: readonly number[]) => values.map((value) => value.toFixed(10));
        expect(rounded(left), metric.name).toEqual(rounded(rest));
      }
    }
  });
});

describe('models of several classes that cannot be compared', () => {
  const labels = ['a', 'b', 'c', 'a'];
  const champion = { predictions: ['a', 'b', 'c', 'a'] };
  const rows = { labels, champion, challenger: { predictions: ['a', 'b', 'b', 'c'] } };

  it.each([
    ['of other rows', { ...rows, challenger: { predictions: ['a'] } }, 'invalid', /^challenger: expected as many/],
    ['that say nothing', { ...rows, champion: {} }, 'not_given', /^champion: expected predictions or/],
    ['of no row', { labels: [], champion: {}, challenger: {} }, 'empty', /there is no row/],
    [
      'NaN',
      { labels: [0, 1], champion: { probabilities: [1, 0, Number.NaN, 1] }, challenger: { predictions: [0, 1] } },
      'invalid',
      /^champion: probability 0 of row 1 is NaN/,
    ],
    ['of a class that there is not', { ...rows, classes: ['a', 'b'] }, 'invalid', /label of row 2 is "c"/],
  ] as const)('%s, are unknown with the reason', (_name, pair, reason, explanation) => {
    const found = compareMulticlass(pair as PairedMulticlassRows, { metrics: ['accuracy'] })[0];
    expect(found).toMatchObject({ answer: 'unknown', reason, explanation: expect.stringMatching(explanation) });
  });

  it('by probabilities, where one gives none, are compared by what they decide', () => {
    const byName = new Map(compareMulticlass(rows, { resamples: 100 }).map((found) => [found.metric, found]));
    expect(byName.get('log_loss')).toMatchObject({ reason: 'not_given', answer: 'unknown' });
    expect(byName.get('accuracy')).toMatchObject({ champion: 1, challenger: 0.5 });
  });

  it('of one row have no answer but that none is shown', () => {
    const one = { labels: ['a'], champion: { predictions: ['a'] }, challenger: { predictions: ['b'] } };
    for (const { metric, answer } of compareMulticlass(one))
      expect(['no_difference_shown', 'unknown'], metric).toContain(answer);
  });
});
