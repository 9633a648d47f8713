import { createHash } from 'node:crypto';
import type { Example, Finding } from '@pitwall/sdk';
import { comparison, headline } from './facts.ts';
import { failingFindings, subjectName } from './grouping.ts';
import { checkName, repeatCounter } from './identity.ts';
import { jsonText } from './json-text.ts';
import { metricHelp } from './metric-help.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';
import { uriOf } from './uri.ts';

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** SARIF 2.1.0, as code-scanning services read it: one run, a rule for each metric, a result for each failing finding. */
export const sarif: Reporter = (report, options) => {
  const metrics = [...new Set(report.findings.map(({ metric }) => metric))].sort();
  const ruleIndexes = new Map(metrics.map((metric, index) => [metric, index]));
  const repeats = repeatCounter();
  const results = failingFindings(report).map((finding) => ({
    ruleId: finding.metric,
    ruleIndex: ruleIndexes.get(finding.metric),
    ...severityOf(finding),
    message: { text: messageText(finding) },
    locations: [locationOf(finding, firstPlace(finding), options)],
    ...relatedLocations(finding),
    partialFingerprints: { 'pitwall/v1': fingerprint(finding, repeats) },
  }));
  return jsonText({
    version: '2.1.0',
    $schema: schema,
    runs: [
      {
        tool: { driver: { name: 'Pitwall', version: report.pitwall, rules: metrics.map(ruleOf) } },
        invocations: [{ executionSuccessful: true, endTimeUtc: report.at }],
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  });
};

function ruleOf(metric: string) {
  const { short, what, mend } = metricHelp(metric);
  return {
    id: metric,
    name: ruleName(metric),
    shortDescription: { text: plainText(`${short}.`) },
    // Code scanning on GitHub requires one.
    fullDescription: { text: plainText(what) },
    help: { text: plainText(`${what} ${mend}`) },
  };
}

/** `contract.extra_columns` becomes `ContractExtraColumns`, the spelling that SARIF viewers expect. */
function ruleName(metric: string): string {
  const words = metric.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('') || 'Metric';
}

/**
 * SARIF keeps `level` for what failed: a check that could not decide has the kind `open`, whose level must
 * be `none`.
 */
function severityOf({ status }: Finding): { readonly kind: string; readonly level: string } {
  if (status === 'unknown') return { kind: 'open', level: 'none' };
  return { kind: 'fail', level: status === 'alert' ? 'error' : 'warning' };
}

function messageText(finding: Finding): string {
  const sentences = [headline(finding), comparison(finding), finding.evidence.fix && `Fix: ${finding.evidence.fix}`];
  return plainText(sentences.filter((sentence) => sentence !== undefined && sentence !== '').join('\n'));
}

/** In SARIF messages braces enclose placeholders and `[text](target)` is a link; data must be neither. */
function plainText(text: string): string {
  return text.replace(/[{}]/g, '$&$&').replaceAll('](', '] (');
}

function firstPlace({ evidence }: Finding): Example | undefined {
  return evidence.examples?.find(({ file }) => file !== undefined);
}

function locationOf({ subject }: Finding, example: Example | undefined, { configFile }: ReporterOptions) {
  const file = example?.file ?? configFile;
  return {
    ...(file !== undefined && { physicalLocation: physicalLocation(file, example?.line) }),
    logicalLocations: [{ fullyQualifiedName: subject, name: subjectName(subject) }],
  };
}

/** The other examples: one finding is one result, however many rows show it. */
function relatedLocations(finding: Finding) {
  const first = firstPlace(finding);
  const others = (finding.evidence.examples ?? []).flatMap((example) =>
    example.file === undefined || example === first ? [] : [{ file: example.file, example }],
  );
  if (others.length === 0) return {};
  return {
    relatedLocations: others.map(({ file, example: { line, row, value } }, index) => ({
      id: index + 1,
      physicalLocation: physicalLocation(file, line),
      message: { text: plainText(`${row === undefined ? 'Example' : `Row ${row}`}: ${value ?? '(missing)'}`) },
    })),
  };
}

/** A row of a Parquet file has no line, and none is made up. */
function physicalLocation(file: string, line: number | undefined) {
  return { artifactLocation: { uri: uriOf(file) }, ...(line !== undefined && { region: { startLine: line } }) };
}

/** From what is checked, never from what came out, so that services follow a finding from run to run. */
function fingerprint(finding: Finding, repeats: (name: string) => number): string {
  const identity = `${finding.subject}\n${checkName(finding)}`;
  return `${createHash('sha256').update(identity).digest('hex')}:${repeats(identity)}`;
}
