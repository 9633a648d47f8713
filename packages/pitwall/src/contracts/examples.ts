import { type Example, type Finding, parseSubject } from '@pitwall/sdk';
import { assertUnchanged } from '../data/source.ts';
import { findColumn, type Part } from '../data/table.ts';
import { firstGaps } from './gaps.ts';
import { shorten } from './judge/draft.ts';
import { filesOf, type Plan, typedPart } from './plan.ts';
import { repeatedPlaces, repetitionOf } from './repeated.ts';

/** Examples of one finding. */
const examplesPerFinding = 5;

/** Findings whose examples are looked for in one scan, so that no query grows without bound. */
const findingsPerScan = 400;

interface Wanted {
  readonly finding: Finding;
  /** Columns that it is about. */
  readonly columns: readonly string[];
  readonly broken: string;
  /** What is shown of a row, as SQL, given how a part stores its columns. */
  readonly shown: (part: Part) => string;
  readonly column?: string;
}

/** Only where something is wrong are rows looked at, and only the first of each finding. */
export async function addExamples(plan: Plan, findings: readonly Finding[]): Promise<Finding[]> {
  const failing = findings.filter(
    ({ status, evidence }) => (status === 'alert' || status === 'warning') && !evidence.examples,
  );
  const found = new Map<Finding, Example[]>();
  const wanted = [...wantedOfColumns(plan, failing), ...wantedOfRules(plan, findings, new Set(failing))];
  for (let start = 0; start < wanted.length; start += findingsPerScan) {
    const some = await firstBroken(plan, wanted.slice(start, start + findingsPerScan));
    for (const [finding, examples] of some) found.set(finding, examples);
  }
  for (const finding of failing) {
    const repetition = repetitionOf(plan, finding);
    if (repetition) found.set(finding, await repeatedPlaces(plan, repetition, examplesPerFinding));
    if (finding.metric === 'contract.series') found.set(finding, await firstGaps(plan, examplesPerFinding));
  }
  await assertUnchanged(plan.table.files);
  return findings.map((finding) => {
    const examples = found.get(finding);
    return examples ? { ...finding, evidence: { ...finding.evidence, examples } } : finding;
  });
}

function wantedOfColumns(plan: Plan, findings: readonly Finding[]): Wanted[] {
  const { dialect } = plan.table.engine;
  const columns = new Map(plan.columns.map((planned) => [planned.name, planned]));
  return findings.flatMap((finding) => {
    const { kind, name = '' } = parseSubject(finding.subject)[1] ?? {};
    const planned = kind === 'column' ? columns.get(name) : undefined;
    const rule = planned?.rules.find(({ metric }) => metric === finding.metric);
    if (!planned || !rule) return [];
    return {
      finding,
      columns: [name],
      broken: rule.broken,
      column: planned.name,
      shown: (part) => {
        const stored = findColumn(part, planned.name);
        return stored ? dialect.display(stored.sql, stored.storage) : 'NULL';
      },
    };
  });
}

/** Rules have a finding each, in their order; two rules may have the same words. */
function wantedOfRules(plan: Plan, findings: readonly Finding[], failing: ReadonlySet<Finding>): Wanted[] {
  const { dialect } = plan.table.engine;
  const ofRules = findings.filter(({ metric }) => metric === 'contract.rule');
  return plan.rules.flatMap(({ broken, columns }, index) => {
    const finding = ofRules[index];
    if (!finding || !failing.has(finding)) return [];
    const cell = (part: Part, column: string): string => {
      const stored = findColumn(part, column);
      return `${dialect.text(`${column} = `)}, ${stored ? `coalesce(${dialect.display(stored.sql, stored.storage)}, '(missing)')` : "'(missing)'"}`;
    };
    return {
      finding,
      columns,
      broken,
      shown: (part) => `concat(${columns.map((column) => cell(part, column)).join(", ', ', ")})`,
    };
  });
}

/** One scan of each file, for all findings together, until each has enough. */
async function firstBroken(plan: Plan, wanted: readonly Wanted[]): Promise<Map<Finding, Example[]>> {
  const found = new Map<Finding, Example[]>(wanted.map(({ finding }) => [finding, []]));
  for (const { part, file } of filesOf(plan)) {
    const open = wanted.filter(({ finding }) => (found.get(finding)?.length ?? 0) < examplesPerFinding);
    if (open.length === 0) break;
    // the sign tells an empty text from a missing one, which no aggregate would count
    const shown = open.map(
      (want, index) =>
        `CASE WHEN ${want.shown(part)} IS NULL THEN '' ELSE concat('=', ${want.shown(part)}) END AS s${index}`,
    );
    const picks = open.flatMap(({ broken }, index) => {
      const at = `CASE WHEN ${broken} THEN _row END`;
      return [
        `min(${at}, ${examplesPerFinding}) AS r${index}`,
        `arg_min(s${index}, ${at}, ${examplesPerFinding}) AS e${index}`,
      ];
    });
    const named = new Set(open.flatMap(({ columns }) => columns));
    const needed = plan.columns.filter(({ name }) => named.has(name));
    const [row] = await plan.table.engine.query(
      `SELECT ${picks.join(', ')} FROM (${typedPart(plan, part, part.numbered(file), ['_row', ...shown], needed)})`,
    );
    open.forEach(({ finding, column }, index) => {
      const rows = (row?.[`r${index}`] ?? []) as readonly number[];
      const values = (row?.[`e${index}`] ?? []) as readonly string[];
      const all = found.get(finding) ?? [];
      for (const [at, number] of rows.slice(0, examplesPerFinding - all.length).entries()) {
        const value = values[at] ?? '';
        all.push({
          ...(file ? { file: file.path } : {}),
          row: Number(number),
          ...(column === undefined ? {} : { column }),
          value: value === '' ? null : shorten(value.slice(1)),
        });
      }
    });
  }
  return found;
}
