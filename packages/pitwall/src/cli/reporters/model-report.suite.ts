import type { ModelMetric, ModelReport, Status } from '@pitwall/sdk';

const interval = { low: 0.4, high: 0.62, level: 0.95, method: 'wilson' };

/** A metric of a model: 0.51, with an interval, nothing asked of it. */
export function modelMetric(changes: Partial<ModelMetric> = {}): ModelMetric {
  return {
    name: 'accuracy',
    basis: 'measured',
    value: 0.51,
    interval,
    better: 'higher',
    range: [0, 1],
    rows: 800,
    status: null,
    threshold: null,
    formula: '(TP + TN) / n',
    ...changes,
  };
}

/** A model of which nothing is known but a metric that passes. */
export function modelReport(changes: Partial<ModelReport> = {}): ModelReport {
  return {
    name: 'spread-picker',
    task: 'binary',
    status: 'pass',
    rows: { predictions: 900, labelled: 850, judged: 800 },
    summary: '800 of 900 predictions judged.',
    next: [],
    metrics: [modelMetric({ status: 'pass', threshold: { alert: '< 0.5' } })],
    confusion: null,
    costs: null,
    segments: null,
    estimates: null,
    comparison: null,
    pictures: null,
    ...changes,
  };
}

/** A model with everything that a report can say of one, and the texts wherever text of others may be. */
export function modelWith(one: string, other: string, status: Status = 'alert'): ModelReport {
  const unknown = { value: null, interval: null, reason: other };
  return modelReport({
    name: one,
    status,
    summary: other,
    next: [one, other],
    metrics: [
      modelMetric({ status: 'alert', threshold: { alert: '< 0.55', warning: '< 0.6' }, formula: other }),
      modelMetric({ name: 'roi', basis: 'realised', better: 'zero', range: [null, null], value: -1e300, formula: one }),
      modelMetric({ name: 'expected_value', basis: 'believed', interval: { ...interval, method: other } }),
      modelMetric({
        name: 'break_even_rate',
        basis: 'market',
        ...unknown,
        status: 'unknown',
        threshold: { alert: '> 1' },
      }),
    ],
    confusion: {
      classes: [one, other],
      cells: [
        [300, 100],
        [150, 250],
      ],
    },
    costs: costs(),
    segments: segments(one, other),
    estimates: estimates(one, other),
    comparison: comparison(one, other),
    pictures: pictures(),
  });
}

function costs(): ModelReport['costs'] {
  const point = { cutoff: 0.5, total: -120, per_row: -0.15 };
  return {
    now: point,
    best: { ...point, cutoff: 0.31 },
    all: { ...point, cutoff: 0 },
    none: { cutoff: null, total: 0, per_row: 0 },
    held_out: { per_row: -0.1, interval },
    curve: [
      [0, -0.2],
      [0.5, -0.15],
      [1, 0],
    ],
  };
}

function segments(one: string, other: string): ModelReport['segments'] {
  const worst = {
    rows: 90,
    share: 0.1,
    value: 0.4,
    rest: 0.6,
    difference: -0.2,
    difference_interval: interval,
    interval,
    p: 0.001,
    p_adjusted: 0.02,
  };
  const search = { metric: 'accuracy', better: 'higher', overall: 0.51, looked: 12, minimum: 30, level: 0.05 } as const;
  return [
    {
      ...search,
      columns: [one, other],
      left_out: [{ column: other, reason: one }],
      found: 1,
      worst: [
        {
          ...worst,
          where: [
            { column: one, value: other },
            { column: other, value: one },
          ],
        },
        { ...worst, where: [{ column: other, value: one }], interval: null, difference_interval: null },
      ],
    },
    {
      ...search,
      metric: 'brier',
      overall: null,
      columns: [],
      left_out: [],
      looked: 0,
      found: 0,
      worst: [],
      reason: one,
    },
  ];
}

function estimates(one: string, other: string): ModelReport['estimates'] {
  const asked = { status: 'warning', threshold: { warning: '< 0.6' } } as const;
  return {
    of: 'waiting',
    rows: 100,
    reference: { rows: 800, source: one },
    assumption: other,
    metrics: [
      { name: 'accuracy', estimated: 0.58, interval, measured: 0.51, ...asked },
      { name: 'brier', estimated: null, interval: null, measured: null, status: null, threshold: null, reason: one },
    ],
    periods: {
      metric: 'accuracy',
      course: [
        { rows: 80, from: one, measured: 0.5, estimated: 0.52, low: 0.4, high: 0.6 },
        { rows: 80, from: null, measured: null, estimated: 0.5, low: null, high: null },
      ],
    },
  };
}

function comparison(one: string, other: string): ModelReport['comparison'] {
  const metric = { better: 'higher', rows: 700, method: other, words: one } as const;
  return {
    against: [one, other],
    rows: 700,
    left_out: 100,
    strangers: 3,
    headline: 'accuracy',
    answer: 'worse',
    words: other,
    metrics: [
      {
        ...metric,
        name: 'accuracy',
        champion: 0.6,
        challenger: 0.51,
        difference: -0.09,
        interval,
        p: 0.01,
        answer: 'worse',
      },
      {
        ...metric,
        name: 'brier',
        champion: null,
        challenger: null,
        difference: null,
        interval: null,
        p: null,
        answer: 'unknown',
        reason: one,
      },
    ],
  };
}

function pictures(): ModelReport['pictures'] {
  const curve: [number, number][] = [
    [0, 0],
    [0.5, 0.7],
    [1, 1],
  ];
  return {
    calibration: [
      { promised: 0.3, kept: 0.2, low: 0.1, high: 0.3, share: 0.5 },
      { promised: 0.8, kept: 0.7, low: 0.6, high: 0.8, share: 0.5 },
    ],
    roc: curve,
    precision_recall: curve,
    profit: [
      [0, 0],
      [1, -5],
      [2, 3],
    ],
    drawdown: [
      [0, 0],
      [1, 5],
      [2, 0],
    ],
    residuals: [
      { low: -1, high: 0, share: 0.4 },
      { low: 0, high: 1, share: 0.6 },
    ],
    predicted: [
      { predicted: 1, actual: 2, deviation: 0.5, share: 0.5 },
      { predicted: 3, actual: 3, deviation: 0, share: 0.5 },
    ],
  };
}
