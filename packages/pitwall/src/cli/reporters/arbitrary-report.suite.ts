import { type DriftReport, type Finding, formatSubject, type Report, type Status } from '@pitwall/sdk';
import fc from 'fast-check';
import { passingReport, reportOf } from '../../testing/report-sample.ts';
import { driftColumn, sampleDrift } from './drift-report.suite.ts';
import { modelWith } from './model-report.suite.ts';
import type { ReporterOptions } from './reporter.ts';

/** What formats, shells, build servers and terminals treat specially, mixed with any other character. */
const special = [
  '\n',
  '\r',
  '\t',
  '\0',
  '\u001b[31m',
  '\u009b',
  '\u202e',
  '\u2028',
  '\ud800',
  '\udfff',
  '\ufffe',
  '\uffff',
  '%',
  '%0A',
  '::',
  ':',
  ',',
  ']]>',
  '<',
  '>',
  '&',
  '&amp;',
  '"',
  "'",
  '|',
  '`',
  '\\',
  '@team',
  '#1',
  '##vso[',
  '##[',
  '{0}',
  '](',
  '[',
  '*',
  '_',
  '~~',
  '$',
  'www.',
  '試',
  '🏀',
  '👩‍🚀',
  'é',
  ' ',
  '',
];

export const anyText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...special),
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.string({ unit: 'grapheme' }),
    ),
    {
      maxLength: 12,
    },
  )
  .map((parts) => parts.join(''));

export function optionsWith(changes: Partial<ReporterOptions> = {}): ReporterOptions {
  return { colour: false, width: 80, quiet: false, failOn: 'alert', ...changes };
}

/** A report with one finding of each status, with the texts wherever text may be. */
export function reportWith(one: string, other: string): Report {
  const finding = (status: Status): Finding => ({
    // A lone surrogate cannot be in a subject: subjects are well-formed.
    subject: formatSubject({ kind: 'dataset', name: one }, { kind: 'column', name: other }),
    metric: 'contract.pattern',
    value: status === 'unknown' ? null : 0.5,
    threshold: null,
    status,
    message: `m${one}`,
    ...(status === 'unknown' && { reason: `r${other}` }),
    evidence: {
      expected: other,
      observed: one,
      fix: `f${one}`,
      examples: [
        { file: `e${other}`, row: 1, line: 2, column: one, value: other },
        { row: 3, value: one, rule: other },
      ],
    },
    at: '2025-03-01T08:30:00.000Z',
  });
  const [dataset] = passingReport().datasets;
  if (!dataset) throw new Error('the sample has datasets');
  const report = reportOf(
    [{ ...dataset, name: one, drift: driftWith(one, other) }],
    (['alert', 'warning', 'unknown', 'pass'] as const).map(finding),
  );
  // Pictures take long to draw, and hold no text of others.
  return { ...report, project: other, models: [{ ...modelWith(one, other), pictures: null }] };
}

/** A column that moved, one that could not be judged and one that is steady. */
function driftWith(one: string, other: string): DriftReport {
  const base = sampleDrift();
  const shares = { reference: 0.5, current: 0.25 };
  const moved = driftColumn({
    name: one,
    kind: 'category',
    facet: other,
    status: 'alert',
    drifted: true,
    severity: 'high',
    effect: { measure: other, value: 0.7, thresholds: [0.1, 0.25, 0.5], computed: one },
    evidence: { method: one, statistic: 3, p: 0.0001, adjusted: 0.0002 },
    typical: { reference: one, current: other },
    picture: { kind: 'categories', top: [{ value: one, ...shares }], other: shares },
    cause: other,
  });
  const unknown = { ...moved, name: other, status: 'unknown', drifted: null, severity: null, effect: null } as const;
  const columns = [moved, { ...unknown, picture: null, reason: one }, driftColumn({ name: other })];
  return { ...base, baseline: other, summary: one, next: [other], false_alarms: one, columns };
}
