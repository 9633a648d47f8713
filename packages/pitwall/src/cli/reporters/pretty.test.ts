import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyReport, passingReport, reportOf, sampleReport } from '../../testing/report-sample.ts';
import { anyText, optionsWith, reportWith } from './arbitrary-report.suite.ts';
import { driftedReport, steadyReport } from './drift-report.suite.ts';
import { pretty } from './pretty.ts';
import { textWidth } from './text-width.ts';

describe('pretty', () => {
  it('begins with the verdict', () => {
    expect(pretty(sampleReport(), optionsWith()).split('\n')[0]).toBe(
      '✗ 4 alerts, 3 warnings, 2 unknown in 2 datasets (4 checks passed)',
    );
  });

  it('shows what was found, where, against what, and how to mend it', () => {
    expect(pretty(sampleReport(), optionsWith({ width: 100 }))).toContain(`
  ✗ season  contract.range
  │ 3 of 1,200 values of season are outside 2000 to 2030
  │ expected 2000 to 2030, observed 1899 to 20245
  │   row 3     20245  data/games-2025 march.csv:4
  │   row 88    1899   data/games-2025 march.csv:89
  │   row 1107  1999   data/games-2025 march.csv:1114
  │ → Correct the values at the source, or widen \`min\` and \`max\` of season
`);
  });

  it('gives the same advice once in a dataset, and again in the next', () => {
    const { datasets, findings } = sampleReport();
    const same = findings.map((finding) => ({ ...finding, evidence: { ...finding.evidence, fix: 'Ask the source' } }));
    const text = pretty(reportOf(datasets, same), optionsWith());
    expect(text.match(/→ Ask the source/g)).toHaveLength(datasets.length);
  });

  it('says why something is unknown', () => {
    expect(pretty(sampleReport(), optionsWith())).toContain(
      '  ? games  contract.freshness\n  │ The age of games is not known: tipoff has no value',
    );
  });

  it('puts the worst first and counts what passed without listing it', () => {
    const text = pretty(sampleReport(), optionsWith());
    const marks = [...text.matchAll(/^ {2}([✗!?✓]) /gm)].map(([, mark]) => mark).join('');
    expect(marks).toBe('✗✗✗!!?✗!?');
    expect(text).toContain('3 of 9 passed');
    expect(text).not.toContain('Every value of team is a string');
  });

  it('is short and calm where everything is fine', () => {
    expect(pretty(passingReport(), optionsWith())).toBe(`✓ 4 checks passed in 2 datasets

✓ games            1,200 rows  score 100  3 of 3 passed
✓ odds, "closing"  2,310 rows  score 100  1 of 1 passed
`);
  });

  it('does not call it fine where nothing was checked', () => {
    expect(pretty(emptyReport(), optionsWith())).toBe('? Nothing was checked: there are no datasets\n');
    const unchecked = reportOf(
      passingReport().datasets.map((dataset) => ({ ...dataset, status: 'unknown' as const })),
      [],
    );
    expect(pretty(unchecked, optionsWith())).toContain('? Nothing was checked in 2 datasets');
    expect(pretty(unchecked, optionsWith())).toContain('nothing checked\n');
  });

  it('quiet is the verdict and one line for each finding that is not a pass', () => {
    const lines = pretty(sampleReport(), optionsWith({ quiet: true }))
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(10);
    expect(lines[2]).toBe('✗ games: 3 of 1,200 values of season are outside 2000 to 2030');
    expect(
      lines
        .slice(1)
        .map((line) => line[0])
        .join(''),
    ).toBe('✗✗✗✗!!!??');
    expect(pretty(passingReport(), optionsWith({ quiet: true }))).toBe('✓ 4 checks passed in 2 datasets\n');
  });

  it('with colour says the same as without', () => {
    const colourful = pretty(sampleReport(), optionsWith({ colour: true }));
    expect(colourful).toContain('\u001b[31m✗\u001b[39m');
    expect(stripVTControlCharacters(colourful)).toBe(pretty(sampleReport(), optionsWith()));
  });

  it('makes control characters and marks of direction visible', () => {
    const text = pretty(sampleReport(), optionsWith({ width: 120 }));
    expect(text).toContain('␛]0;pwned␇=cmd');
    expect(text).toContain('試合\\u202e日');
  });

  it('quotes values that the eye would miss and says what is missing', () => {
    const report = reportWith('', ' x');
    expect(pretty(report, optionsWith())).toContain('" x"');
    expect(pretty(report, optionsWith())).toContain('row 3  ""');
    expect(pretty(sampleReport(), optionsWith())).toContain('row 41  (missing)');
  });

  it('says how many more rows there are than it shows', () => {
    expect(pretty(sampleReport(), optionsWith())).toContain('  │   and 36 more\n');
  });

  it('shows what drifted, against what, how far and how surely, worst first, and what to do', () => {
    const text = pretty(driftedReport(), optionsWith({ width: 80 }));
    expect(text).toContain(`
  Drift against season-2024: then → now, 18,400 → 1,200 rows
  ✗ home_efficiency         high     PSI 0.612  p < 0.001  1.02 → 1.11
  ✗ attendance              drifted  a number in the baseline, text now
  ! tipoff (hour)           medium   PSI 0.291  p < 0.001  19:00 → 21:30
  ! <script>alert("1")</s…  low      PSI 0.13   p < 0.001  UNC → ␛]0;pwn…
  ? spread_open             unknown  the baseline has 12 values, and 30 are nee…
    4 other columns are as they were, 1 is not judged
  │ home_efficiency, tipoff and 2 more columns drifted; home_efficiency and
  │ tipoff moved together
  │ → Compare the feed of March with that of February: \`home_efficiency\` rises
  │   in one venue only
`);
  });

  it('draws then and now where the terminal is wide enough, and leaves figures out where it is narrow', () => {
    const rowOf = (width: number): string =>
      pretty(driftedReport(), optionsWith({ width }))
        .split('\n')
        .find((line) => line.includes('PSI 0.612')) ?? '';
    expect(rowOf(120)).toMatch(/ {2}[▁-█]{8,} → [▁-█]{8,}$/);
    expect(rowOf(80)).not.toMatch(/[▁-█]/);
    expect(rowOf(40)).toBe('  ✗ home_effici…  high     PSI 0.612');
  });

  it('says in one line that nothing drifted, and says nothing of drift where it is quiet', () => {
    expect(pretty(steadyReport(), optionsWith())).toContain(
      '✓ games            1,200 rows  score 100  3 of 3 passed\n  Drift against season-2024: all 4 columns are as they were\n✓ odds',
    );
    expect(pretty(driftedReport(), optionsWith({ quiet: true }))).not.toContain('Drift against');
  });

  it('stays within the width of the terminal below the verdict', () => {
    fc.assert(
      fc.property(anyText, anyText, fc.integer({ min: 40, max: 120 }), fc.boolean(), (one, other, width, quiet) => {
        const [, ...lines] = pretty(reportWith(one, other), optionsWith({ width, quiet })).split('\n');
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});
