import { formatDuration } from '../core/duration.ts';
import { findColumn, type Part, type Table } from '../data/table.ts';
import type { ColumnType } from '../data/types.ts';
import { type Contract, type ContractInput, contractSchema } from './config.ts';
import { type ColumnFits, type ProfiledColumn, profileTable, profileTypes } from './profile.ts';
import { widenRange } from './widen.ts';

export interface InferredContract {
  readonly contract: Contract;
  /** What was seen, for each column, in words. */
  readonly seen: ReadonlyMap<string, string>;
  /** Suggestions that would not hold for this data, or that only a person can decide on. */
  readonly suggestions: readonly string[];
}

/** Fewer rows tell nothing about what is unique, allowed or in range. */
const fewRows = 20;
const mostCategories = 50;
/** A value of a category comes this often on average, else it is free text. */
const rowsPerCategory = 5;

/**
 * A contract that the data itself satisfies, wide enough for data of the same kind. It is a first draft for a
 * person to edit.
 */
export async function inferContract(table: Table, now: Date): Promise<InferredContract> {
  const profiles = await profileTable(table);
  const typed = profiles.map((profile) => ({ profile, type: chooseType(profile, 1) }));
  const unique = await uniqueColumns(table, typed);
  const columns: Record<string, ColumnInput> = {};
  const suggestions: string[] = [];
  for (const { profile, type } of typed) {
    if (!type) {
      suggestions.push(
        `${profile.name}: stored as ${profile.storages.join(' and ')}, which a contract cannot describe; left out`,
      );
      continue;
    }
    columns[profile.name] = {
      type,
      ...(profile.everywhere ? {} : { required: false }),
      ...nulls(profile),
      ...range(profile, type, unique.has(profile.name)),
      ...(type === 'number' && profile.infinite > 0 ? { finite: false } : {}),
      ...(unique.has(profile.name) ? { unique: true } : {}),
    };
  }
  await addCategories(table, profiles, columns);
  const fresh = freshness(typed, now);
  if (fresh && !fresh.holds) suggestions.push(fresh.words);
  const key = await guessKey(table, typed, unique);
  // One column that is the key says already that no value comes twice.
  const [keyColumn] = key?.length === 1 ? key : [];
  if (keyColumn !== undefined) delete columns[keyColumn]?.unique;
  const rows = profiles[0]?.rows ?? 0;
  if (rows > 0)
    suggestions.push(
      `rows: { min: ${Math.max(1, Math.floor(rows / 2))} } would notice a file that is half as long as this one (${rows.toLocaleString('en-US')} rows)`,
    );
  const input: ContractInput = { ...(key ? { key } : {}), columns, ...(fresh?.holds ? { freshness: fresh.rule } : {}) };
  return {
    contract: contractSchema.parse(input),
    seen: new Map(profiles.map((profile) => [profile.name, describe(profile, unique)])),
    suggestions,
  };
}

interface TypedColumn {
  readonly profile: ProfiledColumn;
  readonly type: ColumnType | undefined;
}

type ColumnInput = Exclude<NonNullable<ContractInput['columns']>[string], string>;

/**
 * A column is of a type when this share of its values is. The order goes from the narrow to the wide: every
 * text is a string. Undefined for what no type of a contract can hold.
 */
export function chooseType({ present, fits, padded, storages }: ColumnFits, share: number): ColumnType | undefined {
  if (storages.some((storage) => storage === 'nested' || storage === 'binary' || storage === 'other')) return undefined;
  if (present === 0) return 'string';
  const fitting = (['boolean', 'integer', 'number', 'date', 'timestamp', 'string'] as const).filter(
    (type) => fits[type] >= share * present,
  );
  const numeric = (type: ColumnType): boolean => type === 'integer' || type === 'number';
  return fitting.find((type) => !numeric(type) || padded === 0) ?? (fits.string === present ? 'string' : fitting[0]);
}

function nulls({ rows, present }: ProfiledColumn): { nulls?: number } {
  if (present === rows) return {};
  if (present === 0) return { nulls: 1 };
  const half = ((rows - present) / rows) * 1.5;
  return { nulls: Math.min(1, Math.max(0.01, Math.ceil(half * 100) / 100)) };
}

