import { type ContractInput, freshnessSchema } from '../../config.ts';
import type { Plain } from '../compact.ts';
import type { IgnoredItem } from '../imported.ts';
import { isRecord } from '../parse.ts';
import { customValue } from './quality.ts';
import { asList } from './read-property.ts';
import { terms } from './terms.ts';

interface Names {
  readonly name: string;
  readonly columns: Readonly<Record<string, Plain>>;
  readonly aliases: ReadonlyMap<string, string>;
  /** Of the other schema objects. */
  readonly others: readonly string[];
}

interface ReadFreshness {
  readonly freshness?: NonNullable<ContractInput['freshness']>;
  readonly ignored: readonly IgnoredItem[];
}

const latencyNames: ReadonlySet<string> = new Set(['latency', 'ly', 'freshness']);

/** A bare `m` is left out: it may mean months. */
const units: ReadonlyMap<string, string> = new Map(
  Object.entries({
    s: ['s', 'sec', 'second', 'seconds'],
    m: ['min', 'minute', 'minutes'],
    h: ['h', 'hr', 'hour', 'hours'],
    d: ['d', 'day', 'days'],
    w: ['w', 'wk', 'week', 'weeks'],
  }).flatMap(([unit, words]) => words.map((word): [string, string] => [word, unit])),
);

/** The first latency of a column is the freshness; every other service level is listed. */
export function readFreshness(root: Plain, object: Plain, names: Names): ReadFreshness {
  const own = customValue(object, terms.freshness);
  const extra = isRecord(own) ? own : {};
  const ignored: IgnoredItem[] = [];
  let freshness: ReadFreshness['freshness'];
  asList(root.slaProperties).forEach((item, index) => {
    if (!isRecord(item)) return;
    const element = item.element ?? root.slaDefaultElement;
    if (
      typeof element === 'string' &&
      names.others.some((other) => element.startsWith(`${other}.`)) &&
      !isOwn(element, names)
    )
      return;
    const place = { where: `slaProperties[${index}]`, what: describe(item) };
    const read = freshness
      ? 'a contract has one freshness, and another is stated already'
      : readLatency(item, element, extra, names);
    if (typeof read === 'string') ignored.push({ ...place, why: read });
    else freshness = read;
  });
  return { ...(freshness && { freshness }), ignored };
}

function readLatency(
  item: Plain,
  element: unknown,
  extra: Plain,
  names: Names,
): NonNullable<ContractInput['freshness']> | string {
  if (!latencyNames.has(String(item.property).toLowerCase()))
    return 'of the service levels a contract states only how fresh the data is';
  const unit = units.get(String(item.unit).toLowerCase());
  if (unit === undefined) return `its unit is ${JSON.stringify(item.unit) ?? 'missing'}, not seconds to weeks`;
  const column = element === undefined ? undefined : columnOf(String(element), names);
  if (column === undefined && extra.file !== true) return 'it names no date or timestamp column of the contract';
  const parsed = freshnessSchema.safeParse({
    within: `${item.value}${unit}`,
    ...(column === undefined ? {} : { column }),
    ...extra,
  });
  return parsed.success ? parsed.data : (parsed.error.issues[0]?.message ?? 'it is not a duration');
}

function columnOf(element: string, { name, columns, aliases }: Names): string | undefined {
  const prefix = `${name}.`;
  const candidates = element.startsWith(prefix) ? [element.slice(prefix.length), element] : [element];
  return candidates
    .map((candidate) => aliases.get(candidate) ?? candidate)
    .find((column) => Object.hasOwn(columns, column) && ['date', 'timestamp'].includes(String(columns[column]?.type)));
}

function isOwn(element: string, names: Names): boolean {
  return columnOf(element, names) !== undefined;
}

function describe({ property, value, unit }: Plain): string {
  return [property, value, unit].filter((part) => part !== undefined).join(' ');
}
