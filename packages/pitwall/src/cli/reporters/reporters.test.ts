import { formatSubject, reportSchema } from '@pitwall/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyReport, passingReport, sampleReport } from '../../testing/report-sample.ts';
import { anyText, optionsWith, reportWith } from './arbitrary-report.suite.ts';
import { driftedReport, steadyReport } from './drift-report.suite.ts';
import { formats, reporters } from './index.ts';
import { modelReport, modelWith } from './model-report.suite.ts';

const judgedReport = () => ({ ...sampleReport(), models: [modelWith('spread-picker', 'totals'), modelReport()] });

const samples = { sampleReport, passingReport, emptyReport, driftedReport, steadyReport, judgedReport };

describe.each(Object.entries(samples))('%s', (_, sample) => {
  it('is a report of the published schema', () => {
    expect(reportSchema.parse(sample())).toEqual(sample());
  });

  it.each(formats)('is rendered as %s, the same each time, with one line end at its end', (format) => {
    const text = reporters[format](sample(), optionsWith());
    expect(reporters[format](sample(), optionsWith())).toBe(text);
    expect(text).toMatch(/[^\n]\n$/);
  });
});

describe.each(formats)('%s', (format) => {
  it('sends nothing to a terminal or a build server that they would obey', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        const text = reporters[format](reportWith(one, other), optionsWith());
        expect(text).not.toMatch(/[^\n\P{Cc}]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
        expect(text).not.toMatch(/##[a-z]*\[/i);
        if (format !== 'github') expect(text).not.toMatch(/^\s*::/m);
      }),
    );
  });

  it('shows findings of metrics and subjects that nobody has thought of yet', () => {
    const [finding] = sampleReport().findings;
    if (!finding) throw new Error('the sample has findings');
    const subject = formatSubject({ kind: 'model', name: 'spread-picker@7' });
    const unheardOf = { ...finding, subject, metric: 'tomorrow.tides', message: 'The tide is too high' };
    const text = reporters[format]({ ...sampleReport(), findings: [unheardOf] }, optionsWith());
    expect(text).toContain('The tide is too high');
    expect(text).toContain('tomorrow.tides');
    expect(text).toContain('spread-picker');
  });

  it('survives a subject with a stray percent sign', () => {
    const [finding] = sampleReport().findings;
    if (!finding) throw new Error('the sample has findings');
    const report = { ...sampleReport(), findings: [{ ...finding, subject: 'dataset:100%' }] };
    expect(reporters[format](report, optionsWith())).toContain('100%');
  });
});

describe('json', () => {
  it('gives back every value, those of drift and of models too', () => {
    const { datasets } = reportSchema.parse(JSON.parse(reporters.json(driftedReport(), optionsWith())));
    expect(datasets[0]?.drift).toEqual(driftedReport().datasets[0]?.drift);
    expect(JSON.parse(reporters.json(sampleReport(), optionsWith()))).toEqual(sampleReport());
    expect(JSON.parse(reporters.json(judgedReport(), optionsWith()))).toEqual(judgedReport());
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        const report = reportWith(one, other);
        expect(JSON.parse(reporters.json(report, optionsWith()))).toEqual(report);
      }),
    );
  });

  it('keeps the order of the keys, however the report was put together', () => {
    const report = sampleReport();
    const reversed = Object.fromEntries(Object.entries(report).reverse()) as typeof report;
    const turned = {
      ...reversed,
      findings: report.findings.map(
        (finding) => Object.fromEntries(Object.entries(finding).reverse()) as typeof finding,
      ),
    };
    expect(Object.keys(turned)).not.toEqual(Object.keys(report));
    expect(reporters.json(turned, optionsWith())).toBe(reporters.json(report, optionsWith()));
  });
});
