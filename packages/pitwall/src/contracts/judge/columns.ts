import type { Measured } from '../measure.ts';
import type { Plan, PlannedColumn } from '../plan.ts';
import { columnSubject, count, type Draft, type JudgeContext, nameList } from './draft.ts';

/** Are the columns of the contract there, and no others? */
export function judgeColumnNames(plan: Plan, { rows }: Measured, { dataset }: JudgeContext): Draft[] {
  if (plan.columns.length === 0) return [];
  if (rows === 0 && plan.table.parts.every(({ columns }) => columns.length === 0)) {
    return [
      {
        metric: 'contract.columns',
        value: null,
        reason: 'there are no rows, and only rows tell which columns there are',
        threshold: { alert: '> 0' },
        message: 'the columns could not be looked for',
        evidence: { expected: nameList(plan.columns.map(({ name }) => name)) },
      },
    ];
  }
  const required = plan.columns.filter(({ column }) => column.required);
  const missing = required.filter((column) => !column.found || column.absent.length > 0);
  return [
    ...(missing.length > 0
      ? missing.map((column) => missingColumn(plan, column, dataset))
      : [nothingMissing(required.length)]),
    extraColumns(plan),
  ];
}

/** Found in no file, or not in all of them; rows in memory count as one file. */
function missingColumn({ table }: Plan, { name, column, found, absent }: PlannedColumn, dataset: string): Draft {
  const files = Math.max(1, absent.length);
  return {
    subject: columnSubject(dataset, name),
    metric: 'contract.columns',
    value: files,
    threshold: { [column.severity]: '> 0' },
    message: found ? `the column ${name} is missing from ${count(files, 'file')}` : `the column ${name} is missing`,
    evidence: {
      expected: `a column ${name} (${column.type})`,
      observed: found
        ? `no such column in ${nameList(absent)}`
        : `columns ${nameList(table.parts[0]?.columns.map((stored) => stored.name) ?? [])}`,
      computed: 'files that lack the column',
      fix: 'See whether it was renamed or dropped where the data is made; if that is meant, change the contract',
    },
  };
}

function nothingMissing(required: number): Draft {
  return {
    metric: 'contract.columns',
    value: 0,
    threshold: { alert: '> 0' },
    message:
      required === 0
        ? 'no column is required'
        : required === 1
          ? 'the required column is there'
          : `all ${count(required, 'required column')} are there`,
    evidence: { computed: 'required columns of the contract that a file lacks' },
  };
}

function extraColumns({ contract, extra }: Plan): Draft {
  return {
    metric: 'contract.extra_columns',
    value: extra.length,
    threshold: { [contract.strict ? 'alert' : 'warning']: '> 0' },
    message:
      extra.length === 0
        ? 'no column that the contract does not name'
        : `${count(extra.length, 'column')} not in the contract: ${nameList(extra)}`,
    evidence: {
      count: extra.length,
      expected: 'only the columns of the contract',
      observed: nameList(extra) || 'none',
      fix: 'Add them to the contract, or drop them where the data is made',
    },
  };
}
