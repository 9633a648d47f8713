import { type Example, type Finding, parseSubject } from '@pitwall/sdk';
import { assertUnchanged, type SourceFile } from '../data/source.ts';
import { findColumn, type Part } from '../data/table.ts';
import { shorten } from './judge.ts';
import { keyColumns, stepSize } from './measure.ts';
import { type Plan, recordHash, typedPart } from './plan.ts';

/** Examples of one finding. */
const examplesPerFinding = 5;

interface Wanted {
  readonly finding: Finding;
  readonly broken: string;
  /** What is shown of a row, as SQL, given how a part stores its columns. */
  readonly shown: (part: Part) => string;
  readonly column?: string;
}

/** Only where something is wrong are rows looked at, and only the first of each finding. */
export async function addExamples(plan: Plan, findings: readonly Finding[]): Promise<Finding[]> {
  const failing = findings.filter(({ status, evidence }) => (status === 'alert' || status === 'warning') && !evidence.examples);
  const found = new Map<Finding, Example[]>();
  const wanted = failing.flatMap((finding) => wantedExamples(plan, finding) ?? []);
  for (const [finding, examples] of await firstBroken(plan, wanted)) found.set(finding, examples);
  for (const finding of failing) {
    const repeated = repeatedBy(plan, finding);
    if (repeated) found.set(finding, await firstRepeated(plan, repeated));
    if (finding.metric === 'contract.series') found.set(finding, await firstGaps(plan));
  }
  await assertUnchanged(plan.table.files);
  return findings.map((finding) => {
    const examples = found.get(finding);
    return examples ? { ...finding, evidence: { ...finding.evidence, examples } } : finding;
  });
}

function wantedExamples(plan: Plan, finding: Finding): Wanted | undefined {
  const { dialect } = plan.table.engine;
  const name = parseSubject(finding.subject)[1]?.name;
  if (finding.metric === 'contract.rule') {
    const planned = plan.rules.find(({ rule }) => (rule.name ?? rule.expect) === name);
    if (!planned) return undefined;
    return {
      finding,
      broken: planned.broken,
      shown: (part) =>
        `concat(${planned.columns
          .map((column) => {
            const stored = findColumn(part, column);
            return `${dialect.text(`${column} = `)}, ${stored ? dialect.display(stored.sql, stored.storage) : "'missing'"}`;
          })
          .join(", ', ', ")})`,
    };
  }
  const planned = plan.columns.find((column) => column.name === name);
  const rule = planned?.rules.find(({ metric }) => metric === finding.metric);
  if (!planned || !rule) return undefined;
  return {
    finding,
    broken: rule.broken,
    column: planned.name,
    shown: (part) => {
      const stored = findColumn(part, planned.name);
      return stored ? dialect.display(stored.sql, stored.storage) : 'NULL';
    },
  };
}

/** One scan of each file, for all findings together, until each has enough. */
async function firstBroken(plan: Plan, wanted: readonly Wanted[]): Promise<Map<Finding, Example[]>> {
  const found = new Map<Finding, Example[]>(wanted.map(({ finding }) => [finding, []]));
  for (const { part, file } of filesOf(plan)) {
    const open = wanted.filter(({ finding }) => (found.get(finding)?.length ?? 0) < examplesPerFinding);
    if (open.length === 0) break;
    const shown = open.map((want, index) => `${want.shown(part)} AS s${index}`);
    const picks = open.map(
      ({ broken }, index) => `arg_min({'row': _row, 'value': s${index}}, _row, ${examplesPerFinding}) FILTER (WHERE ${broken}) AS e${index}`,
    );
    const [row] = await plan.table.engine.query(`SELECT ${picks.join(', ')} FROM (${typedPart(plan, part, part.numbered(file), ['_row', ...shown])})`);
    open.forEach(({ finding, column }, index) => {
      const examples = (row?.[`e${index}`] ?? []) as readonly { row: number; value: string | null }[];
      const all = found.get(finding) ?? [];
      for (const { row: at, value } of examples.slice(0, examplesPerFinding - all.length)) {
        all.push({ ...(file ? { file: file.path } : {}), row: at, ...(column === undefined ? {} : { column }), value: value === null ? null : shorten(value) });
      }
    });
  }
  return found;
}

/** Rows in memory are one unit without a file. */
export function filesOf(plan: Plan): { part: Part; file: SourceFile | undefined }[] {
  return plan.table.parts.flatMap((part): { part: Part; file: SourceFile | undefined }[] =>
    part.files.length === 0 ? [{ part, file: undefined }] : part.files.map((file) => ({ part, file })),
  );
}

