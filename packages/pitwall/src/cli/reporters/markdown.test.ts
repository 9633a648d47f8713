import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visible } from '../../core/visible.ts';
import { emptyReport, passingReport, reportOf, sampleReport } from '../../testing/report-sample.ts';
import { anyText, optionsWith, reportWith } from './arbitrary-report.suite.ts';
import { driftedReport, steadyDrift, steadyReport } from './drift-report.suite.ts';
import { markdown, maximumCharacters } from './markdown.ts';
import { markdownText } from './markdown-text.ts';

function decoded(text: string): string {
  return text.replaceAll('&#8203;', '').replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

describe('markdown', () => {
  it('has the verdict, the datasets, the findings and their examples', () => {
    const text = markdown(sampleReport(), optionsWith());
    expect(text).toMatch(/^## ✗ 4 alerts, 3 warnings, 2 unknown in 2 datasets \(4 checks passed\)\n/);
    expect(text).toContain('| ✗ | games | 1,200 | 96.4 | 3 alerts, 2 warnings, 1 unknown |');
    expect(text).toContain(
      '| ✗&nbsp;alert | games / season | contract.range | 3 of 1,200 values of season are outside 2000 to 2030 | 2000 to 2030 | 1899 to 20245 |',
    );
    expect(text).toContain('<details><summary>games / season: contract.range</summary>');
    expect(text).toContain('| data/games-2025 march.csv | 1114 | 1107 | season | 1999 |');
    expect(text).toContain('| 41 | home_efficiency | <em>missing</em> |');
  });

  it('has no table of findings where there are none', () => {
    expect(markdown(passingReport(), optionsWith())).toContain('| ✓ | games | 1,200 | 100 | 3 checks passed |');
    expect(markdown(passingReport(), optionsWith())).not.toMatch(/Expected|<details>/);
    expect(markdown(emptyReport(), optionsWith())).toMatch(
      /^## \? Nothing was checked: there are no datasets\n\n<sub>/,
    );
  });

  it('keeps the shape of its tables and its tags whatever the text', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        const text = markdown(reportWith(one, other), optionsWith());
        const pipes = text
          .split('\n')
          .filter((line) => line.startsWith('|'))
          .map((line) => line.split('|').length - 1);
        // Per table a head, a rule and rows: a dataset and a model; three findings; of the model two judged metrics, one
        // estimate, two compared metrics, two segments, three known metrics; two columns that moved or are unknown, one
        // steady column; then two examples of each finding.
        const table = (rows: number, width: number): number[] => Array.from({ length: 2 + rows }, () => width);
        const model = [...table(2, 7), ...table(1, 7), ...table(2, 8), ...table(2, 8), ...table(3, 6)];
        const examples = [...table(2, 6), ...table(2, 6), ...table(2, 6)];
        const drift = [...table(2, 9), ...table(1, 9)];
        expect(pipes).toEqual([...table(2, 6), ...table(3, 7), ...model, ...drift, ...examples]);
        const tags = text.match(/<[^>]*>?/g) ?? [];
        expect(tags.filter((tag) => !/^<\/?(details|summary|sub|em)>$/.test(tag))).toEqual([]);
        expect(text.match(/^<details><summary>/gm)).toHaveLength(5);
      }),
    );
  });

  it('has the columns that drifted, what to do, and the others behind a fold', () => {
    const text = markdown(driftedReport(), optionsWith());
    expect(text).toContain(
      '### Drift of games against season-2024\n\nhome_efficiency, tipoff and 2 more columns drifted',
    );
    expect(text).toContain(
      '| ✗&nbsp;alert | home_efficiency | high | PSI 0.612 | p &#60; 0.001 | 1.02 | 1.11 | missing 0.4% → 3.1%; venue = Cameron: 71% of the change comes from 9% of the rows |',
    );
    expect(text).toContain('the baseline has 12 values, and 30 are needed |');
    expect(text).toContain('\n- Compare the feed of March with that of February');
    const [, fold = ''] =
      /<summary>4 other columns are as they were, 1 is not judged<\/summary>(.*?)<\/details>/s.exec(text) ?? [];
    expect(fold).toContain('| ✓&nbsp;pass | neutral_site | none | PSI 0.012 | p = 0.54 | false | false |  |');
    expect(fold).not.toContain('home_efficiency');
  });

  it('gives drift one line where nothing moved, and no tick where nothing was compared', () => {
    const steady = markdown(steadyReport(), optionsWith());
    expect(steady).toContain('### Drift of games against season-2024\n\n✓ all 4 columns are as they were\n');
    const datasets = passingReport().datasets.map((one) => ({ ...one, drift: { ...steadyDrift(), columns: [] } }));
    expect(markdown(reportOf(datasets, []), optionsWith())).toContain('\n\n? no column was compared\n');
  });

  it('shows the drift of many datasets and columns within the limit and says what it leaves out', () => {
    const [dataset] = driftedReport().datasets;
    if (!dataset?.drift) throw new Error('the sample has drift');
    const { drift } = dataset;
    const columns = Array.from({ length: 100 }, () => drift.columns).flat();
    const one = markdown(reportOf([{ ...dataset, drift: { ...drift, columns } }], []), optionsWith());
    expect(one).toMatch(/\d+ more columns left out/);
    expect(one.length).toBeLessThan(20_000);
    const many = Array.from({ length: 40 }, () => dataset);
    const findings = Array.from({ length: 500 }, () => driftedReport().findings).flat();
    const text = markdown(reportOf(many, findings), optionsWith());
    expect(text).toMatch(/\d+ more drift sections left out/);
    expect(text.length).toBeLessThan(maximumCharacters);
  });

  it('shows many findings within the limit of GitHub and says what it leaves out', () => {
    const { datasets, findings } = sampleReport();
    const many = Array.from({ length: 500 }, () => findings).flat();
    const wide = Array.from({ length: 600 }, (_, index) =>
      datasets.map((dataset) => ({ ...dataset, name: `${dataset.name} ${index}` })),
    );
    const text = markdown(reportOf(wide.flat(), many), optionsWith());
    expect(text.length).toBeLessThan(maximumCharacters);
    expect(text).toMatch(/[\d,]+ more datasets left out/);
    expect(text).toMatch(/[\d,]+ more findings left out/);
    expect(text).toMatch(/[\d,]+ more details left out/);
    const shown = text.match(/^\| [✗!?]&nbsp;/gm)?.length ?? 0;
    const left = Number(/([\d,]+) more findings/.exec(text)?.[1]?.replaceAll(',', ''));
    expect(shown + left).toBe(500 * 9);
  });
});

describe('markdownText', () => {
  it('leaves plain words, also those with underscores, as they are', () => {
    expect(markdownText('home_team (95%), "x"')).toBe('home_team (95%), "x"');
  });

  it.each([
    'a|b',
    '<b>',
    '**a**',
    '_a_',
    '`a`',
    '[a](b)',
    '![a](b)',
    '\\',
    '~~a~~',
    '$x$',
    ':tada:',
    'https://example.com',
    'www.example.com',
  ])('makes nothing of %s', (text) => {
    expect(markdownText(text)).not.toBe(text);
    expect(decoded(markdownText(text))).toBe(text);
  });

  it('neither notifies a team nor mentions an issue', () => {
    expect(markdownText('@team #12')).toBe('&#64;&#8203;team &#35;&#8203;12');
  });

  it('shows any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        fc.pre(!text.includes('\u200b'));
        expect(decoded(markdownText(text))).toBe(visible(text));
      }),
    );
  });
});
