import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyReport, passingReport, reportOf, sampleReport } from '../../testing/report-sample.ts';
import { anyText, optionsWith, reportWith } from './arbitrary-report.suite.ts';
import { sarif } from './sarif.ts';

interface Location {
  readonly physicalLocation?: {
    readonly artifactLocation: { readonly uri: string };
    readonly region?: { readonly startLine: number };
  };
  readonly logicalLocations?: readonly { readonly fullyQualifiedName: string }[];
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly kind: string;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly Location[];
  readonly relatedLocations?: readonly Location[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
}

interface Run {
  readonly tool: {
    readonly driver: {
      readonly name: string;
      readonly version: string;
      readonly rules: readonly { readonly id: string }[];
    };
  };
  readonly results: readonly Result[];
}

function runOf(text: string): Run {
  const log = JSON.parse(text) as { readonly runs: readonly Run[] };
  const [run] = log.runs;
  if (!run) throw new Error('a SARIF log has a run');
  return run;
}

/** Microsoft's copy of the official schema; its draft-04 keywords mean the same in the draft that ajv knows. */
function officialSchema(): Record<string, unknown> {
  const path = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const {
    $schema: _draft,
    id: _address,
    ...schema
  } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  return schema;
}

describe('sarif', () => {
  it('has one result for each finding that is not a pass, worst first', () => {
    const { tool, results } = runOf(sarif(sampleReport(), optionsWith()));
    expect(tool.driver).toMatchObject({ name: 'Pitwall', version: '0.1.0' });
    expect(results.map(({ kind, level }) => `${kind}:${level}`)).toEqual([
      ...Array.from({ length: 4 }, () => 'fail:error'),
      ...Array.from({ length: 3 }, () => 'fail:warning'),
      ...Array.from({ length: 2 }, () => 'open:none'),
    ]);
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  });

  it('points to the line of the first example and to the others beside it', () => {
    const result = runOf(sarif(sampleReport(), optionsWith())).results.find(
      ({ ruleId }) => ruleId === 'contract.range',
    );
    expect(result?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'data/games-2025%20march.csv' },
      region: { startLine: 4 },
    });
    expect(result?.relatedLocations?.map(({ physicalLocation }) => physicalLocation?.region?.startLine)).toEqual([
      89, 1114,
    ]);
  });

  it('makes up no line, and names the subject, and shows what has no file at the configuration', () => {
    const locationOf = (metric: string, configFile?: string) =>
      runOf(sarif(sampleReport(), optionsWith(configFile === undefined ? {} : { configFile }))).results.find(
        ({ ruleId }) => ruleId === metric,
      )?.locations[0];
    expect(locationOf('contract.rule')?.physicalLocation).toEqual({ artifactLocation: { uri: 'data/odds.csv' } });
    expect(locationOf('contract.freshness')).toEqual({
      logicalLocations: [{ fullyQualifiedName: 'dataset:games', name: 'games' }],
    });
    expect(locationOf('contract.freshness', 'pitwall.yaml')?.physicalLocation?.artifactLocation.uri).toBe(
      'pitwall.yaml',
    );
  });

  it('keeps its fingerprints when the numbers change, and tells every finding apart', () => {
    const fingerprints = (text: string) =>
      runOf(text).results.map(({ partialFingerprints }) => partialFingerprints['pitwall/v1']);
    const { datasets, findings } = sampleReport();
    const later = findings.map((finding) => ({
      ...finding,
      value: finding.value === null ? null : finding.value * 2,
      message: `now: ${finding.message}`,
      evidence: { ...finding.evidence, observed: 'something else', examples: [] },
      at: '2025-03-02T08:30:00.000Z',
    }));
    const before = fingerprints(sarif(sampleReport(), optionsWith()));
    expect(fingerprints(sarif(reportOf(datasets, later), optionsWith()))).toEqual(before);
    expect(new Set(before).size).toBe(9);
    expect(new Set(fingerprints(sarif(reportOf(datasets, [...findings, ...findings]), optionsWith()))).size).toBe(18);
  });

  it('does not turn data into placeholders or links', () => {
    const [result] = runOf(sarif(reportWith('{0} [here](https://example.com)', ''), optionsWith())).results;
    expect(result?.message.text).toContain('m{{0}} [here] (https://example.com)');
  });

  it('writes every path as a URI that leads back to it', () => {
    fc.assert(
      fc.property(anyText, (path) => {
        const [result] = runOf(sarif(reportWith('', path), optionsWith())).results;
        const uri = result?.locations[0]?.physicalLocation?.artifactLocation.uri ?? '';
        expect(uri).toMatch(/^[\w\-.!~*'()%/]*$/);
        const expected = `e${path}`.toWellFormed();
        expect(decodeURIComponent(uri)).toBe(expected.includes('/') ? expected : expected.replaceAll('\\', '/'));
      }),
    );
  });

  describe('against the official schema', () => {
    const schema = officialSchema();
    // The schema has a pattern that is no regular expression under the `u` flag.
    const validate = new Ajv({ strict: false, unicodeRegExp: false, validateFormats: false }).compile(schema);
    const problemsOf = (text: string) => {
      validate(JSON.parse(text));
      return validate.errors ?? [];
    };

    it.each(Object.entries({ sampleReport, passingReport, emptyReport }))('%s is valid', (_, sample) => {
      expect(problemsOf(sarif(sample(), optionsWith()))).toEqual([]);
      expect(problemsOf(sarif(sample(), optionsWith({ configFile: 'pitwall.yaml' })))).toEqual([]);
    });

    it('is valid whatever the text', () => {
      expect(problemsOf('{"version":"2.1.0","runs":[{"results":[]}]}')).not.toEqual([]);
      fc.assert(
        fc.property(anyText, anyText, (one, other) => {
          expect(problemsOf(sarif(reportWith(one, other), optionsWith()))).toEqual([]);
        }),
      );
    });
  });
});
