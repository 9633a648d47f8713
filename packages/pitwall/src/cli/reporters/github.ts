import type { Example, Finding, Report, Status } from '@pitwall/sdk';
import { visibleLines, withoutLogCommands } from '../../core/visible.ts';
import { count, counted } from '../../core/words.ts';
import { comparison, headline } from './facts.ts';
import { groupFindings, subjectName } from './grouping.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';
import { verdict } from './words.ts';

type Level = 'error' | 'warning' | 'notice';
type Failing = Exclude<Status, 'pass'>;

const levels: readonly (readonly [Failing, Level])[] = [
  ['alert', 'error'],
  ['warning', 'warning'],
  ['unknown', 'notice'],
];

/** GitHub drops what is above, per level and step, without a word. */
export const maximumAnnotations = 10;

/** Annotations of a GitHub Actions run, as workflow commands on standard output. */
export const github: Reporter = (report, options) => {
  const commands = levels.flatMap(([status, level]) => annotations(report, status, level, options));
  return `${[...commands, verdict(report)].join('\n')}\n`;
};

function annotations(report: Report, status: Failing, level: Level, options: ReporterOptions): string[] {
  const findings = report.findings.filter((finding) => finding.status === status);
  if (findings.length <= maximumAnnotations) return findings.map((finding) => annotation(finding, level, options));
  const shown = findings.slice(0, maximumAnnotations - 1);
  return [
    ...shown.map((finding) => annotation(finding, level, options)),
    command(level, { title: 'Pitwall' }, remainder({ ...report, findings: findings.slice(shown.length) }, status)),
  ];
}

function annotation(finding: Finding, level: Level, { configFile }: ReporterOptions): string {
  const { examples = [], fix } = finding.evidence;
  const located = examples.find(({ file }) => file !== undefined);
  const lines = [headline(finding), comparison(finding), located && exampleWords(located), fix && `Fix: ${fix}`];
  return command(
    level,
    {
      title: `${finding.metric}: ${subjectName(finding.subject)}`,
      file: located?.file ?? configFile,
      line: located?.line,
    },
    lines.filter((line) => line !== undefined && line !== '').join('\n'),
  );
}

function exampleWords({ row, column, value }: Example): string {
  const place = [row !== undefined && `row ${row}`, column !== undefined && `column ${column}`]
    .filter((part) => part !== false)
    .join(', ');
  return `First example${place && `, ${place}`}: ${value ?? '(missing)'}`;
}

function remainder(report: Report, status: Failing): string {
  const total = report.findings.length;
  const noun = status === 'unknown' ? `${count(total)} more unknown` : counted(total, `more ${status}`);
  const where = groupFindings(report)
    .filter(({ findings }) => findings.length > 0)
    .map(({ name, findings }) => `${count(findings.length)} in ${name}`)
    .join(', ');
  return `${noun}: ${where}. GitHub shows ${maximumAnnotations} per step; \`pitwall check --format pretty\` shows all`;
}

function command(level: Level, properties: Readonly<Record<string, string | number | undefined>>, message: string) {
  const written = Object.entries(properties)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
    .join(',');
  return `::${level}${written && ` ${written}`}::${escapeData(message)}`;
}

/** The escapes of the runner itself; what they leave, like terminal escapes, is made visible before. */
function escapeData(text: string): string {
  return withoutLogCommands(visibleLines(text)).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
