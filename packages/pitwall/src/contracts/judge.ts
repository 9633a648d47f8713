import { type Evidence, type Finding, formatSubject, type Subject, type Threshold } from '@pitwall/sdk';
import { formatDuration, durationMilliseconds } from '../core/duration.ts';
import { grade } from '../core/grade.ts';
import type { Storage } from '../data/table.ts';
import { formatShare } from './cell-rules.ts';
import type { Rule } from './config.ts';
import type { MeasuredColumn, Measured } from './measure.ts';
import { keyColumns, repeatedValues, stepSize } from './measure.ts';
import type { Plan, PlannedColumn, PlannedRule } from './plan.ts';

export interface JudgeContext {
  readonly dataset: string;
  readonly now: Date;
}

interface Draft {
  readonly subject?: Subject;
  readonly metric: string;
  readonly value: number | null;
  readonly threshold: Threshold;
  readonly message: string;
  readonly reason?: string;
  readonly evidence: Evidence;
}

/** From counts to findings: pure, so that the same counts give the same verdict in every place. */
export function judgeContract(plan: Plan, measured: Measured, context: JudgeContext): Finding[] {
  const drafts: Draft[] = [
    ...judgeRows(plan, measured),
    ...judgeReadable(measured),
    ...judgeColumnNames(plan, measured, context),
    ...judgeKey(plan, measured),
    ...judgeDuplicates(plan, measured),
    ...judgeFreshness(plan, measured, context),
    ...judgeSeries(plan, measured),
    ...plan.columns.flatMap((column, index) => {
      const counts = measured.columns[index];
      return counts && column.found ? judgeColumn(column, counts, measured, context) : [];
    }),
    ...plan.rules.map((rule, index) => judgeRule(rule, measured.rules[index] ?? null, measured, context)),
  ];
  const dataset = formatSubject({ kind: 'dataset', name: context.dataset });
  return drafts.map((draft) => toFinding(draft, dataset, context.now));
}

function toFinding({ subject, metric, value, threshold, message, reason, evidence }: Draft, dataset: Subject, now: Date): Finding {
  const graded = grade(threshold, { value });
  const why = value === null ? (reason ?? graded.reason) : graded.reason;
  return {
    subject: subject ?? dataset,
    metric,
    value,
    threshold,
    status: graded.status,
    message,
    ...(why === undefined ? {} : { reason: why }),
    evidence,
    at: now.toISOString(),
  };
}

