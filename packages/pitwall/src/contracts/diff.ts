import { durationMilliseconds } from '../core/duration.ts';
import type { Column, Contract, Rule } from './config.ts';
import {
  atLeast,
  atMost,
  breaking,
  type ContractChange,
  canFail,
  compatible,
  loosened,
  promise,
  rewording,
  say,
  severityChanges,
} from './diff/change.ts';
import { columnChanges } from './diff/column.ts';

export type { ContractChange } from './diff/change.ts';

/**
 * What changes for those who deliver the data and those who read it. When in doubt a change is breaking: neither two
 * patterns nor two steps of a series, for example, can be compared.
 */
export function diffContracts(before: Contract, after: Contract): ContractChange[] {
  return [
    ...rewording('description', before.description, after.description),
    ...keyChanges(before, after),
    ...strictChanges(before, after),
    ...columnsChanges(before, after),
    // Data without rows fails unless the contract says that it is fine.
    ...atLeast('rows.min', 'rows', before.rows?.min ?? 1, after.rows?.min ?? 1, 'fewer rows'),
    ...atMost('rows.max', 'rows', before.rows?.max, after.rows?.max, 'more rows'),
    ...atMost(
      'duplicates',
      'share of repeated rows',
      before.duplicates ?? 1,
      after.duplicates ?? 1,
      'more repeated rows',
    ),
    ...freshnessChanges(before.freshness, after.freshness),
    ...seriesChanges(before.series, after.series),
    ...ruleChanges(before.rules, after.rules),
  ];
}

function* keyChanges({ key: before, columns }: Contract, { key: after }: Contract): Generator<ContractChange> {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  const what = `the key was ${say(before)}, now ${say(after)}`;
  if (!after) return yield loosened('key', what, 'two rows with the same key');
  if (!before) return yield breaking('key', what);
  const added = after.filter((name) => !before.includes(name));
  const isKept = before.every((name) => after.includes(name));
  // Rows that differ in the old key differ in a longer one too, provided that the added columns were always there.
  const isThere = added.every((name) => columnOf(columns, name)?.required);
  if (!isKept || !isThere) yield breaking('key', what);
  else if (added.length > 0) yield loosened('key', what, 'rows that differ only in the added columns');
  else yield compatible('key', what);
}

function* strictChanges(before: Contract, after: Contract): Generator<ContractChange> {
  yield* promise('strict', before.strict, after.strict, 'there are no columns beside those named', 'other columns');
}

function* columnsChanges(before: Contract, after: Contract): Generator<ContractChange> {
  for (const [name, column] of Object.entries(before.columns)) {
    const now = columnOf(after.columns, name);
    if (now) yield* columnChanges(columnPath(name), column, now);
    else yield goneColumn(columnPath(name), column, after.strict);
  }
  for (const [name, column] of Object.entries(after.columns)) {
    if (!columnOf(before.columns, name)) yield newColumn(columnPath(name), column, before.strict);
  }
}

function goneColumn(where: string, { type, required }: Column, isStrict: boolean): ContractChange {
  const what = `the ${required ? 'promised' : 'optional'} ${type} column is no longer in the contract`;
  const fails = isStrict ? `, and ${canFail}` : '';
  if (required) return breaking(where, what, `readers of this column can no longer rely on it${fails}`);
  return isStrict ? breaking(where, what) : loosened(where, what, 'any value in this column');
}

/**
 * An optional column is breaking too, unless the contract was strict: until now data could carry a column of this
 * name with anything in it.
 */
function newColumn(where: string, { type, required }: Column, wasStrict: boolean): ContractChange {
  const what = `the ${required ? 'required' : 'optional'} ${type} column is new`;
  if (required) return breaking(where, what, 'data without this column passed before and now fails');
  if (wasStrict) return loosened(where, what, 'this column');
  return breaking(where, what, 'data that carried a column of this name unchecked can now fail');
}

function* freshnessChanges(before: Contract['freshness'], after: Contract['freshness']): Generator<ContractChange> {
  if (!before && !after) return;
  if (!after) return yield loosened('freshness', 'the data had to be fresh, now it may be of any age', 'older data');
  if (!before) return yield breaking('freshness', `the data could be of any age, now at most ${after.within} old`);
  const [was, now] = [before, after].map(({ column }) =>
    column === undefined ? 'the time of the file' : `the column ${say(column)}`,
  );
  if (was !== now) yield breaking('freshness', `the age came from ${was}, now from ${now}`);
  const [old, recent] = [before, after].map(({ within }) => durationMilliseconds(within));
  const [change] = [...atMost('freshness.within', '', old, recent, 'older data')];
  const what = `the newest value could be ${before.within} old, now ${after.within}`;
  if (change) yield { ...change, what };
  else if (before.within !== after.within) yield compatible('freshness.within', what);
  yield* severityChanges('freshness.severity', before, after);
}

function* seriesChanges(before: Contract['series'], after: Contract['series']): Generator<ContractChange> {
  if (!before && !after) return;
  if (!after) return yield loosened('series', 'the series had to be without gaps, now it may have them', 'gaps');
  if (!before)
    return yield breaking(
      'series',
      `the data could have gaps, now ${say(after.column)} has a row every ${after.every}`,
    );
  if (before.column !== after.column)
    yield breaking('series.column', `the series was ${say(before.column)}, now ${say(after.column)}`);
  if (before.every !== after.every)
    yield breaking('series.every', `a row was due every ${before.every}, now every ${after.every}`);
  yield* atMost('series.missing', 'share of missing steps', before.missing, after.missing, 'more gaps');
  yield* severityChanges('series.severity', before, after);
}

function* ruleChanges(before: readonly Rule[], after: readonly Rule[]): Generator<ContractChange> {
  const [was, now] = [strictest(before), strictest(after)];
  for (const [expect, rule] of was) {
    const other = now.get(expect);
    if (other) yield* ruleChange(rule, other);
    else yield loosened('rules', `the rule ${sayRule(rule)} is gone`, 'rows that break it');
  }
  for (const [expect, rule] of now) {
    if (!was.has(expect)) yield breaking('rules', `the rule ${sayRule(rule)} is new`);
  }
}

/** Of two rules with the same condition the one with less tolerance decides. */
function strictest(rules: readonly Rule[]): Map<string, Rule> {
  const byCondition = new Map<string, Rule>();
  for (const rule of rules) {
    const other = byCondition.get(rule.expect);
    if (!other || rule.tolerance < other.tolerance) byCondition.set(rule.expect, rule);
  }
  return byCondition;
}

function* ruleChange(before: Rule, after: Rule): Generator<ContractChange> {
  if (before.name !== after.name)
    yield compatible('rules', `the rule ${sayRule(before)} is now called ${say(after.name)}`);
  const what = `share of rows that may break ${sayRule(after)}`;
  yield* atMost('rules', what, before.tolerance, after.tolerance, 'more rows that break it');
  yield* severityChanges('rules', before, after, `the rule ${sayRule(after)}`);
}

function sayRule({ expect, name }: Rule): string {
  return name === undefined ? `\`${expect}\`` : `${say(name)} (\`${expect}\`)`;
}

function columnPath(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `columns.${name}` : `columns[${JSON.stringify(name)}]`;
}

/** A column may be called like a property of every object. */
function columnOf(columns: Contract['columns'], name: string): Column | undefined {
  return Object.hasOwn(columns, name) ? columns[name] : undefined;
}
