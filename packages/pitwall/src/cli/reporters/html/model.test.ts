import type { EstimatePeriod, ModelReport } from '@pitwall/sdk';
import { describe, expect, it } from 'vitest';
import { reportOf } from '../../../testing/report-sample.ts';
import { modelMetric, modelReport, modelWith } from '../model-report.suite.ts';
import { renderHtml } from './index.ts';

const full = (changes: Partial<ModelReport> = {}): ModelReport => ({ ...modelWith('accuracy', 'roi'), ...changes });

const pageOf = (...models: readonly ModelReport[]): string => renderHtml({ ...reportOf([], []), models: [...models] });

const words = (markup: string): string => markup.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

/** The part of a page from one class to the next section. */
function sectionOf(page: string, name: string): string {
  const start = page.indexOf(`<section class="${name}"`);
  return start === -1 ? '' : page.slice(start, page.indexOf('</section>', start));
}

const rowsOf = (section: string): string[] => [...section.matchAll(/<tr.*?<\/tr>/gs)].map(([row]) => words(row).trim());

const period = (index: number, changes: Partial<EstimatePeriod> = {}): EstimatePeriod => ({
  rows: 100,
  from: `2025-03-${String(index + 1).padStart(2, '0')}T08:30:00.000Z`,
  measured: 0.5 + index / 100,
  estimated: 0.52,
  low: 0.4,
  high: 0.6,
  ...changes,
});

function withCourse(course: readonly EstimatePeriod[]): ModelReport {
  const { estimates } = full();
  if (!estimates) throw new Error('the sample has estimates');
  return full({ estimates: { ...estimates, periods: { metric: 'accuracy', course: [...course] } } });
}