const count = (number: number, noun: string): string => `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;

/** What is counted as broken, judged by its share. */
function shareDraft(
  draft: Omit<Draft, 'value' | 'threshold'> & { severity: 'warning' | 'alert'; tolerance: number; counted: number; total: number },
): Draft {
  const { severity, tolerance, counted, total, evidence, ...rest } = draft;
  return {
    ...rest,
    value: total === 0 ? null : counted / total,
    ...(total === 0 ? { reason: 'there is nothing to judge' } : {}),
    threshold: { [severity]: `> ${tolerance}` },
    evidence: { count: counted, total, ...evidence },
  };
}

function judgeRows({ contract }: Plan, { rows }: Measured): Draft[] {
  const { min = 1, max } = contract.rows ?? {};
  const expected = max === undefined ? `at least ${count(min, 'row')}` : `${min} to ${max} rows`;
  const drafts: Draft[] = [];
  const shared = {
    metric: 'contract.rows',
    value: rows,
    message: `${count(rows, 'row')}, expected ${expected}`,
    evidence: { expected, observed: count(rows, 'row'), fix: 'See whether the file is complete and is the right one' },
  };
  const low = rows < min;
  drafts.push({ ...shared, threshold: { alert: max !== undefined && !low ? `> ${max}` : `< ${min}` } });
  return drafts;
}

function judgeReadable({ rows, unreadable }: Measured): Draft[] {
  const { count: bad, first } = unreadable;
  return [
    shareDraft({
      metric: 'contract.readable',
      severity: 'alert',
      tolerance: 0,
      counted: bad,
      total: rows + bad,
      message: bad === 0 ? 'every record could be read' : `${count(bad, 'record')} could not be read`,
      evidence: {
        expected: 'records with as many fields as the header',
        examples: first.map(({ file, line, text, problem }) => ({
          file,
          ...(line === undefined ? {} : { line }),
          value: shorten(text),
          rule: problem,
        })),
        fix: 'Look at these lines: a delimiter or a quote inside a field has to be quoted',
      },
    }),
  ];
}

function judgeColumnNames(plan: Plan, measured: Measured, { dataset }: JudgeContext): Draft[] {
  const { contract, columns, extra, table } = plan;
  const drafts: Draft[] = [];
  const lacking = columns.map((column) => ({ column, files: filesWithout(plan, column.name) }));
  const missing = lacking.filter(({ column, files }) => column.column.required && files.length > 0);
  for (const { column, files } of missing) {
    const everywhere = files.length === table.files.length;
    drafts.push({
      subject: columnSubject(dataset, column.name),
      metric: 'contract.columns',
      value: files.length,
      threshold: { [column.column.severity]: '> 0' },
      message: everywhere ? `the column ${column.name} is missing` : `the column ${column.name} is missing from ${count(files.length, 'file')}`,
      evidence: {
        expected: `a column ${column.name} (${column.column.type})`,
        observed: everywhere ? `columns ${nameList(table.parts[0]?.columns.map(({ name }) => name) ?? [])}` : `no such column in ${nameList(files)}`,
        fix: 'See whether it was renamed or dropped where the data is made; if that is meant, change the contract',
      },
    });
  }
  if (missing.length === 0 && columns.length > 0) {
    drafts.push({
      metric: 'contract.columns',
      value: 0,
      threshold: { alert: '> 0' },
      message: `all ${count(columns.filter(({ column }) => column.required).length, 'required column')} are there`,
      evidence: { computed: 'required columns of the contract that a file lacks' },
    });
  }
  if (columns.length > 0) {
    drafts.push({
      metric: 'contract.extra_columns',
      value: extra.length,
      threshold: { [contract.strict ? 'alert' : 'warning']: '> 0' },
      message: extra.length === 0 ? 'no column that the contract does not name' : `${count(extra.length, 'column')} not in the contract: ${nameList(extra)}`,
      evidence: {
        count: extra.length,
        expected: 'only the columns of the contract',
        observed: nameList(extra) || 'none',
        fix: 'Add them to the contract, or drop them where the data is made',
      },
    });
  }
  if (measured.rows === 0) {
    drafts.push({
      metric: 'contract.values',
      value: null,
      reason: 'there are no rows',
      threshold: { alert: '> 0' },
      message: 'the values could not be judged',
      evidence: {},
    });
  }
  return drafts;
}

function filesWithout({ table }: Plan, name: string): string[] {
  return table.parts.flatMap((part) => (part.columns.some((column) => column.name === name) ? [] : part.files.map(({ path }) => path)));
}

export const columnSubject = (dataset: string, column: string): Subject =>
  formatSubject({ kind: 'dataset', name: dataset }, { kind: 'column', name: column });

const ruleName = (rule: Rule): string => rule.name ?? rule.expect;

export const ruleSubject = (dataset: string, rule: Rule): Subject =>
  formatSubject({ kind: 'dataset', name: dataset }, { kind: 'rule', name: ruleName(rule) });

const listedNames = 8;

function nameList(names: readonly string[]): string {
  const shown = names.slice(0, listedNames).map((name) => shorten(name)).join(', ');
  return names.length > listedNames ? `${shown} and ${names.length - listedNames} more` : shown;
}

const longestValue = 120;

export function shorten(text: string): string {
  const characters = [...text];
  return characters.length > longestValue ? `${characters.slice(0, longestValue - 1).join('')}…` : text;
}

function judgeColumn(planned: PlannedColumn, counts: MeasuredColumn, measured: Measured, { dataset }: JudgeContext): Draft[] {
  const { name, column, rules } = planned;
  if (measured.rows === 0) return [];
  const subject = columnSubject(dataset, name);
  const drafts = rules.map((rule, index): Draft => {
    const broken = counts.broken[index] ?? 0;
    const total = rule.aboutValue ? counts.present : counts.rows;
    const share = total === 0 ? '' : ` (${formatShare(broken / total)})`;
    const noun = rule.aboutValue ? 'value' : 'row';
    return shareDraft({
      subject,
      metric: rule.metric,
      severity: column.severity,
      tolerance: rule.tolerance,
      counted: broken,
      total,
      message: broken === 0 ? `${name}: ${rule.expected}` : `${name}: ${count(broken, noun)} of ${total.toLocaleString('en-US')}${share} ${breakWords[rule.metric] ?? 'break a rule'}`,
      evidence: {
        expected: rule.tolerance > 0 && rule.aboutValue ? `${rule.expected}, in all but ${formatShare(rule.tolerance)}` : rule.expected,
        ...(rule.metric === 'contract.range' && counts.minimum !== null ? { observed: `${counts.minimum} to ${counts.maximum}` } : {}),
        ...(broken > 0 ? { fix: fixWords[rule.metric] ?? 'Look at the examples' } : {}),
        computed: rule.aboutValue ? 'values that break the rule ÷ values that are there' : 'missing values ÷ rows',
      },
    });
  });
  if (column.unique) drafts.push(uniqueDraft(subject, planned, counts));
  const storages = storageFamilies(planned);
  if (storages) drafts.push({ subject, ...storages });
  return counts.present === 0 ? drafts.filter(({ metric }) => metric === 'contract.nulls' || metric === 'contract.type') : drafts;

  function storageFamilies({ stored }: PlannedColumn): Omit<Draft, 'subject'> | undefined {
    const families = new Set(stored.map(({ storage }) => storageFamily(storage)));
    if (stored.length < 2) return undefined;
    return {
      metric: 'contract.type_change',
      value: families.size - 1,
      threshold: { warning: '> 0' },
      message: families.size === 1 ? `${name}: stored alike in all files` : `${name}: the type changes between files`,
      evidence: {
        expected: 'the same type in every file',
        observed: stored.map(({ file, physical }) => `${file}: ${physical}`).slice(0, listedNames).join(', '),
        fix: 'Have every file written by the same schema',
      },
    };
  }
}

/** Integers with gaps are often stored as floats: that is not a change worth a word. */
function storageFamily(storage: Storage): string {
  return storage === 'integer' || storage === 'float' || storage === 'decimal' ? 'number' : storage;
}

const breakWords: Readonly<Record<string, string>> = {
  'contract.nulls': 'have no value',
  'contract.type': 'are of another type',
  'contract.finite': 'are NaN or infinite',
  'contract.range': 'are out of range',
  'contract.length': 'have another length',
  'contract.pattern': 'do not match the pattern',
  'contract.allowed': 'are not allowed',
};

const fixWords: Readonly<Record<string, string>> = {
  'contract.nulls': 'Find out why the source leaves it empty; if gaps are normal, set nulls: to the share that is fine',
  'contract.type': 'Look at the examples: a changed format or shifted fields; if texts like NA mean missing, list them in null_values:',
  'contract.finite': 'Look for a division by zero or a failed join where the column is made; if they are meant, set finite: false',
  'contract.range': 'Look for a changed unit (percent against share, cents against dollars); if the range has grown, widen min and max',
  'contract.length': 'Look for cut off or padded text',
  'contract.pattern': 'Look for a changed format where the data is made',
  'contract.allowed': 'Look for a new or misspelt category; if it is meant, add it to the list',
};

function uniqueDraft(subject: Subject, { name, column }: PlannedColumn, counts: MeasuredColumn): Draft {
  const surplus = repeatedValues(column, counts);
  return shareDraft({
    subject,
    metric: 'contract.unique',
    severity: column.severity,
    tolerance: 0,
    counted: surplus,
    total: (counts.distinct ?? 0) + surplus,
    message: surplus === 0 ? `${name}: no value comes twice` : `${name}: ${count(surplus, 'value')} repeat${surplus === 1 ? 's' : ''} an earlier one`,
    evidence: {
      expected: 'every value once',
      ...(surplus > 0 ? { fix: 'See whether a batch was delivered twice' } : {}),
      computed: '(values − different values) ÷ values',
    },
  });
}

function judgeKey(plan: Plan, { key, rows }: Measured): Draft[] {
  const names = plan.contract.key;
  if (!names || rows === 0) return [];
  const words = names.join(' + ');
  const draft = { metric: 'contract.key', severity: 'alert', tolerance: 0 } as const;
  if (!keyColumns(plan) || !key) {
    const missing = names.filter((name) => !plan.columns.some((column) => column.name === name && column.found));
    return [
      {
        metric: 'contract.key',
        value: null,
        reason: `the key needs ${nameList(missing)}, which the data does not have`,
        threshold: { alert: '> 0' },
        message: `the key ${words} could not be checked`,
        evidence: { expected: `no two rows with the same ${words}` },
      },
    ];
  }
  const surplus = key.present - key.distinct;
  return [
    shareDraft({
      ...draft,
      counted: surplus,
      total: key.present,
      message: surplus === 0 ? `${words} names each row` : `${count(surplus, 'row')} repeat${surplus === 1 ? 's' : ''} the key ${words} of an earlier row`,
      evidence: {
        expected: `no two rows with the same ${words}`,
        ...(surplus > 0 ? { fix: 'See whether a batch was delivered twice; keep the newest row of each key' } : {}),
        computed: '(rows with a whole key − different keys) ÷ rows with a whole key',
      },
    }),
  ];
}

function judgeDuplicates({ contract }: Plan, { rows, distinctRecords }: Measured): Draft[] {
  if (contract.duplicates === undefined || distinctRecords === null || rows === 0) return [];
  const surplus = rows - distinctRecords;
  return [
    shareDraft({
      metric: 'contract.duplicates',
      severity: 'alert',
      tolerance: contract.duplicates,
      counted: surplus,
      total: rows,
      message: surplus === 0 ? 'no row repeats another' : `${count(surplus, 'row')} repeat${surplus === 1 ? 's' : ''} an earlier row in every column`,
      evidence: {
        expected: contract.duplicates === 0 ? 'no repeated rows' : `at most ${formatShare(contract.duplicates)} repeated rows`,
        ...(surplus > 0 ? { fix: 'See whether a batch was delivered twice' } : {}),
        computed: '(rows − different rows) ÷ rows',
      },
    }),
  ];
}

const hour = 3_600_000;

function judgeFreshness({ contract, table, columns }: Plan, { newest, rows }: Measured, { now }: JudgeContext): Draft[] {
  const { freshness } = contract;
  if (!freshness) return [];
  const limit = durationMilliseconds(freshness.within);
  const fromFile = freshness.file === true;
  const at = fromFile ? Math.max(...table.files.map(({ modified }) => modified.getTime())) : (newest?.at ?? null);
  const source = fromFile ? 'the time the file was changed' : `the newest ${freshness.column}`;
  const later = newest?.later ?? 0;
  const found = fromFile || columns.some(({ name, found }) => name === freshness.column && found);
  const age = at === null ? null : now.getTime() - at;
  return [
    {
      metric: 'contract.freshness',
      value: age === null ? null : age / hour,
      threshold: { [freshness.severity]: `> ${limit / hour}` },
      reason: found ? (rows === 0 ? 'there are no rows' : `no value of ${freshness.column} up to now could be read`) : `the data has no column ${freshness.column}`,
      message: age === null || at === null ? 'the age of the data is not known' : `${source} is ${formatDuration(age)} old (${new Date(at).toISOString()}), at most ${freshness.within} is fine`,
      evidence: {
        expected: `${source} at most ${freshness.within} before now`,
        ...(age === null ? {} : { observed: formatDuration(age) }),
        ...(later > 0 ? { count: later } : {}),
        computed: `hours from ${source} to ${now.toISOString()}${later > 0 ? `; ${count(later, 'later value')} not counted` : ''}`,
        fix: 'See whether the feed that delivers the data still runs',
      },
    },
  ];
}

function judgeSeries({ contract, columns }: Plan, { steps, rows }: Measured): Draft[] {
  const { series } = contract;
  if (!series || rows === 0) return [];
  const found = columns.some(({ name, found }) => name === series.column && found);
  const known = steps && steps.first !== null && steps.last !== null;
  const expected = known ? Number(steps.last) - Number(steps.first) + 1 : 0;
  const missing = known ? expected - steps.present : 0;
  const size = stepSize(series.every);
  const words = typeof series.every === 'number' ? `every ${size}` : `every ${series.every}`;
  return [
    {
      metric: 'contract.series',
      value: known ? missing / expected : null,
      reason: found ? `no value of ${series.column} could be read` : `the data has no column ${series.column}`,
      threshold: { [series.severity]: `> ${series.missing}` },
      message: !known ? `gaps in ${series.column} could not be looked for` : missing === 0 ? `${series.column} has a row ${words}` : `${series.column}: ${count(missing, 'step')} of ${expected.toLocaleString('en-US')} without a row`,
      evidence: {
        count: missing,
        total: expected,
        expected: `a row ${words} from the first to the last ${series.column}`,
        ...(missing > 0 ? { fix: 'Fetch the missing stretches again' } : {}),
        computed: 'steps without a row ÷ steps from the first to the last value',
      },
    },
  ];
}

function judgeRule({ rule, missing }: PlannedRule, broken: number | null, { rows }: Measured, { dataset }: JudgeContext): Draft {
  const name = ruleName(rule);
  const subject = ruleSubject(dataset, rule);
  if (missing.length > 0 || rows === 0 || broken === null) {
    return {
      subject,
      metric: 'contract.rule',
      value: null,
      reason: missing.length > 0 ? `the data has no column ${nameList(missing)}` : 'there are no rows',
      threshold: { [rule.severity]: `> ${rule.tolerance}` },
      message: `${name} could not be checked`,
      evidence: { expected: rule.expect },
    };
  }
  return shareDraft({
    subject,
    metric: 'contract.rule',
    severity: rule.severity,
    tolerance: rule.tolerance,
    counted: broken,
    total: rows,
    message: broken === 0 ? `${name} holds` : `${name} does not hold in ${count(broken, 'row')} of ${rows.toLocaleString('en-US')} (${formatShare(broken / rows)})`,
    evidence: {
      expected: rule.expect,
      ...(broken > 0 ? { fix: 'Look at the examples; both columns of a row come from one record of the source' } : {}),
      computed: 'rows where the rule is false ÷ rows; a rule about a missing value is not false',
    },
  });
}
