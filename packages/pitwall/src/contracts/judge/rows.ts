import { formatShare } from '../cell-rules.ts';
import { keyColumns, type Measured } from '../measure.ts';
import type { Plan } from '../plan.ts';
import { count, type Draft, nameList, shareDraft, shorten } from './draft.ts';

/** How many rows there are. */
export function judgeRows({ contract }: Plan, { rows }: Measured): Draft[] {
  const { min = 1, max } = contract.rows ?? {};
  const expected =
    max === undefined ? `at least ${count(min, 'row')}` : min === max ? count(min, 'row') : `${min} to ${max} rows`;
  const isBounded = rows < min || max === undefined;
  return [
    {
      metric: 'contract.rows',
      value: rows,
      threshold: { alert: isBounded ? `< ${min}` : `> ${max}` },
      message: `${count(rows, 'row')}, expected ${expected}`,
      evidence: {
        expected,
        observed: count(rows, 'row'),
        fix: 'See whether the file is complete and is the right one',
      },
    },
  ];
}

/** Records that could not be taken apart into fields. */
export function judgeReadable({ rows, unreadable }: Measured): Draft[] {
  const { count: bad, first } = unreadable;
  const total = rows + bad;
  return [
    shareDraft({
      metric: 'contract.readable',
      severity: 'alert',
      tolerance: 0,
      counted: bad,
      total,
      message:
        total === 0
          ? 'there are no records to read'
          : bad === 0
            ? 'every record could be read'
            : `${count(bad, 'record')} could not be read`,
      evidence: {
        expected: 'records that can be taken apart into the fields of the header',
        examples: first.map(({ file, line, text, problem }) => ({
          file,
          ...(line === undefined ? {} : { line }),
          value: shorten(text),
          rule: problem,
        })),
        fix: first.some(({ problem }) => problem.includes('encoding'))
          ? 'Set encoding: latin-1, which most spreadsheets on Windows write, or convert the file with iconv'
          : 'Look at these lines: a delimiter or a quote inside a field has to be quoted',
      },
    }),
  ];
}

/** No two rows with the same key. */
export function judgeKey(plan: Plan, { key, rows }: Measured): Draft[] {
  const names = plan.contract.key;
  if (!names || rows === 0) return [];
  const words = names.join(' + ');
  const expected = `no two rows with the same ${words}`;
  if (!keyColumns(plan) || !key) {
    const missing = names.filter((name) => !plan.columns.some((column) => column.name === name && column.found));
    return [
      {
        metric: 'contract.key',
        value: null,
        reason: `the key needs ${nameList(missing)}, which the data does not have`,
        threshold: { alert: '> 0' },
        message: `the key ${words} could not be checked`,
        evidence: { expected },
      },
    ];
  }
  const surplus = key.present - key.distinct;
  return [
    shareDraft({
      metric: 'contract.key',
      severity: 'alert',
      tolerance: 0,
      counted: surplus,
      total: key.present,
      message:
        key.present === 0
          ? `no row has a whole key ${words}`
          : surplus === 0
            ? `${words}: no key comes twice`
            : `${count(surplus, 'row')} ${surplus === 1 ? 'repeats' : 'repeat'} the key ${words} of an earlier row`,
      evidence: {
        expected,
        ...(surplus > 0 ? { fix: 'See whether a batch was delivered twice; keep the newest row of each key' } : {}),
        computed: '(rows with a whole key − different keys) ÷ rows with a whole key',
      },
    }),
  ];
}

export function judgeDuplicates({ contract }: Plan, { rows, distinctRecords }: Measured): Draft[] {
  const { duplicates: tolerance } = contract;
  if (tolerance === undefined || distinctRecords === null || rows === 0) return [];
  const surplus = rows - distinctRecords;
  return [
    shareDraft({
      metric: 'contract.duplicates',
      severity: 'alert',
      tolerance,
      counted: surplus,
      total: rows,
      message:
        surplus === 0
          ? 'no row repeats another'
          : `${count(surplus, 'row')} ${surplus === 1 ? 'repeats' : 'repeat'} an earlier row in every column`,
      evidence: {
        expected: tolerance === 0 ? 'no repeated rows' : `at most ${formatShare(tolerance)} repeated rows`,
        ...(surplus > 0 ? { fix: 'See whether a batch was delivered twice' } : {}),
        computed: '(rows − different rows) ÷ rows',
      },
    }),
  ];
}