interface Repeated {
  /** What must not come twice, as SQL over the typed columns. */
  readonly identity: string;
  readonly whole: string;
  readonly label: string;
}

function repeatedBy(plan: Plan, finding: Finding): Repeated | undefined {
  const { dialect } = plan.table.engine;
  if (finding.metric === 'contract.key') {
    const key = keyColumns(plan) ?? [];
    return { identity: rowOf(key.map(({ typed }) => typed)), whole: key.map(({ typed }) => `${typed} IS NOT NULL`).join(' AND '), label: plan.contract.key?.join(' + ') ?? '' };
  }
  if (finding.metric === 'contract.unique') {
    const name = parseSubject(finding.subject)[1]?.name;
    const planned = plan.columns.find((column) => column.name === name);
    return planned && { identity: rowOf([planned.typed]), whole: `${planned.typed} IS NOT NULL`, label: planned.name };
  }
  if (finding.metric === 'contract.duplicates') return { identity: dialect.display('record', 'integer'), whole: 'true', label: 'the whole row' };
  return undefined;
}

export const rowOf = (values: readonly string[]): string => `concat_ws(' + ', ${values.map((value) => `CAST(${value} AS VARCHAR)`).join(', ')})`;

/** Rows beyond the first of each identity, with where the first stands. */
async function firstRepeated(plan: Plan, { identity, whole, label }: Repeated): Promise<Example[]> {
  const files = filesOf(plan);
  const rows = numberedRows(plan, identity, whole);
  const repeated = await plan.table.engine.query(`
    WITH seen AS (${rows}),
    first AS (SELECT identity, min(position) AS position FROM seen GROUP BY identity HAVING count(*) > 1)
    SELECT seen.file, seen._row AS row, seen.identity, first.position // ${rowsPerFile} AS first_file, first.position % ${rowsPerFile} AS first_row
    FROM seen JOIN first USING (identity) WHERE seen.position > first.position ORDER BY seen.position LIMIT ${examplesPerFinding}`);
  return repeated.map(({ file, row, identity: value, first_file, first_row }) => {
    const path = files[Number(file)]?.file?.path;
    const elsewhere = first_file === file ? '' : ` of ${files[Number(first_file)]?.file?.path}`;
    return {
      ...(path === undefined ? {} : { file: path }),
      row: Number(row),
      column: label,
      value: label === 'the whole row' ? null : shorten(String(value)),
      rule: `first in row ${first_row}${elsewhere}`,
    };
  });
}

/** Files hold fewer rows than this, so that file and row fit into one number. */
const rowsPerFile = 2 ** 40;

export function numberedRows(plan: Plan, identity: string, whole: string): string {
  const { dialect } = plan.table.engine;
  return filesOf(plan)
    .map(({ part, file }, index) => {
      const typed = typedPart(plan, part, part.numbered(file), ['_row', `${recordHash(plan, part, dialect)} AS record`]);
      return `SELECT ${index} AS file, _row, ${index} * ${rowsPerFile} + _row AS position, ${identity} AS identity FROM (${typed}) WHERE ${whole}`;
    })
    .join(' UNION ALL ');
}

/** Where the first gaps of a series lie. */
async function firstGaps(plan: Plan): Promise<Example[]> {
  const { series } = plan.contract;
  const planned = plan.columns.find(({ name }) => name === series?.column);
  if (!series || !planned) return [];
  const { dialect } = plan.table.engine;
  const size = stepSize(series.every);
  const steps = plan.table.parts
    .map((part) => `SELECT DISTINCT ${dialect.step(planned.typed, planned.column.type, size)} AS step FROM (${typedPart(plan, part, part.scan)})`)
    .join(' UNION ');
  const gaps = await plan.table.engine.query(`
    SELECT step + 1 AS gap_from, following - 1 AS gap_to FROM (SELECT step, lead(step) OVER (ORDER BY step) AS following FROM (${steps}) WHERE step IS NOT NULL)
    WHERE following > step + 1 ORDER BY step LIMIT ${examplesPerFinding}`);
  const show = (step: number): string => (planned.column.type === 'integer' ? String(step * size) : showTime(step * size, size));
  return gaps.map(({ gap_from, gap_to }) => {
    const [from, to] = [show(Number(gap_from)), show(Number(gap_to))];
    return { column: planned.name, value: from === to ? from : `${from} to ${to}`, rule: 'no row' };
  });
}

const day = 86_400_000;

function showTime(milliseconds: number, size: number): string {
  const text = new Date(milliseconds).toISOString();
  return size % day === 0 ? text.slice(0, 10) : text.replace(':00.000Z', 'Z');
}
