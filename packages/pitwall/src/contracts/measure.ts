import { durationMilliseconds } from '../core/duration.ts';
import type { Row } from '../data/engine.ts';
import { scanWhole } from '../data/open.ts';
import type { Unreadable } from '../data/table.ts';
import { isOrdered } from '../data/types.ts';
import type { CellRule } from './cell-rules.ts';
import type { Column } from './config.ts';
import { type Plan, type PlannedColumn, recordHash, storedColumns, typedPart } from './plan.ts';

export interface MeasuredColumn {
  /** Rows of the files that have the column. */
  readonly rows: number;
  readonly present: number;
  /** How many cells break each rule, in the order of the plan. */
  readonly broken: readonly number[];
  /** Cells that break a rule about the value; each once. */
  readonly invalid: number;
  readonly minimum: string | null;
  readonly maximum: string | null;
  /** Different values, where the contract asks for unique ones. */
  readonly distinct: number | null;
}

/** Sufficient statistics of one contract on one table: all that the judgement needs, none of the rows. */
export interface Measured {
  readonly rows: number;
  /** Rows of each part. */
  readonly partRows: readonly number[];
  readonly columns: readonly MeasuredColumn[];
  /** How many rows break each rule, in the order of the plan; null where it could not be asked. */
  readonly rules: readonly (number | null)[];
  readonly key: { readonly present: number; readonly distinct: number } | null;
  readonly distinctRecords: number | null;
  /** Milliseconds since 1970 of the newest value that is not after now, and how many are. */
  readonly newest: { readonly at: number | null; readonly later: number } | null;
  readonly steps: { readonly present: number; readonly first: number | null; readonly last: number | null } | null;
  readonly unreadable: Unreadable;
}

/** Wider data is measured in several scans, so that no query grows without bound. */
const columnsPerScan = 400;

export async function measureContract(plan: Plan, now: Date): Promise<Measured> {
  const row = await scanWhole(plan.table, async () => {
    const answers: Row[] = [];
    for (let start = 0; start < Math.max(1, plan.columns.length); start += columnsPerScan) {
      const columns = plan.columns.slice(start, start + columnsPerScan);
      const aggregates = [
        ...(start === 0 ? tableAggregates(plan, now) : []),
        ...columns.flatMap((column) => columnAggregates(plan, column)),
      ];
      answers.push(
        ...(await plan.table.engine.query(
          `SELECT ${aggregates.join(',\n')} FROM (${typedTable(plan, columns, start === 0)})`,
        )),
      );
    }
    return Object.assign({}, ...answers) as Row;
  });
  return { ...readMeasured(plan, row), unreadable: await plan.table.unreadable() };
}

/** The first scan also answers what is asked of the table as a whole. */
function typedTable(plan: Plan, columns: readonly PlannedColumn[], first: boolean): string {
  const { dialect } = plan.table.engine;
  const named = first ? new Set([...columns.map(({ name }) => name), ...tableColumns(plan)]) : undefined;
  const needed = named ? plan.columns.filter(({ name }) => named.has(name)) : columns;
  return plan.table.parts
    .map((part, index) => {
      const hash =
        first && plan.contract.duplicates !== undefined ? [`${recordHash(plan, part, dialect)} AS record`] : [];
      return typedPart(plan, part, part.scan, [`${index} AS part`, ...hash], needed);
    })
    .join('\nUNION ALL\n');
}

function tableColumns({ contract, rules }: Plan): string[] {
  const { key, freshness, series } = contract;
  return [
    ...rules.flatMap(({ columns }) => columns),
    ...(key ?? []),
    ...[freshness?.column, series?.column].filter((name) => name !== undefined),
  ];
}

function tableAggregates(plan: Plan, now: Date): string[] {
  const { dialect } = plan.table.engine;
  const { contract, columns, rules } = plan;
  const aggregates = [
    'count(*) AS n',
    ...plan.table.parts.map((_, index) => `${dialect.countIf(`part = ${index}`)} AS part${index}`),
  ];
  rules.forEach((rule, index) => {
    if (rule.missing.length === 0) aggregates.push(`${dialect.countIf(rule.broken)} AS rule${index}`);
  });
  const key = keyColumns(plan);
  if (key) {
    const whole = key.map(({ typed }) => `${typed} IS NOT NULL`).join(' AND ');
    aggregates.push(`${dialect.countIf(whole)} AS key_present`);
    aggregates.push(
      `${dialect.countDistinct(`CASE WHEN ${whole} THEN ${dialect.hash(key.map(({ typed }) => typed))} END`)} AS key_distinct`,
    );
  }
  if (contract.duplicates !== undefined) aggregates.push(`${dialect.countDistinct('record')} AS records`);
  const fresh = foundColumn(columns, contract.freshness?.column);
  if (fresh) {
    const epoch = dialect.epoch(fresh.typed);
    aggregates.push(`max(CASE WHEN ${epoch} <= ${now.getTime()} THEN ${epoch} END) AS newest`);
    aggregates.push(`${dialect.countIf(`${epoch} > ${now.getTime()}`)} AS later`);
  }
  const series = foundColumn(columns, contract.series?.column);
  if (series && contract.series) {
    const step = dialect.step(series.typed, series.column.type, stepSize(contract.series.every));
    aggregates.push(
      `${dialect.countDistinct(step)} AS steps`,
      `min(${step}) AS first_step`,
      `max(${step}) AS last_step`,
    );
  }
  return aggregates;
}

