import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uniform } from '../../drift/testing/columns.ts';
import { scoreBinary } from '../binary/metrics.ts';
import { isRefusal, type Score } from '../score.ts';
import type { MulticlassRows } from './data.ts';
import { multiclassMetrics, scoreMulticlass } from './metrics.ts';
import { scoreClasses } from './one-class.ts';

const sizes = fc.record({
  seed: fc.integer(),
  n: fc.integer({ min: 12, max: 60 }),
  classes: fc.integer({ min: 2, max: 5 }),
  ties: fc.boolean(),
});
type Size = typeof sizes extends fc.Arbitrary<infer T> ? T : never;

interface Made extends MulticlassRows {
  readonly labels: number[];
  readonly probabilities: Float64Array;
}

/** Every class has rows and is predicted. */
function rowsOf({ seed, n, classes, ties }: Size): Made {
  const draws = uniform(seed, n * classes);
  const probabilities = new Float64Array(n * classes);
  const labels: number[] = [];
  const chances = uniform(seed + 1, n);
  for (let row = 0; row < n; row += 1) {
    const own = Array.from({ length: classes }, (_, code) => {
      const draw = draws[row * classes + code] ?? 0;
      const raised = code === row % classes ? draw + 0.4 : draw;
      return ties ? Math.ceil(raised * 4) : raised + 0.01;
    });
    if (row < classes) own[row] = 9;
    const sum = own.reduce((all, x) => all + x, 0);
    own.forEach((x, code) => {
      probabilities[row * classes + code] = x / sum;
    });
    labels.push(row < classes || (chances[row] ?? 0) < 0.6 ? row % classes : Math.floor((chances[row] ?? 0) * classes));
  }
  return { labels, probabilities };
}

const figures = (rows: MulticlassRows): ReadonlyMap<string, Score> =>
  new Map(scoreMulticlass(rows).map((score) => [score.metric, score]));

function expectNear(found: number | null | undefined, expected: number | null | undefined): void {
  expect(Math.abs((found ?? Number.NaN) - (expected ?? Number.NaN))).toBeLessThan(1e-9);
}

/** Each class under another number, as `to` says. */
function renamed({ labels, probabilities }: Made, to: readonly number[]): MulticlassRows {
  const moved = new Float64Array(probabilities.length);
  for (const [cell, p] of probabilities.entries()) {
    const [row, code] = [Math.floor(cell / to.length), cell % to.length];
    moved[row * to.length + (to[code] ?? 0)] = p;
  }
  return { labels: labels.map((label) => to[label] ?? 0), probabilities: moved };
}

describe('the metrics of several classes', () => {
  it('weigh a row of weight 2 as that row twice', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const rows = rowsOf(size);
        const weights = uniform(size.seed + 5, size.n).map((u) => (u < 0.5 ? 1 : 2));
        const twice = rows.labels.flatMap((_, row) => (weights[row] === 2 ? [row, row] : [row]));
        const repeated = figures({
          labels: twice.map((row) => rows.labels[row] ?? 0),
          probabilities: twice.flatMap((row) => [
            ...rows.probabilities.subarray(row * size.classes, (row + 1) * size.classes),
          ]),
        });
        for (const [name, score] of figures({ ...rows, weights })) {
          expectNear(score.value, repeated.get(name)?.value);
        }
      }),
    );
  });

  it('do not change with the scale of all weights, and neither do their intervals', () => {
    fc.assert(
      fc.property(sizes, fc.constantFrom(1e-100, 2 ** -20, 1024, 1e100), (size, scale) => {
        const weights = uniform(size.seed + 6, size.n).map((u) => u + 0.1);
        const rows = { ...rowsOf(size), weights };
        const scaled = figures({ ...rows, weights: weights.map((w) => w * scale) });
        for (const [name, score] of figures(rows)) {
          const other = scaled.get(name);
          if (score.value === null || !other || other.value === null) throw new Error(name);
          expectNear(other.value, score.value);
          expectNear(other.interval?.low, score.interval?.low);
          expectNear(other.interval?.high, score.interval?.high);
        }
      }),
    );
  });

  it('do not change when the classes change their numbers', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const rows = rowsOf({ ...size, ties: false });
        const to = Array.from({ length: size.classes }, (_, code) => (code + 1) % size.classes);
        const moved = figures(renamed(rows, to));
        for (const [name, score] of figures(rows)) expectNear(moved.get(name)?.value, score.value);
      }),
    );
  });

  it('have intervals that hold the value, inside the range', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const found = figures(rowsOf(size));
        for (const { name, range } of multiclassMetrics) {
          const score = found.get(name);
          if (!score || score.value === null) throw new Error(name);
          const { low, high } = score.interval ?? { low: Number.NaN, high: Number.NaN };
          expect(low).toBeLessThanOrEqual(score.value + 1e-12);
          expect(high).toBeGreaterThanOrEqual(score.value - 1e-12);
          expect(low).toBeGreaterThanOrEqual(range[0] ?? Number.NEGATIVE_INFINITY);
          expect(high).toBeLessThanOrEqual(range[1] ?? Number.POSITIVE_INFINITY);
        }
      }),
    );
  });

  it('are accuracy where they are micro, or recall weighted by rows', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const found = figures(rowsOf(size));
        const accuracy = found.get('accuracy');
        for (const name of ['precision_micro', 'recall_micro', 'f1_micro', 'recall_weighted']) {
          expectNear(found.get(name)?.value, accuracy?.value);
          if (accuracy?.value === null || !accuracy) throw new Error('expected a figure');
          expect(found.get(name)).toMatchObject({ standard_error: expect.closeTo(accuracy.standard_error ?? 0, 9) });
        }
        expectNear(found.get('balanced_accuracy')?.value, found.get('recall_macro')?.value);
      }),
    );
  });

  it('are those of a binary model where there are two classes', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const rows = rowsOf({ ...size, classes: 2, ties: false });
        const scores = rows.labels.map((_, row) => rows.probabilities[2 * row + 1] ?? 0);
        const binary = new Map(scoreBinary({ labels: rows.labels, scores }).map((score) => [score.metric, score]));
        const several = figures(rows);
        for (const name of ['accuracy', 'balanced_accuracy', 'mcc', 'log_loss']) {
          const [one, other] = [several.get(name), binary.get(name)];
          if (!one || one.value === null || !other || other.value === null) throw new Error(name);
          expectNear(one.value, other.value);
          expectNear(one.standard_error, other.standard_error);
        }
        expectNear(several.get('roc_auc_macro')?.value, binary.get('roc_auc')?.value);
        expectNear(several.get('roc_auc_weighted')?.value, binary.get('roc_auc')?.value);
        expectNear(several.get('brier')?.value, 2 * (binary.get('brier')?.value ?? Number.NaN));
      }),
    );
  });

  it('average what each class has of its own', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const rows = { ...rowsOf(size), weights: uniform(size.seed + 7, size.n).map((u) => u + 0.1) };
        const [all, classes] = [figures(rows), scoreClasses(rows)];
        if (isRefusal(classes)) throw new Error(classes.explanation);
        const averages = { precision: 'precision_macro', recall: 'recall_macro', f1: 'f1_macro' };
        const areas = { roc_auc: 'roc_auc_macro', pr_auc: 'pr_auc_macro' };
        for (const [own, macro] of Object.entries({ ...averages, ...areas })) {
          const values = classes.map(({ scores }) => scores.find(({ metric }) => metric === own)?.value ?? Number.NaN);
          expectNear(all.get(macro)?.value, values.reduce((sum, value) => sum + value, 0) / size.classes);
        }
      }),
    );
  });
});
