import { binaryMetrics, profitMetrics, regressionMetrics } from '@pitwall/stats';
import { PitwallError, type Place } from '../../core/errors.ts';
import { closest } from '../../core/suggest.ts';
import type { HistoryMetric } from './record.ts';

export type Json = Readonly<Record<string, unknown>>;

export const isJsonObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const betterOf = new Map<string, NonNullable<HistoryMetric['better']>>(
  [...binaryMetrics, ...profitMetrics, ...regressionMetrics].map(({ name, better }) => [name, better]),
);

/** What others call our metrics; under our name the line goes on where `pitwall evaluate` writes it. */
const ourNames: Readonly<Record<string, string>> = {
  acc: 'accuracy',
  accuracy_score: 'accuracy',
  precision_score: 'precision',
  recall_score: 'recall',
  f1_score: 'f1',
  auc: 'roc_auc',
  auc_roc: 'roc_auc',
  roc_auc_score: 'roc_auc',
  logloss: 'log_loss',
  brier_score: 'brier',
  mean_absolute_error: 'mae',
  root_mean_squared_error: 'rmse',
  r2: 'r_squared',
  r2_score: 'r_squared',
};

const groups = ['classification_metrics', 'regression_metrics', 'metrics'] as const;

const nameOf = (key: string): string => {
  const plain = key.toLowerCase();
  const name = Object.hasOwn(ourNames, plain) ? ourNames[plain] : plain;
  return name !== undefined && betterOf.has(name) ? name : key;
};

interface Found {
  readonly name: string;
  readonly key: string;
  readonly value: number | null;
}

/**
 * The metrics of an object that another program wrote: at its top, where they have a name that is known or asked for, and
 * everything that is a number under classification_metrics, regression_metrics and metrics. A metric that is asked for and
 * not there is an error, and so is one that is there twice with different values: 0 is a figure, not an excuse.
 */
export function readMetrics(object: Json, asked: readonly string[], place: Place): Record<string, HistoryMetric> {
  const all = [
    ...Object.entries(object).flatMap(([key, value]) =>
      asked.includes(key) || (betterOf.has(nameOf(key)) && looksMeasured(value)) ? found(key, key, value, place) : [],
    ),
    ...groups.flatMap((group) => inGroup(group, object[group], asked, place)),
  ];
  const metrics = new Map<string, Found>();
  for (const one of all) {
    const other = metrics.get(one.name);
    if (other && other.value !== one.value) throw contradiction(one, other, place);
    metrics.set(one.name, one);
  }
  for (const name of asked) assertThere(name, metrics, object, place);
  if (metrics.size === 0) {
    throw new PitwallError({
      code: 'data.format',
      problem: `expected metrics like accuracy or rmse, at the top or under ${groups.join(', ')}; found ${keysOf(object)}`,
      fix: 'Name those that have another name: --metrics sharpe,hit_rate',
      place,
    });
  }
  return Object.fromEntries(
    [...metrics].map(([name, { value }]) => {
      const better = betterOf.get(name);
      return [name, { value, low: null, high: null, status: null, ...(better ? { better } : {}) }];
    }),
  );
}

export const hasMetrics = (object: Json): boolean =>
  groups.some((group) => isJsonObject(object[group])) || Object.keys(object).some((key) => betterOf.has(nameOf(key)));

/** At the top, `precision` may also be `float32`, which is no mistake; a number in quotes is one. */
const looksMeasured = (value: unknown): boolean =>
  typeof value === 'string'
    ? /^\s*[-+]?(\d|\.\d|nan|inf)/i.test(value)
    : value === null || typeof value === 'number' || isJsonObject(value);

function inGroup(path: string, group: unknown, asked: readonly string[], place: Place): Found[] {
  if (group === undefined || group === null) return [];
  if (!isJsonObject(group)) {
    throw new PitwallError({
      code: 'data.format',
      problem: `expected metrics by their name, found ${JSON.stringify(group).slice(0, 40)}`,
      fix: 'Write {"accuracy": 0.61}',
      place: { ...place, field: path },
    });
  }
  return Object.entries(group).flatMap(([key, value]): Found[] => {
    const inner = `${path}.${key}`;
    if (path === 'metrics' && isJsonObject(value) && /^(classification|regression)(_metrics)?$/.test(key))
      return inGroup(inner, value, asked, place);
    // Of texts beside the numbers, only those are a mistake that stand in the place of a metric
    const isMetric = typeof value === 'number' || betterOf.has(nameOf(key)) || asked.includes(key);
    return isMetric || (isJsonObject(value) && typeof value.value === 'number')
      ? [found(key, inner, value, place)]
      : [];
  });
}

function found(key: string, path: string, value: unknown, place: Place): Found {
  const plain = isJsonObject(value) && 'value' in value ? value.value : value;
  if (plain === null || (typeof plain === 'number' && Number.isFinite(plain)))
    return { name: nameOf(key), key: path, value: plain };
  throw new PitwallError({
    code: 'data.format',
    problem: `expected a number, found ${describe(plain)}`,
    fix: 'Write the figure as a number, or null where it could not be measured',
    place: { ...place, field: path },
  });
}

const describe = (value: unknown): string =>
  typeof value === 'number' ? 'one too large to be held' : JSON.stringify(value).slice(0, 40);

function contradiction(one: Found, other: Found, place: Place): PitwallError {
  return new PitwallError({
    code: 'data.format',
    problem: `expected one value of ${one.name}, found ${other.value} at ${other.key} and ${one.value} at ${one.key}`,
    fix: 'Remove the one that is wrong',
    place: { ...place, field: one.key },
  });
}

function assertThere(name: string, metrics: ReadonlyMap<string, Found>, object: Json, place: Place): void {
  const there = metrics.get(nameOf(name));
  if (there && there.value !== null) return;
  const meant = closest(name, [...metrics.keys()]);
  throw new PitwallError({
    code: 'data.format',
    problem: there
      ? `expected a value of ${name}, found null`
      : `expected the metric ${name}, at the top or under ${groups.join(', ')}; found ${keysOf(object)}`,
    fix: meant && !there ? `Did you mean ${meant}` : 'Write it there, or do not ask for it with --metrics',
    place: { ...place, field: there?.key ?? name },
  });
}

function keysOf(object: Json): string {
  const keys = Object.entries(object).flatMap(([key, value]) =>
    (groups as readonly string[]).includes(key) && isJsonObject(value)
      ? Object.keys(value).map((inner) => `${key}.${inner}`)
      : [key],
  );
  if (keys.length === 0) return 'no key at all';
  return keys.length > 12 ? `${keys.slice(0, 12).join(', ')} and ${keys.length - 12} more` : keys.join(', ');
}
