import type { Column, ColumnType } from '../config.ts';
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
} from './change.ts';
import { edgeChanges } from './edge.ts';

export function* columnChanges(where: string, before: Column, after: Column): Generator<ContractChange> {
  yield* rewording(`${where}.description`, before.description, after.description);
  yield* typeChanges(`${where}.type`, before, after);
  yield* promise(
    `${where}.required`,
    before.required,
    after.required,
    'the column is there',
    'data without this column',
  );
  yield* atMost(`${where}.nulls`, 'share of missing values', before.nulls, after.nulls, 'more missing values');
  // Rules for values of two unlike types cannot be compared; the change of type has been said.
  if (family(before.type) === family(after.type)) yield* valueChanges(where, before, after);
  yield* promise(`${where}.unique`, before.unique, after.unique, 'no value comes twice', 'a value twice');
  yield* atMost(
    `${where}.tolerance`,
    'share of values that may break the rules',
    before.tolerance,
    after.tolerance,
    'more values that break the rules of this column',
  );
  yield* severityChanges(`${where}.severity`, before, after);
}

function* valueChanges(where: string, before: Column, after: Column): Generator<ContractChange> {
  yield* edgeChanges(where, 'lower', before, after);
  yield* edgeChanges(where, 'upper', before, after);
  yield* finiteChanges(`${where}.finite`, before, after);
  yield* atLeast(`${where}.length.min`, 'characters', before.length?.min, after.length?.min, 'shorter texts');
  yield* atMost(`${where}.length.max`, 'characters', before.length?.max, after.length?.max, 'longer texts');
  yield* patternChanges(`${where}.pattern`, before.pattern, after.pattern);
  yield* allowedChanges(`${where}.in`, before.in, after.in);
  yield* forbiddenChanges(`${where}.not_in`, before.not_in ?? [], after.not_in ?? []);
}

/** Only numbers can be NaN or infinite. */
function* finiteChanges(where: string, before: Column, after: Column): Generator<ContractChange> {
  if (before.finite === after.finite) return;
  const what = `finite was ${before.finite}, now ${after.finite}`;
  const hasRange = [after.min, after.max, after.above, after.below].some((bound) => bound !== undefined);
  if (before.type !== 'number' || after.type !== 'number') yield compatible(where, what);
  else if (after.finite) yield breaking(where, what);
  else if (before.tolerance > 0 && hasRange) {
    yield breaking(where, what, 'infinity that the tolerance let through can now be out of range');
  } else yield loosened(where, what, 'NaN or infinity');
}

function* typeChanges(where: string, before: Column, after: Column): Generator<ContractChange> {
  if (before.type === after.type) return;
  const what = `the type was ${before.type}, now ${after.type}`;
  if (family(before.type) === 'text' && family(after.type) === 'text') yield compatible(where, what);
  else if (before.type !== 'integer' || after.type !== 'number') {
    yield breaking(where, what, `readers meet another type, and ${canFail}`);
  } else if (before.tolerance > 0) {
    yield breaking(where, what, 'fractions that the tolerance let through can now break another rule');
  } else yield loosened(where, what, after.finite ? 'fractions' : 'fractions, NaN and infinity');
}

function family(type: ColumnType): string {
  if (type === 'string' || type === 'category') return 'text';
  return type === 'integer' ? 'number' : type;
}

function* patternChanges(
  where: string,
  before: string | undefined,
  after: string | undefined,
): Generator<ContractChange> {
  if (before === after) return;
  const what = `the pattern was ${say(before)}, now ${say(after)}`;
  if (after === undefined) yield loosened(where, what, 'texts of another form');
  else yield breaking(where, what);
}

type Values = readonly (string | number | boolean)[];

function* allowedChanges(
  where: string,
  before: Values | undefined,
  after: Values | undefined,
): Generator<ContractChange> {
  if (before === undefined && after === undefined) return;
  if (after === undefined)
    return yield loosened(where, `the only values were ${say(before)}, now any value is fine`, 'other values');
  if (before === undefined) return yield breaking(where, `any value was fine, now only ${say(after)}`);
  const gone = before.filter((value) => !after.includes(value));
  const added = after.filter((value) => !before.includes(value));
  if (gone.length > 0) yield breaking(where, `no longer fine: ${say(gone)}`);
  if (added.length > 0) yield loosened(where, `newly fine: ${say(added)}`, 'the new values');
}

function* forbiddenChanges(where: string, before: Values, after: Values): Generator<ContractChange> {
  const added = after.filter((value) => !before.includes(value));
  const gone = before.filter((value) => !after.includes(value));
  if (added.length > 0) yield breaking(where, `newly forbidden: ${say(added)}`);
  if (gone.length > 0) yield loosened(where, `no longer forbidden: ${say(gone)}`, 'these values');
}