function range(
  { minimum, maximum, present }: ProfiledColumn,
  type: ColumnType,
  unique: boolean,
): { min?: number; max?: number; in?: number[] } {
  if ((type !== 'integer' && type !== 'number') || present < fewRows || unique) return {};
  const low = Number(minimum[type]);
  const high = Number(maximum[type]);
  if (
    !Number.isFinite(low) ||
    !Number.isFinite(high) ||
    Math.max(Math.abs(low), Math.abs(high)) > Number.MAX_SAFE_INTEGER
  )
    return {};
  if (type === 'integer' && low === 0 && high === 1) return { in: [0, 1] };
  return widenRange(low, high, type === 'integer');
}

/** Different values are only counted exactly where an estimate says that they might all be different. */
async function uniqueColumns(table: Table, typed: readonly TypedColumn[]): Promise<Set<string>> {
  const candidates = typed.filter(
    ({ profile, type }) =>
      (type === 'string' || type === 'integer') &&
      profile.present >= fewRows &&
      profile.present === profile.rows &&
      profile.different >= 0.8 * profile.rows,
  );
  const counts = await countDifferent(
    table,
    candidates.map((candidate) => [candidate]),
  );
  return new Set(
    candidates.filter(({ profile }, index) => counts[index] === profile.rows).map(({ profile }) => profile.name),
  );
}

/** Counted as the values that they are: 7 and 7.0 are the same integer. */
async function countDifferent(table: Table, combinations: readonly (readonly TypedColumn[])[]): Promise<number[]> {
  const { dialect } = table.engine;
  if (combinations.length === 0) return [];
  const source = table.parts
    .map((part) => {
      const hashes = combinations.map(
        (columns, index) => `${dialect.hash(columns.map((column) => typedCell(table, part, column)))} AS h${index}`,
      );
      return `SELECT ${hashes.join(', ')} FROM ${part.scan}`;
    })
    .join(' UNION ALL ');
  const [row = {}] = await table.engine.query(
    `SELECT ${combinations.map((_, index) => `${dialect.countDistinct(`h${index}`)} AS d${index}`).join(', ')} FROM (${source})`,
  );
  return combinations.map((_, index) => Number(row[`d${index}`]));
}

function typedCell({ engine: { dialect } }: Table, part: Part, { profile, type = 'string' }: TypedColumn): string {
  const stored = findColumn(part, profile.name);
  return dialect.typed(stored?.sql ?? 'NULL', stored?.storage ?? 'other', type);
}

async function addCategories(
  table: Table,
  profiles: readonly ProfiledColumn[],
  columns: Record<string, ColumnInput>,
): Promise<void> {
  for (const { name, present, different } of profiles) {
    const column = columns[name];
    if (
      column?.type !== 'string' ||
      present < fewRows ||
      different > mostCategories ||
      different * rowsPerCategory > present
    )
      continue;
    const values = await listValues(table, name);
    if (values.length <= mostCategories) columns[name] = { ...column, type: 'category', in: values };
  }
}

async function listValues(table: Table, name: string): Promise<string[]> {
  const { dialect } = table.engine;
  const source = table.parts.flatMap((part) => {
    const stored = findColumn(part, name);
    return stored ? [`SELECT ${dialect.typed(stored.sql, stored.storage, 'string')} AS value FROM ${part.scan}`] : [];
  });
  const rows = await table.engine.query(
    `SELECT DISTINCT value FROM (${source.join(' UNION ALL ')}) WHERE value IS NOT NULL ORDER BY value LIMIT ${mostCategories + 1}`,
  );
  return rows.map(({ value }) => String(value));
}

const idName = /(^|[_-])(id|uuid|guid|key)$/i;
/** Pairs of columns that are tried as a key where no single column is one. */
const mostPairs = 10;

async function guessKey(
  table: Table,
  typed: readonly TypedColumn[],
  unique: ReadonlySet<string>,
): Promise<string[] | undefined> {
  const named = [...unique].find((name) => idName.test(name)) ?? [...unique][0];
  if (named !== undefined) return [named];
  const rows = typed[0]?.profile.rows ?? 0;
  if (rows < fewRows) return undefined;
  const parts = typed.filter(
    ({ profile, type }) =>
      type && type !== 'number' && type !== 'boolean' && profile.present === rows && profile.different > 1,
  );
  const likely = likelyPairs(parts, rows);
  const counts = await countDifferent(table, likely);
  return likely.find((_, index) => counts[index] === rows)?.map(({ profile }) => profile.name);
}

