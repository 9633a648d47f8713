import fc from 'fast-check';
import { parse } from 'junit2json';
import { describe, expect, it } from 'vitest';
import { emptyReport, passingReport, reportOf, sampleReport } from '../../testing/report-sample.ts';
import { anyText, optionsWith, reportWith } from './arbitrary-report.suite.ts';
import { junit } from './junit.ts';
import { xmlSurvivor } from './xml.ts';

interface TestCase {
  readonly classname?: string;
  readonly name?: string;
  readonly failure?: readonly { readonly inner?: string; readonly message?: string; readonly type?: string }[];
  readonly skipped?: readonly { readonly message?: string }[];
  readonly 'system-out'?: readonly string[];
}

interface Suite {
  readonly name?: string;
  readonly tests?: number;
  readonly failures?: number;
  readonly errors?: number;
  readonly skipped?: number;
  readonly testcase?: readonly TestCase[];
}

interface Suites extends Suite {
  readonly testsuite?: readonly Suite[];
}

async function parsed(xml: string): Promise<Suites> {
  return (await parse(xml)) as Suites;
}

describe('junit', () => {
  it('fails for alerts, tells of warnings, and skips what is unknown', () => {
    const xml = junit(sampleReport(), optionsWith());
    expect(xml).toContain('<testsuites name="Pitwall courtside" tests="13" failures="4" errors="0" skipped="2">');
    expect(xml).toContain(
      '<testsuite name="games" tests="9" failures="3" errors="0" skipped="1" timestamp="2025-03-01T08:30:00">',
    );
    expect(xml).toContain(
      '<skipped message="The age of games is not known: tipoff has no value that is a timestamp"/>',
    );
    expect(xml).toContain('<system-out>warning: 3.1% of home_efficiency is missing, above the 2% that is fine&#10;');
    expect(xml).toContain('    <testcase classname="dataset:games/column:team" name="contract.nulls"/>\n');
  });

  it.each([
    ['never', 0],
    ['alert', 4],
    ['warning', 7],
  ] as const)('with failOn %s has %d failures, and never one for what is unknown', (failOn, failures) => {
    const xml = junit(sampleReport(), optionsWith({ failOn }));
    expect(xml.match(/<failure /g) ?? []).toHaveLength(failures);
    expect(xml).toContain(`tests="13" failures="${failures}" errors="0" skipped="2"`);
    expect(xml.match(/<skipped /g)).toHaveLength(2);
  });

  it('numbers checks of one name, so that a service does not merge them', () => {
    const { datasets, findings } = sampleReport();
    const xml = junit(reportOf(datasets, [findings, findings.slice(0, 1)].flat()), optionsWith());
    expect(xml).toContain('name="contract.unique: every value once"');
    expect(xml).toContain('name="contract.unique: every value once (2)"');
  });

  it('has no suites in an empty report and no failures in one that passes', () => {
    expect(junit(emptyReport(), optionsWith())).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="Pitwall courtside" tests="0" failures="0" errors="0" skipped="0">\n</testsuites>\n',
    );
    expect(junit(passingReport(), optionsWith())).not.toMatch(/<(failure|skipped|system-out)/);
  });

  describe('read by junit2json', () => {
    it('has counts that agree with its test cases', async () => {
      const { testsuite = [] } = await parsed(junit(sampleReport(), optionsWith()));
      expect(testsuite.map(({ name }) => name)).toEqual(['games', 'odds, "closing"']);
      for (const { testcase = [], tests, failures, skipped, errors } of testsuite) {
        expect(testcase).toHaveLength(tests ?? -1);
        expect(testcase.filter(({ failure }) => failure)).toHaveLength(failures ?? -1);
        expect(testcase.filter((test) => test.skipped)).toHaveLength(skipped ?? -1);
        expect(errors).toBe(0);
      }
    });

    it('gives back any text that XML can hold', async () => {
      await fc.assert(
        fc.asyncProperty(anyText, anyText, async (one, other) => {
          const report = reportWith(one, other);
          const { name, testsuite = [] } = await parsed(junit(report, optionsWith()));
          const [alert, warning, unknown] = testsuite[0]?.testcase ?? [];
          expect(name).toBe(xmlSurvivor(`Pitwall ${other}`));
          expect(alert?.classname).toBe(xmlSurvivor(report.findings[0]?.subject ?? ''));
          expect(alert?.name).toBe(xmlSurvivor(`contract.pattern: ${other}`));
          expect(alert?.failure?.[0]).toMatchObject({ message: xmlSurvivor(`m${one}`), type: 'alert' });
          expect(alert?.failure?.[0]?.inner).toContain(
            xmlSurvivor(`column ${one}: ${other}\nexample: row 3: ${one}\nfix: `),
          );
          expect(warning?.['system-out']?.[0]).toContain(
            xmlSurvivor(`warning: m${one}\nexpected ${other}, observed ${one}\n`),
          );
          expect(unknown?.skipped?.[0]?.message).toBe(xmlSurvivor(`m${one}: r${other}`));
        }),
      );
    });
  });
});
