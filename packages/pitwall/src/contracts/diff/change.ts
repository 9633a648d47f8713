export interface ContractChange {
  /** `columns.season.max`, `columns["a b"].in`, `key`, `rules` … */
  readonly where: string;
  /**
   * `breaking`: data that passed can now fail, or a promised column is gone or retyped. `loosened`: all that passed
   * still passes, but readers may meet what they never saw. `compatible`: neither.
   *
   * To pass is to break no rule of either severity, so a change of severity is compatible.
   */
  readonly kind: 'breaking' | 'loosened' | 'compatible';
  readonly what: string;
  /** Who notices. */
  readonly affects: string;
}

export const canFail = 'data that passed before can now fail';

export function breaking(where: string, what: string, affects = canFail): ContractChange {
  return { where, kind: 'breaking', what, affects };
}

export function loosened(where: string, what: string, unseen: string): ContractChange {
  return { where, kind: 'loosened', what, affects: `readers may now meet ${unseen}` };
}

export function compatible(where: string, what: string): ContractChange {
  return { where, kind: 'compatible', what, affects: 'nobody: the same data passes' };
}

export interface Severe {
  readonly severity: string;
}

export function* severityChanges(
  where: string,
  before: Severe,
  after: Severe,
  of = 'a broken rule',
): Generator<ContractChange> {
  if (before.severity === after.severity) return;
  const affects = `whoever is told: a finding that was a ${before.severity} is now a ${after.severity}`;
  yield {
    where,
    kind: 'compatible',
    what: `the severity of ${of} was ${before.severity}, now ${after.severity}`,
    affects,
  };
}

export function* rewording(
  where: string,
  before: string | undefined,
  after: string | undefined,
): Generator<ContractChange> {
  if (before !== after) yield compatible(where, `the description was ${say(before)}, now ${say(after)}`);
}

export function* promise(
  where: string,
  before: boolean,
  after: boolean,
  promised: string,
  unseen: string,
): Generator<ContractChange> {
  if (after && !before) yield breaking(where, `newly promised: ${promised}`);
  if (before && !after) yield loosened(where, `no longer promised: ${promised}`, unseen);
}

export function* atMost(
  where: string,
  of: string,
  before = Infinity,
  after = Infinity,
  unseen: string,
): Generator<ContractChange> {
  const what = `the largest ${of} was ${sayLimit(before)}, now ${sayLimit(after)}`;
  if (after < before) yield breaking(where, what);
  if (after > before) yield loosened(where, what, unseen);
}

export function* atLeast(where: string, of: string, before = 0, after = 0, unseen: string): Generator<ContractChange> {
  const what = `the smallest number of ${of} was ${before}, now ${after}`;
  if (after > before) yield breaking(where, what);
  if (after < before) yield loosened(where, what, unseen);
}

const listedAtMost = 8;

/** As it would be written in a contract. */
export function say(value: unknown): string {
  if (value === undefined) return 'none';
  if (!Array.isArray(value)) return JSON.stringify(value);
  const items = value.slice(0, listedAtMost).map((item) => JSON.stringify(item));
  const others = value.length - items.length;
  return `[${items.join(', ')}${others > 0 ? ` and ${others} more` : ''}]`;
}

function sayLimit(limit: number): string {
  return limit === Infinity ? 'without a limit' : String(limit);
}