/** The first pairs that have values enough to name each row. Of thousands of columns there are millions of pairs. */
function likelyPairs(parts: readonly TypedColumn[], rows: number): (readonly [TypedColumn, TypedColumn])[] {
  const likely: (readonly [TypedColumn, TypedColumn])[] = [];
  for (const [index, first] of parts.entries()) {
    for (const second of parts.slice(index + 1)) {
      if (first.profile.different * second.profile.different >= rows) likely.push([first, second]);
      if (likely.length === mostPairs) return likely;
    }
  }
  return likely;
}

const day = 86_400_000;
const timeName = /time|date|_at$|_on$|day|tipoff|stamp|created|updated/i;

interface Freshness {
  readonly holds: boolean;
  readonly rule: { column: string; within: string };
  readonly words: string;
}

/** The column with the newest time not after now; how old it may be follows from how often it changes. */
function freshness(typed: readonly TypedColumn[], now: Date): Freshness | undefined {
  const candidates = typed.flatMap(({ profile, type }) => {
    if ((type !== 'date' && type !== 'timestamp') || profile.present === 0) return [];
    const newest = parseTime(profile.maximum[type]);
    const oldest = parseTime(profile.minimum[type]);
    const step = (newest - oldest) / Math.max(1, profile.different - 1);
    return newest <= now.getTime() && Number.isFinite(step)
      ? [{ name: profile.name, newest, step, likely: timeName.test(profile.name) }]
      : [];
  });
  const [best] = candidates.sort((a, b) => Number(b.likely) - Number(a.likely) || b.newest - a.newest);
  if (!best) return undefined;
  const limit = Math.max(day, Math.ceil((best.step * 3) / day) * day);
  const within = formatDuration(limit).replace('24h', '1d');
  const age = now.getTime() - best.newest;
  return {
    holds: age <= limit,
    rule: { column: best.name, within },
    words: `freshness: { column: ${best.name}, within: ${within} } would ask for recent data; the newest value here is ${formatDuration(age)} old`,
  };
}

const parseTime = (text: string | undefined): number =>
  text === undefined ? Number.NaN : Date.parse(text.length === 10 ? text : `${text.replace(' ', 'T')}Z`);

function describe(profile: ProfiledColumn, unique: ReadonlySet<string>): string {
  const { rows, present, different } = profile;
  const type = chooseType(profile, 1);
  const values = unique.has(profile.name)
    ? 'all different'
    : `about ${different.toLocaleString('en-US')} different values`;
  const bounds =
    type && profile.minimum[type] !== undefined ? `${profile.minimum[type]} to ${profile.maximum[type]}` : values;
  const missing =
    present === rows ? '' : `, ${(rows - present).toLocaleString('en-US')} of ${rows.toLocaleString('en-US')} missing`;
  return present === 0 ? 'no values' : `${bounds}${missing}`;
}

/** Most values agree on a type: the others are worth a look even where nobody wrote a contract. */
const majority = 0.9;

/** What can be asked of data of which nothing is known: that each column is of one type throughout. */
export async function inferMajority(table: Table): Promise<Contract> {
  const profiles = await profileTypes(table);
  const columns = profiles.flatMap((profile) => {
    const type = chooseType(profile, majority);
    return type ? [[profile.name, { type, nulls: 1, severity: 'warning' as const }] as const] : [];
  });
  return contractSchema.parse({ columns: Object.fromEntries(columns) });
}

/** So many rows tell what type a column is of. */
const rowsForType = 20_000;

/** What columns hold that are stored as text, by most values of the first rows; undefined where a contract has no type for it. */
export async function inferTypes(
  table: Table,
  names: readonly string[],
): Promise<ReadonlyMap<string, ColumnType | undefined>> {
  const profiles = await profileTypes(table, { names, rows: rowsForType });
  return new Map(
    profiles.map((profile) => {
      const type = chooseType(profile, majority);
      // Among decimals whole numbers are numbers as well: of 0, 0, 0 and 1.5 none is a mistake.
      return [profile.name, type === 'integer' && profile.fits.number > profile.fits.integer ? 'number' : type];
    }),
  );
}