function columnAggregates(plan: Plan, column: PlannedColumn): string[] {
  const { dialect } = plan.table.engine;
  if (!column.found) return [];
  const { present, typed, rules, invalid } = column;
  const aggregates = [`${dialect.countIf(present)} AS n_${present}`, `count(${typed}) AS t_${present}`];
  rules.forEach((rule, index) => {
    if (!isCounted(rule)) aggregates.push(`${dialect.countIf(rule.broken)} AS b${index}_${present}`);
  });
  if (!excludeEachOther(rules)) aggregates.push(`${dialect.countIf(invalid)} AS i_${present}`);
  // the smallest and largest text say little, and cost as much as all rules of a column
  if (isOrdered(column.column.type)) {
    const comparable =
      column.column.type === 'number' ? `CASE WHEN ${dialect.isFinite(typed)} THEN ${typed} END` : typed;
    aggregates.push(
      `CAST(min(${comparable}) AS VARCHAR) AS min_${present}`,
      `CAST(max(${comparable}) AS VARCHAR) AS max_${present}`,
    );
  }
  if (column.column.unique)
    aggregates.push(
      `${dialect.countDistinct(`CASE WHEN ${typed} IS NOT NULL THEN ${dialect.hash([typed])} END`)} AS d_${present}`,
    );
  return aggregates;
}

/** Rules whose breaches follow from how many values there are, and of the right type: one count less in every scan. */
const isCounted = ({ metric }: CellRule): boolean => metric === 'contract.nulls' || metric === 'contract.type';

/** Whether no value breaks two rules: one of the wrong type breaks no other, and one that is not finite is not out of range. */
function excludeEachOther(rules: readonly CellRule[]): boolean {
  const others = rules.filter((rule) => !isCounted(rule)).map(({ metric }) => metric);
  return others.length < 2 || others.every((metric) => metric === 'contract.finite' || metric === 'contract.range');
}

/** Values of the right type beyond the first of each. */
export function repeatedValues(column: Column, { present, broken, distinct }: MeasuredColumn): number {
  const wrongType = broken[column.nulls < 1 ? 1 : 0] ?? 0;
  return distinct === null ? 0 : present - wrongType - distinct;
}

/** Undefined where the contract has no key or the data lacks one of its columns. */
export function keyColumns(plan: Plan): PlannedColumn[] | undefined {
  const columns = plan.contract.key?.map((name) => foundColumn(plan.columns, name));
  return columns?.every((column) => column !== undefined) ? columns : undefined;
}

export function foundColumn(columns: readonly PlannedColumn[], name: string | undefined): PlannedColumn | undefined {
  return columns.find((column) => column.name === name && column.found);
}

/** When the newest of the files was changed, at the latest now; null where the rows were in memory. */
export function newestFile({ table }: Plan, now: Date): number | null {
  const times = table.files.map(({ modified }) => Math.min(modified.getTime(), now.getTime()));
  return times.length === 0 ? null : Math.max(...times);
}

export const stepSize = (every: string | number): number =>
  typeof every === 'number' ? every : durationMilliseconds(every);

function readMeasured(plan: Plan, row: Row): Omit<Measured, 'unreadable'> {
  const number = (name: string): number => Number(row[name] ?? 0);
  const nullable = (name: string): number | null =>
    row[name] === null || row[name] === undefined ? null : Number(row[name]);
  const partRows = plan.table.parts.map((_, index) => number(`part${index}`));
  const stored = plan.table.parts.map(storedColumns);
  return {
    rows: number('n'),
    partRows,
    columns: plan.columns.map((column) =>
      readColumn(
        column,
        row,
        partRows.reduce((sum, rows, index) => (stored[index]?.has(column.name) ? sum + rows : sum), 0),
      ),
    ),
    rules: plan.rules.map((_, index) => nullable(`rule${index}`)),
    key: 'key_present' in row ? { present: number('key_present'), distinct: number('key_distinct') } : null,
    distinctRecords: nullable('records'),
    newest: 'newest' in row ? { at: nullable('newest'), later: number('later') } : null,
    steps:
      'steps' in row ? { present: number('steps'), first: nullable('first_step'), last: nullable('last_step') } : null,
  };
}

/** `rows` are those of the parts that have the column. */
function readColumn({ present: id, rules }: PlannedColumn, row: Row, rows: number): MeasuredColumn {
  const number = (name: string): number => Number(row[`${name}_${id}`] ?? 0);
  const text = (name: string): string | null => (row[`${name}_${id}`] == null ? null : String(row[`${name}_${id}`]));
  const present = number('n');
  const broken = rules.map((rule, index) => {
    if (rule.metric === 'contract.nulls') return rows - present;
    return rule.metric === 'contract.type' ? present - number('t') : number(`b${index}`);
  });
  const aboutValue = broken.filter((_, index) => rules[index]?.aboutValue);
  return {
    rows,
    present,
    broken,
    invalid: excludeEachOther(rules) ? aboutValue.reduce((sum, count) => sum + count, 0) : number('i'),
    minimum: text('min'),
    maximum: text('max'),
    distinct: text('d') === null ? null : number('d'),
  };
}
