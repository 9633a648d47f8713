import type { Plain } from '../compact.ts';
import { isRecord } from '../parse.ts';
import { fromPercent, toPercent } from './share.ts';
import { engine, terms } from './terms.ts';

type Metric = 'nullValues' | 'missingValues' | 'invalidValues' | 'duplicateValues' | 'rowCount';

/** Which counts are fine. */
export interface Range {
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly above?: number;
  readonly below?: number;
}

/** One entry of `quality`, understood, or why it has no equal. */
export type Check =
  | { readonly kind: 'metric'; readonly metric: Metric; readonly item: Plain; readonly range: Range }
  | { readonly kind: 'pitwall'; readonly implementation: Plain }
  | { readonly kind: 'foreign'; readonly why: string };

export function readCheck(item: unknown): Check {
  if (!isRecord(item)) return foreign('it is not an object');
  const type = item.type ?? 'library';
  if (type === 'text') return foreign('it is meant for people to read');
  if (type === 'sql') return foreign('its SQL is in the dialect of a server');
  if (type === 'custom') return readCustom(item);
  const name = item.metric ?? item.rule;
  const metric = typeof name === 'string' ? metrics.get(name.toLowerCase()) : undefined;
  if (!metric) return foreign(`no check here is called ${JSON.stringify(name)}`);
  const range = readRange(item, metric);
  return range
    ? { kind: 'metric', metric, item, range }
    : foreign('its condition is neither an upper nor a lower limit');
}

/** Version 3.0 left the names open; these are those of its examples and of version 2. */
const metrics: ReadonlyMap<string, Metric> = new Map([
  ['nullvalues', 'nullValues'],
  ['nullcount', 'nullValues'],
  ['nullcheck', 'nullValues'],
  ['missingvalues', 'missingValues'],
  ['invalidvalues', 'invalidValues'],
  ['validvalues', 'invalidValues'],
  ['invalidcount', 'invalidValues'],
  ['duplicatevalues', 'duplicateValues'],
  ['duplicatecount', 'duplicateValues'],
  ['uniquecheck', 'duplicateValues'],
  ['rowcount', 'rowCount'],
]);

function readCustom(item: Plain): Check {
  if (item.engine !== engine) return foreign(`it is for the engine ${JSON.stringify(item.engine)}`);
  const { implementation } = item;
  return isRecord(implementation)
    ? { kind: 'pitwall', implementation }
    : foreign('its implementation is not an object');
}

function readRange(item: Plain, metric: Metric): Range | undefined {
  const stated = Object.keys(item).filter((key) => /^must(Not)?Be/.test(key));
  // Without an operator, "valid values" can only mean all of them.
  if (stated.length === 0) return metric === 'rowCount' ? undefined : { atMost: 0 };
  const ranges = stated.map((operator) => operatorRange(operator, item[operator]));
  return ranges.every((range) => range !== undefined) ? Object.assign({}, ...ranges) : undefined;
}

function operatorRange(operator: string, value: unknown): Range | undefined {
  if (operator === 'mustBeBetween' && Array.isArray(value)) {
    const [low, high] = value;
    // The standard calls it the same as mustBeGreaterThan with mustBeLessThan.
    return typeof low === 'number' && typeof high === 'number' ? { above: low, below: high } : undefined;
  }
  if (typeof value !== 'number') return undefined;
  switch (operator) {
    case 'mustBe':
      return { atLeast: value, atMost: value };
    case 'mustNotBe':
      // No count is below zero.
      return value === 0 ? { above: 0 } : undefined;
    case 'mustBeGreaterThan':
      return { above: value };
    case 'mustBeGreaterOrEqualTo':
      return { atLeast: value };
    case 'mustBeLessThan':
      return { below: value };
    case 'mustBeLessOrEqualTo':
      return { atMost: value };
    default:
      return undefined;
  }
}

/** Numbers of rows are whole. */
export function rowLimits({ atLeast, atMost, above, below }: Range): { readonly min?: number; readonly max?: number } {
  const mins = [
    atLeast === undefined ? undefined : Math.ceil(atLeast),
    above === undefined ? undefined : Math.floor(above) + 1,
  ];
  const maxs = [
    atMost === undefined ? undefined : Math.floor(atMost),
    below === undefined ? undefined : Math.ceil(below) - 1,
  ];
  const [min, max] = [mins.filter((value) => value !== undefined), maxs.filter((value) => value !== undefined)];
  return { ...(min.length > 0 && { min: Math.max(0, ...min) }), ...(max.length > 0 && { max: Math.min(...max) }) };
}

export interface AllowedShare {
  readonly share: number;
  /** What the share says a little differently. */
  readonly remark?: string;
}

/** How large a share of bad values is fine, or why that cannot be told. */
export function allowedShare(item: Plain, { atLeast, atMost, above, below }: Range): AllowedShare | string {
  if ((atLeast !== undefined && atLeast > 0) || above !== undefined) return 'it asks for bad values';
  const limit = atMost ?? below;
  if (limit === undefined) return 'it has no upper limit';
  const unit = item.unit ?? 'rows';
  if (unit === 'rows') {
    const isNone = atMost === undefined ? limit > 0 && limit <= 1 : limit >= 0 && limit < 1;
    return isNone ? { share: 0 } : 'it allows a number of rows, and a contract allows a share of them';
  }
  if (unit !== 'percent') return `its unit is ${JSON.stringify(unit)}, neither rows nor percent`;
  if (limit < 0 || (limit === 0 && atMost === undefined)) return 'no share is so small';
  if (atMost === undefined) return { share: atMostAll(fromPercent(limit)), remark: `exactly ${limit} % passes here` };
  return { share: exactShare(item, limit) ?? atMostAll(fromPercent(limit)) };
}

/** Our own documents carry the share itself where percent cannot express it exactly. */
function exactShare(item: Plain, percent: number): number | undefined {
  const share = customValue(item, terms.share);
  return typeof share === 'number' && toPercent(share) === percent ? share : undefined;
}

const atMostAll = (share: number): number => Math.min(1, share);

export function customValue(owner: Plain, property: string): unknown {
  const { customProperties } = owner;
  if (!Array.isArray(customProperties)) return undefined;
  const found = customProperties.find((item) => isRecord(item) && item.property === property);
  return isRecord(found) ? found.value : undefined;
}

function foreign(why: string): Check {
  return { kind: 'foreign', why };
}
