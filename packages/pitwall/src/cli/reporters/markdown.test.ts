import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyReport, passingReport, reportOf, sampleReport } from '../../testing/report-sample.ts';
import { anyText, optionsWith, reportWith } from './arbitrary-report.suite.ts';
import { markdown, maximumCharacters } from './markdown.ts';
import { markdownText } from './markdown-text.ts';
import { visible } from './visible.ts';

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
        // Per table a head, a rule and rows: one dataset, three findings, then two examples of each finding.
        expect(pipes).toEqual([6, 6, 6, 7, 7, 7, 7, 7, ...Array.from({ length: 12 }, () => 6)]);
        const tags = text.match(/<[^>]*>?/g) ?? [];
        expect(tags.filter((tag) => !/^<\/?(details|summary|sub|em)>$/.test(tag))).toEqual([]);
        expect(text.match(/^<details><summary>/gm)).toHaveLength(3);
      }),
    );
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
