import { PitwallError, type Place } from '../../core/errors.ts';
import { type Json, readMetrics } from './foreign-metrics.ts';
import { type HistoryRecord, historyRecordSchema } from './record.ts';

export interface ImportOptions {
  /** Of records that do not say it themselves. */
  readonly model?: string | undefined;
  readonly version?: string | undefined;
  readonly at?: string | undefined;
  /** Metrics that have to be in each of them. */
  readonly metrics?: readonly string[];
}

const timeKeys = ['at', 'timestamp', 'time', 'trained_at', 'training_date', 'created_at', 'logged_at', 'date'] as const;
const modelKeys = ['model', 'model_name', 'name'] as const;
const versionKeys = ['version', 'model_version'] as const;
const rowKeys = ['rows', 'test_samples', 'n_test', 'test_rows', 'test_size', 'n_samples'] as const;
const keptKeys = ['train_samples', 'test_samples'] as const;

/** One of ours as it is; what another program wrote about one run of a model, as one of ours. */
export function toRecord(object: Json, options: ImportOptions, place: Place, source: string): HistoryRecord {
  const own = historyRecordSchema.safeParse(object);
  if (own.success && (options.metrics ?? []).every((name) => typeof own.data.metrics[name]?.value === 'number'))
    return own.data;
  const version = textAt(object, versionKeys) ?? options.version;
  return {
    at: timeOf(object, options, place),
    model: modelOf(object, options, place),
    ...(version === undefined ? {} : { version }),
    rows: countAt(object, rowKeys),
    metrics: readMetrics(object, options.metrics ?? [], place),
    source,
    ...Object.fromEntries(
      keptKeys.flatMap((key) => {
        const value = countAt(object, [key]);
        return value === null ? [] : [[key, value]];
      }),
    ),
  };
}

function textAt(object: Json, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = object[key];
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number') return String(value);
  }
  return undefined;
}

/** `test_size: 0.2` is a share and no number of rows. */
function countAt(object: Json, keys: readonly string[]): number | null {
  for (const key of keys) {
    const value = object[key];
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  }
  return null;
}

function modelOf(object: Json, options: ImportOptions, place: Place): string {
  const model = textAt(object, modelKeys) ?? options.model;
  if (model !== undefined) return model;
  throw new PitwallError({
    code: 'data.format',
    problem: `expected the name of the model as ${modelKeys.join(', ')}, found none of them`,
    fix: 'Say whose metrics these are: --model NAME',
    place: { ...place, field: modelKeys[0] },
  });
}

/** Never the time of the file: copying it would make old figures new. */
function timeOf(object: Json, options: ImportOptions, place: Place): string {
  for (const key of timeKeys) {
    const value = object[key];
    if (value === undefined || value === null) continue;
    const time =
      typeof value === 'number' ? fromEpoch(value) : typeof value === 'string' ? parseTime(value) : undefined;
    if (time !== undefined) return time;
    throw badTime(value, { ...place, field: key });
  }
  if (options.at !== undefined) return options.at;
  throw new PitwallError({
    code: 'data.format',
    problem: `expected the time of the run as ${timeKeys.join(', ')}, found none of them`,
    fix: 'Say when it was: --at 2026-01-12T06:00:00Z',
    place: { ...place, field: 'timestamp' },
  });
}

function badTime(value: unknown, place: Place): PitwallError {
  return new PitwallError({
    code: 'data.format',
    problem: `expected a time like 2026-01-12T06:00:00Z, found ${JSON.stringify(value)}`,
    fix: 'Write the day, or the day and the time; without an offset it is taken as UTC',
    place,
  });
}

/** Seconds, as Python has them, or milliseconds. */
function fromEpoch(value: number): string | undefined {
  const time = new Date(value < 1e11 ? value * 1_000 : value);
  return value > 0 && time.getTime() <= 8.64e15 ? time.toISOString() : undefined;
}

const isoTime = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s?(Z|UTC|[+-]\d{2}:?\d{2})?)?$/;

/** ISO, with a T or a blank; a time without an offset is in UTC, wherever it is read. */
export function parseTime(text: string): string | undefined {
  const match = isoTime.exec(text.trim());
  if (!match) return undefined;
  const [, day = '', clock = '00:00', offset = 'Z'] = match;
  // JavaScript takes the 30th of February for the 2nd of March
  const midnight = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return undefined;
  const time = new Date(`${day}T${clock}${offset === 'UTC' ? 'Z' : offset}`);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
