import type { Example, Finding, Report, Status } from '@pitwall/sdk';
import { comparison, headline } from './facts.ts';
import { type Group, groupFindings } from './grouping.ts';
import { checkName, repeatCounter } from './identity.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';
import { xmlText } from './xml.ts';

type Outcome = 'passed' | 'failed' | 'skipped';
type FailOn = ReporterOptions['failOn'];

/** One test suite for each dataset, one test case for each finding. Durations are left out: none were measured. */
export const junit: Reporter = (report, { failOn }) => {
  const groups = groupFindings(report);
  const attributes = attributesOf({ name: `Pitwall ${report.project}`, ...totals(report.findings, failOn) });
  const suites = groups.map((group) => suite(group, report, failOn)).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${attributes}>\n${suites}</testsuites>\n`;
};

function suite(group: Group, report: Report, failOn: FailOn): string {
  const attributes = attributesOf({
    name: group.name,
    ...totals(group.findings, failOn),
    // The schema of JUnit knows no time zone and no fractions; the report's time is in UTC.
    timestamp: report.at.slice(0, 19),
  });
  const repeats = repeatCounter();
  const cases = group.findings.map((finding) => {
    const count = repeats(`${finding.subject}\n${checkName(finding)}`);
    return testcase(finding, count > 1 ? `${checkName(finding)} (${count})` : checkName(finding), failOn);
  });
  return `  <testsuite${attributes}>\n${cases.join('')}  </testsuite>\n`;
}

function testcase(finding: Finding, name: string, failOn: FailOn): string {
  const open = `    <testcase${attributesOf({ classname: finding.subject, name })}`;
  const body = outcomeElement(finding, failOn);
  return body === '' ? `${open}/>\n` : `${open}>\n      ${body}\n    </testcase>\n`;
}

function outcomeElement(finding: Finding, failOn: FailOn): string {
  const message = headline(finding);
  switch (outcomeOf(finding.status, failOn)) {
    case 'failed':
      return `<failure${attributesOf({ message, type: finding.status })}>${xmlText(details(finding))}</failure>`;
    case 'skipped':
      return `<skipped${attributesOf({ message })}/>`;
    case 'passed':
      return finding.status === 'pass' ? '' : `<system-out>${xmlText(details(finding))}</system-out>`;
  }
}

/**
 * What is unknown was not measured, which is what test services mean by skipped: neither a pass nor a failure.
 * An `error` would fail the build although the run itself does not fail for it.
 */
function outcomeOf(status: Status, failOn: FailOn): Outcome {
  if (status === 'unknown') return 'skipped';
  if (status === 'alert') return failOn === 'never' ? 'passed' : 'failed';
  return status === 'warning' && failOn === 'warning' ? 'failed' : 'passed';
}

function totals(findings: readonly Finding[], failOn: FailOn): Record<string, number> {
  const outcomes = findings.map(({ status }) => outcomeOf(status, failOn));
  const count = (wanted: Outcome) => outcomes.filter((outcome) => outcome === wanted).length;
  return { tests: findings.length, failures: count('failed'), errors: 0, skipped: count('skipped') };
}

function details(finding: Finding): string {
  const { examples = [], fix } = finding.evidence;
  return [
    `${finding.status}: ${headline(finding)}`,
    comparison(finding),
    ...examples.map(exampleLine),
    fix && `fix: ${fix}`,
  ]
    .filter((line) => line !== undefined && line !== '')
    .join('\n');
}

function exampleLine({ file, row, line, column, value }: Example): string {
  const place = [
    file,
    line !== undefined && `line ${line}`,
    row !== undefined && `row ${row}`,
    column !== undefined && `column ${column}`,
  ].filter((part) => part !== undefined && part !== false);
  return `example: ${place.length > 0 ? `${place.join(', ')}: ` : ''}${value ?? '(missing)'}`;
}

function attributesOf(attributes: Readonly<Record<string, string | number>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${xmlText(String(value))}"`)
    .join('');
}