describe('the section of a model', () => {
  it('has pictures, estimates, the champion, segments, costs, classes and every number, in this order', () => {
    const page = pageOf(full());
    const titles = [...page.slice(page.indexOf('class="dataset model"')).matchAll(/<h3 id="[^"]*">([^<]*)/g)].map(
      ([, title]) => title,
    );
    expect(titles).toEqual([
      'To look at',
      'Before labels arrive',
      'Beside the champion',
      'Worst segments',
      'What decisions cost',
      'What was so, and what was predicted',
      'Every number',
    ]);
    // Clips of charts are named by what they hold, so those of equal charts are equal.
    const ids = [...pageOf(full(), full({ name: 'other' })).matchAll(/ id="(?!zr)([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has nothing of what was not asked for, and explains only what it has', () => {
    const page = pageOf(modelReport());
    expect(page).not.toMatch(/Before labels|Beside the champion|Worst segments|What decisions cost|To look at/);
    expect(words(page)).toContain('Of all samples such as this one, 95% have the true value');
    expect(page).not.toMatch(/<dt>(Estimated|Better, worse|Segment|Cutoff)</);
    for (const term of ['Estimated', 'Better, worse', 'Segment', 'Cutoff'])
      expect(pageOf(full())).toContain(`<dt>${term}</dt>`);
    expect(renderHtml(reportOf([], []))).not.toContain('<dt>Interval</dt>');
  });

  it('stays small with hundreds of everything', () => {
    const { segments, comparison, estimates } = full();
    const many = <T>(items: readonly T[]): T[] => Array.from({ length: 500 }, () => items).flat();
    const page = pageOf(
      full({
        segments: (segments ?? []).map((one) => ({
          ...one,
          found: 1_000,
          columns: many(one.columns),
          left_out: many(one.left_out),
          worst: many(one.worst),
        })),
        comparison: comparison && { ...comparison, against: many(comparison.against) },
        estimates: estimates?.periods
          ? { ...estimates, periods: { ...estimates.periods, course: many(estimates.periods.course) } }
          : null,
      }),
    );
    expect(sectionOf(page, 'segments').match(/<tr>/g)).toHaveLength(1 + 20);
    expect(words(page)).toContain('980 more segments are not shown.');
    expect(Buffer.byteLength(page)).toBeLessThan(250_000);
  });
});

describe('the pictures of a model', () => {
  it('draws the errors of a regression, with what lies far out set apart and said', () => {
    const residuals = [-2, -1, 0, 1].map((low) => ({ low, high: low + 1, share: 0.2 }));
    const out = [{ low: -90, high: -2, share: 0.1 }, ...residuals, { low: 2, high: 70, share: 0.1 }];
    const plain = words(sectionOf(pageOf(full({ pictures: { residuals } })), 'pictures'));
    expect(plain).toContain('left of 0 predicted too low, right of it too high');
    expect(plain).not.toContain('set apart');
    const page = sectionOf(pageOf(full({ pictures: { residuals: out } })), 'pictures');
    expect(words(page)).toContain('set apart at the ends is all that lies further out, down to -90 and up to 70');
    expect(page).toContain(
      'aria-label="accuracy: predicted less actual, from -90 to 70; most often -2 to -1, 20% of all rows"',
    );
    const same = [{ low: 2, high: 2, share: 1 }];
    expect(pageOf(modelReport({ pictures: { residuals: same } }))).not.toContain('How far off');
  });

  it('draws what came of predictions, with where they were furthest off', () => {
    const predicted = [
      { predicted: 1, actual: 1.1, deviation: 0.5, share: 0.5 },
      { predicted: 5, actual: 3, deviation: 0.5, share: 0.5 },
    ];
    const page = sectionOf(pageOf(full({ pictures: { predicted } })), 'pictures');
    expect(words(page)).toContain('furthest apart where 5 was predicted and 3 came');
    expect(sectionOf(pageOf(full({ pictures: { predicted: predicted.slice(1) } })), 'pictures')).not.toContain(
      'Predicted and actual',
    );
  });

  it('marks the cutoff that is and the cheapest, and draws a level where there is none', () => {
    const { costs } = full();
    const section = words(sectionOf(pageOf(full({ pictures: null })), 'pictures'));
    expect(section).toContain('as it is -0.15 at 0.5');
    expect(section).toContain('cheapest -0.15 at 0.31');
    const decided = pageOf(full({ costs: costs && { ...costs, now: { ...costs.now, cutoff: null } } }));
    expect(words(sectionOf(decided, 'pictures'))).toContain('as it is -0.15 cheapest');
    expect(sectionOf(decided, 'pictures')).toContain('class="dashed"');
    expect(pageOf(full({ pictures: null, costs: costs && { ...costs, curve: [] } }))).not.toContain('Cost by cutoff');
  });
});

describe('what is said before labels arrive', () => {
  it('has estimated beside measured, with the assumption and what it was learnt from', () => {
    const section = sectionOf(pageOf(full()), 'estimates');
    expect(words(section)).toContain(
      'Estimated of 100 predictions without a label, learnt from 800 with one ( accuracy )',
    );
    expect(words(section)).toContain('Holds as long as roi');
    const table = section.slice(section.indexOf('aria-label="Estimated and measured"'));
    expect(rowsOf(table).slice(1)).toEqual([
      'accuracy 0.58 0.4 to 0.62 0.51 ! warning warning &lt; 0.6',
      'brier unknown accuracy',
    ]);
    expect(table.match(/class="whisker"/g)).toHaveLength(1);
    expect(table.match(/class="beside"/g)).toHaveLength(1);
  });

  it('draws the course of a metric, and says of each period what is known of it', () => {
    const course = [period(0), period(1), period(2, { measured: null }), period(3, { measured: null, from: null })];
    const section = sectionOf(pageOf(withCourse(course)), 'estimates');
    expect(section).toContain(
      'aria-label="accuracy: accuracy by period: 2025-03-01 measured 0.5, estimated 0.52; 2025-03-02 measured 0.51, estimated 0.52; 2025-03-03 not measured, estimated 0.52; period 4 not measured, estimated 0.52"',
    );
    expect(words(section)).toContain('labels have not arrived');
    expect(rowsOf(section.slice(section.indexOf('The same in numbers'))).slice(1, 5)).toEqual([
      '2025-03-01 08:30 100 0.5 0.52 0.4 to 0.6',
      '2025-03-02 08:30 100 0.51 0.52 0.4 to 0.6',
      '2025-03-03 08:30 100 no labels 0.52 0.4 to 0.6',
      'period 4 100 no labels 0.52 0.4 to 0.6',
    ]);
    const known = sectionOf(pageOf(withCourse(course.slice(0, 2))), 'estimates');
    expect(words(known)).not.toContain('labels have not arrived');
    expect(sectionOf(pageOf(withCourse(course.slice(0, 1))), 'estimates')).not.toContain('Period by period');
  });
});

describe('the model beside the champion', () => {
  const compared = (changes: object): string => {
    const { comparison } = full();
    const [first] = comparison?.metrics ?? [];
    if (!comparison || !first) throw new Error('the sample has a comparison');
    const other = { ...first, name: 'mcc', answer: 'better' as const };
    const metrics = [other, { ...first, interval: { ...first.interval, low: -0.12, high: -0.06 }, ...changes }];
    return sectionOf(pageOf(full({ comparison: { ...comparison, metrics: metrics as never } })), 'beside-champion');
  };

  it('says the answer, what was left out, and has the metric that it rests on first', () => {
    const section = compared({});
    expect(words(section)).toContain(
      'roi Beside accuracy, roi, on 700 rows of both; 100 it has no answer to; 3 rows of it belong to no prediction.',
    );
    expect(rowsOf(section).slice(1)).toEqual([
      'accuracy the answer rests on it ▼ worse 0.51 0.6 -0.09 -0.12 to -0.06 p = 0.01',
      'mcc ▲ better 0.51 0.6 -0.09 0.4 to 0.62 p = 0.01',
    ]);
  });

  it('draws what is better at the right of the line, whichever way the metric goes', () => {
    const dots = (changes: object): number => Number(/<circle cx="([\d.]+)" cy="8"/.exec(compared(changes))?.[1]);
    expect(dots({})).toBeLessThan(60);
    expect(dots({ better: 'lower' })).toBeGreaterThan(60);
    expect(rowsOf(compared({ better: 'zero' }))[1]).toContain('▼ worse');
    expect(compared({ better: 'zero' }).match(/class="whisker"/g)).toHaveLength(1);
  });

  it('says why a metric could not be compared', () => {
    const section = sectionOf(pageOf(full()), 'beside-champion');
    expect(rowsOf(section).at(-1)).toBe('brier ? unknown unknown unknown accuracy');
  });
});

describe('the worst segments of a model', () => {
  it('has each with its interval beside the line of all rows, and how rare it is by chance', () => {
    const section = sectionOf(pageOf(full()), 'segments');
    expect(words(section)).toContain('1 of the 12 segments looked at is worse than chance explains.');
    expect(words(section)).toContain('all rows 0.51');
    expect(rowsOf(section).slice(1)).toEqual([
      'accuracy roi and roi accuracy 0.4 0.4 to 0.62 0.6 90 10% one in 50',
      'roi accuracy 0.4 0.6 90 10% one in 50',
    ]);
    expect(section.match(/<svg class="whisker wide"[^>]*>.*?<path class="line"/g)).toHaveLength(2);
    expect(words(section)).toContain('2 columns searched, 1 left out');
    expect(words(section)).toContain('Left out: roi (accuracy)');
  });

  it('says so where none was found, where none was searched, and where no metric could be', () => {
    const [search] = full().segments ?? [];
    if (!search) throw new Error('the sample has segments');
    const said = (segments: ModelReport['segments']): string =>
      words(sectionOf(pageOf(full({ segments })), 'segments'));
    expect(said([{ ...search, found: 0, worst: [] }])).toContain(
      'None of the 12 segments looked at is worse than chance explains. A segment has 30 rows or more.',
    );
    expect(said([{ ...search, found: 0, worst: [], reason: 'there is no column' }])).toContain(
      'Not searched: there is no column.',
    );
    expect(said([])).toContain('There is no metric of this model that could be searched.');
  });
});

describe('what decisions cost', () => {
  it('has every way to decide with what a row costs', () => {
    expect(rowsOf(sectionOf(pageOf(full()), 'costs'))).toEqual([
      'Decided Cutoff Per row Interval All rows',
      'as it is 0.5 -0.15 -120',
      'at the cheapest cutoff 0.31 -0.15 -120',
      'the same on rows that it was not chosen on -0.1 0.4 to 0.62',
      'every row as a 1 0 -0.15 -120',
      'no row as a 1 none 0 0',
    ]);
  });
});

describe('what was so, and what was predicted', () => {
  it('has a line for each class with the share of its rows, and what is right in bold', () => {
    const confusion = {
      classes: ['home', ''],
      cells: [
        [300, 100],
        [0, 0],
      ],
    };
    const section = sectionOf(pageOf(modelReport({ confusion })), 'confusion');
    expect(rowsOf(section)).toEqual([
      'Was predicted home predicted (no name) Rows',
      'home 300 75% 100 25% 400',
      '(no name) 0 0 0',
    ]);
    expect(section).toContain('<b>300</b>');
    expect(sectionOf(pageOf(modelReport({ confusion: { classes: [], cells: [] } })), 'confusion')).toBe('');
  });
});

describe('every number of a model', () => {
  it('draws a value between its ends, and nothing where there are none', () => {
    const metrics = [modelMetric(), modelMetric({ name: 'rmse', range: [0, null] })];
    const section = sectionOf(pageOf(modelReport({ metrics })), 'metrics');
    expect(section.match(/class="whisker"/g)).toHaveLength(1);
    expect(section).toContain('<circle cx="61.2"');
  });
});
