import type { Subject } from '@pitwall/sdk';
import { type CellRule, formatShare } from '../cell-rules.ts';
import { type MeasuredColumn, repeatedValues } from '../measure.ts';
import { type PlannedColumn, storageFamilies } from '../plan.ts';
import { columnSubject, count, type Draft, formatCount, type JudgeContext, listedNames, shareDraft } from './draft.ts';

/** One finding for each rule of a column. Of values that are not there only that they are missing is said. */
export function judgeCells(planned: PlannedColumn, counts: MeasuredColumn, { dataset }: JudgeContext): Draft[] {
  const subject = columnSubject(dataset, planned.name);
  const isEmpty = counts.present === 0;
  const drafts = planned.rules.flatMap((rule, index) =>
    isEmpty && rule.aboutValue ? [] : [ruleDraft(subject, planned, rule, counts.broken[index] ?? 0, counts)],
  );
  return [
    ...drafts,
    ...(isEmpty && planned.column.nulls >= 1 ? [emptyDraft(subject, planned, counts)] : []),
    ...(planned.column.unique && !isEmpty ? [uniqueDraft(subject, planned, counts)] : []),
    ...typeChange(subject, planned),
  ];
}

function ruleDraft(
  subject: Subject,
  { name, column }: PlannedColumn,
  rule: CellRule,
  broken: number,
  counts: MeasuredColumn,
): Draft {
  const total = rule.aboutValue ? counts.present : counts.rows;
  const noun = rule.aboutValue ? 'value' : 'row';
  const [singular, plural] = breakWords[rule.metric] ?? ['breaks a rule', 'break a rule'];
  const share = total === 0 ? '' : ` (${formatShare(broken / total)})`;
  return shareDraft({
    subject,
    metric: rule.metric,
    severity: column.severity,
    tolerance: rule.tolerance,
    counted: broken,
    total,
    message:
      broken === 0
        ? `${name}: ${rule.expected}`
        : `${name}: ${count(broken, noun)} of ${formatCount(total)}${share} ${broken === 1 ? singular : plural}`,
    evidence: {
      expected:
        rule.tolerance > 0 && rule.aboutValue
          ? `${rule.expected}, in all but ${formatShare(rule.tolerance)}`
          : rule.expected,
      ...(rule.metric === 'contract.range' && counts.minimum !== null
        ? { observed: `${counts.minimum} to ${counts.maximum}` }
        : {}),
      ...(broken > 0 ? { fix: fixWords[rule.metric] ?? 'Look at the examples' } : {}),
      computed: rule.aboutValue ? 'values that break the rule ÷ values that are there' : 'missing values ÷ rows',
    },
  });
}

/** A contract that lets any number of values be missing lets all of them be; that is worth a word, and no more. */
function emptyDraft(subject: Subject, { name, column }: PlannedColumn, { rows }: MeasuredColumn): Draft {
  return shareDraft({
    subject,
    metric: 'contract.nulls',
    severity: column.severity,
    tolerance: column.nulls,
    counted: rows,
    total: rows,
    message: `${name}: no values, and any number may be missing`,
    evidence: { expected: 'any number of missing values', computed: 'missing values ÷ rows' },
  });
}

const breakWords: Readonly<Record<string, readonly [singular: string, plural: string]>> = {
  'contract.nulls': ['has no value', 'have no value'],
  'contract.type': ['is of another type', 'are of another type'],
  'contract.finite': ['is NaN or infinite', 'are NaN or infinite'],
  'contract.range': ['is out of range', 'are out of range'],
  'contract.length': ['has another length', 'have another length'],
  'contract.pattern': ['does not match the pattern', 'do not match the pattern'],
  'contract.allowed': ['is not allowed', 'are not allowed'],
};

const fixWords: Readonly<Record<string, string>> = {
  'contract.nulls': 'Find out why the source leaves it empty; if gaps are normal, set nulls: to the share that is fine',
  'contract.type':
    'Look at the examples: a changed format or shifted fields; if texts like NA mean missing, list them in null_values:',
  'contract.finite':
    'Look for a division by zero or a failed join where the column is made; if they are meant, set finite: false',
  'contract.range':
    'Look for a changed unit (percent against share, cents against dollars); if the range has grown, widen min and max',
  'contract.length': 'Look for cut off or padded text',
  'contract.pattern': 'Look for a changed format where the data is made',
  'contract.allowed': 'Look for a new or misspelt category; if it is meant, add it to the list',
};

function uniqueDraft(subject: Subject, { name, column }: PlannedColumn, counts: MeasuredColumn): Draft {
  const surplus = repeatedValues(column, counts);
  const total = (counts.distinct ?? 0) + surplus;
  return shareDraft({
    subject,
    metric: 'contract.unique',
    severity: column.severity,
    tolerance: 0,
    counted: surplus,
    total,
    message:
      total === 0
        ? `${name}: no value of its type`
        : surplus === 0
          ? `${name}: no value comes twice`
          : `${name}: ${count(surplus, 'value')} ${surplus === 1 ? 'repeats' : 'repeat'} an earlier one`,
    evidence: {
      expected: 'every value once',
      ...(surplus > 0 ? { fix: 'See whether a batch was delivered twice' } : {}),
      computed: '(values − different values) ÷ values',
    },
  });
}

/** Only files of formats that know types can disagree about one. */
function typeChange(subject: Subject, planned: PlannedColumn): Draft[] {
  const { name, stored } = planned;
  if (stored.length < 2) return [];
  const families = storageFamilies(planned);
  return [
    {
      subject,
      metric: 'contract.type_change',
      value: Math.max(0, families.size - 1),
      threshold: { warning: '> 0' },
      message: families.size > 1 ? `${name}: the type changes between files` : `${name}: stored alike in all files`,
      evidence: {
        expected: 'the same type in every file',
        observed: stored
          .map(({ file, physical }) => `${file}: ${physical}`)
          .slice(0, listedNames)
          .join(', '),
        computed: 'different types − 1',
        fix: 'Have every file written by the same schema',
      },
    },
  ];
}
