import { PitwallError } from '../core/errors.ts';
import { closest } from '../core/suggest.ts';
import { visible } from '../core/visible.ts';
import type { StoredColumn } from '../data/table.ts';
import { type EventKind, eventSchemas } from './event.ts';

/**
 * Which column of a file holds a key of an event, where it is called something else: `{ id: 'game_id' }`. The key may be
 * one of the other kind: what holds the label is then no feature of a prediction.
 */
export type ColumnNames = Readonly<Record<string, string>>;

/** The columns of a file, each at its place in an event. */
export interface PlacedColumns {
  /** By key. */
  readonly keys: ReadonlyMap<string, StoredColumn>;
  /** A prediction of several columns, such as a probability for each class. */
  readonly classes: ReadonlyMap<string, StoredColumn>;
  readonly features: ReadonlyMap<string, StoredColumn>;
}

const classPrefix = 'prediction.';
const featurePrefix = 'features.';

/** Keys that stand in a column of their own. */
export function columnKeys(kind: EventKind): readonly string[] {
  return Object.keys(eventSchemas[kind].shape).filter((key) => key !== 'features');
}

/** What belongs to the other kind of event. It is passed over: as a feature, a label would tell the answer. */
const passedOver: Readonly<Record<EventKind, ReadonlySet<string>>> = {
  prediction: new Set(['label', 'supersedes']),
  label: new Set(['features']),
};

/**
 * A column that is called like a key of an event is that key, and `time` is `at`; `prediction.home` and
 * `prediction.away` are together a prediction; every other one is a feature, with or without `features.` before it.
 * Labels have no features: their other columns are passed over, so that one file may be sent as both.
 */
export function placeColumns(columns: readonly StoredColumn[], kind: EventKind, names: ColumnNames): PlacedColumns {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const keys = new Map<string, StoredColumn>();
  const own = columnKeys(kind);
  for (const [key, name] of Object.entries(names)) {
    if (own.includes(key)) keys.set(key, byName.get(name) ?? missing(key, name, byName));
  }
  const taken = new Set(Object.values(names));
  for (const key of own) {
    const column = [key, ...(key === 'at' ? ['time'] : [])].map((name) => byName.get(name)).find((found) => found);
    if (!column || keys.has(key) || taken.has(column.name)) continue;
    keys.set(key, column);
    taken.add(column.name);
  }
  const classes = new Map<string, StoredColumn>();
  const features = new Map<string, StoredColumn>();
  for (const column of columns) {
    if (kind === 'label' || taken.has(column.name) || passedOver[kind].has(column.name)) continue;
    const { name } = column;
    if (name.startsWith(classPrefix) && !keys.has('prediction')) classes.set(name.slice(classPrefix.length), column);
    else place(features, name.startsWith(featurePrefix) ? name.slice(featurePrefix.length) : name, column);
  }
  return { keys, classes, features };
}

function place(features: Map<string, StoredColumn>, name: string, column: StoredColumn): void {
  const other = features.get(name);
  if (other)
    throw new PitwallError({
      code: 'events.invalid',
      problem: `expected one column for the feature ${shown(name)}, found ${shown(other.name)} and ${shown(column.name)}`,
      fix: 'Leave one of them out',
      place: { field: visible(column.name) },
    });
  features.set(name, column);
}

function missing(key: string, name: string, columns: ReadonlyMap<string, StoredColumn>): never {
  const meant = closest(name, [...columns.keys()]);
  throw new PitwallError({
    code: 'events.invalid',
    problem: `expected a column ${shown(name)} for \`${key}\`, found none`,
    fix:
      meant === undefined
        ? `The columns are ${visible([...columns.keys()].slice(0, 20).join(', '))}`
        : `Did you mean \`${visible(meant)}\``,
    place: { field: key },
  });
}

/** The name that the file itself gives what an event calls so; undefined where no column holds it. */
export function columnOf({ keys, classes, features }: PlacedColumns, path: readonly string[]): string | undefined {
  const [key = '', ...rest] = path;
  const inside = rest.join('.');
  if (key === 'features') return features.get(inside)?.name;
  return keys.get(key)?.name ?? (key === 'prediction' ? classes.get(inside)?.name : undefined);
}

const shown = (name: string): string => JSON.stringify(visible(name));
