import { columnNames, findColumn, type Part, type Storage, type StoredColumn, type Table } from '../data/table.ts';
import { type ColumnType, typeOfStorage } from '../data/types.ts';

export const columnKinds = ['number', 'category', 'boolean', 'time', 'text', 'vector'] as const;
export type ColumnKind = (typeof columnKinds)[number];

/** A column as it is compared: read as this type, and profiled as this kind. */
export interface ComparedColumn {
  readonly name: string;
  readonly type: ColumnType | 'vector';
  readonly kind: ColumnKind;
}

/** A column that is not compared, and why. */
export interface SkippedColumn {
  readonly name: string;
  readonly reason: string;
}

export interface ChosenColumns {
  readonly compared: readonly ComparedColumn[];
  readonly skipped: readonly SkippedColumn[];
}

/** What is said about the columns beforehand. */
export interface Declared {
  /** By name, as a contract declares them. */
  readonly types: ReadonlyMap<string, ColumnType>;
  /** They name rows: each value is new in every week. */
  readonly names: ReadonlySet<string>;
  readonly ignore: readonly string[];
}

export const nothingDeclared: Declared = { types: new Map(), names: new Set(), ignore: [] };

/** More different texts than these are no categories. */
const mostCategories = 1_000;
/** A category comes this often on average. */
const rowsPerCategory = 2;
/** A column whose values are different in so large a share of the rows says which row it is, not what it is like. */
const nearlyAll = 0.9;
const idName = /(^|[_-])(id|uuid|guid|key)$/i;
/** Fewer rows do not tell what is a name and what is a measurement. */
const fewRows = 20;

/** What a text or JSON column holds, which only its values tell; undefined where they agree on nothing. */
export type InferTypes = (
  table: Table,
  names: readonly string[],
) => Promise<ReadonlyMap<string, ColumnType | undefined>>;

/** Which columns can be compared and as what; nothing is left out without a reason. */
export async function chooseColumns(table: Table, declared: Declared, infer: InferTypes): Promise<ChosenColumns> {
  const names = columnNames(table).filter((name) => !declared.ignore.includes(name));
  const skipped: SkippedColumn[] = declared.ignore.map((name) => ({ name, reason: 'the configuration ignores it' }));
  const types = await typesOf(table, names, declared, infer);
  const vectors = names.filter((name) => types.get(name) === undefined && isNested(table, name));
  const facts = await factsOf(
    table,
    names.flatMap((name) => typed(name, types)),
  );
  const compared: ComparedColumn[] = [];
  for (const name of names) {
    const type = types.get(name);
    const fact = facts.get(name);
    if (declared.names.has(name)) skipped.push({ name, reason: 'it names the rows' });
    else if (vectors.includes(name)) compared.push({ name, type: 'vector', kind: 'vector' });
    else if (type === undefined || !fact)
      skipped.push({ name, reason: `it is stored as ${storedAs(table, name)}, which cannot be compared` });
    else if (isIdentifier(name, type, fact))
      skipped.push({ name, reason: 'nearly all of its values are different: it seems to name the rows' });
    else compared.push({ name, type, kind: kindOf(type, fact) });
  }
  return { compared, skipped };
}

interface Fact {
  readonly present: number;
  /** About how many different values; exact where it may be all of them. */
  readonly different: number;
  /** Of integers, how many there are from the least to the greatest. */
  readonly span: number | undefined;
  /** Of texts, in how many there is a blank: names of rows have none, sentences have. */
  readonly blanks: number;
}

function kindOf(type: ColumnType, { present, different }: Fact): ColumnKind {
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'date' || type === 'timestamp') return 'time';
  if (type !== 'string') return type;
  return different <= mostCategories && different * rowsPerCategory <= present ? 'category' : 'text';
}

function isIdentifier(name: string, type: ColumnType, { present, different, span, blanks }: Fact): boolean {
  if (present < fewRows || different < nearlyAll * present) return false;
  if (idName.test(name)) return type === 'integer' || type === 'string';
  if (type === 'integer') return span !== undefined && span <= 1.5 * present;
  return type === 'string' && blanks === 0 && different === present;
}

export async function typesOf(
  table: Table,
  names: readonly string[],
  declared: Declared,
  infer: InferTypes,
): Promise<ReadonlyMap<string, ColumnType | undefined>> {
  const types = new Map<string, ColumnType | undefined>();
  const untyped: string[] = [];
  for (const name of names) {
    const said = declared.types.get(name);
    const stored = new Set(storagesOf(table, name).map((storage) => typeOfStorage[storage]));
    if (said) types.set(name, said);
    else if (storagesOf(table, name).some((storage) => storage === 'text' || storage === 'json')) untyped.push(name);
    else if (stored.size === 1) types.set(name, [...stored][0]);
    else if (stored.size > 1 && [...stored].every((type) => type === 'integer' || type === 'number'))
      types.set(name, 'number');
  }
  if (untyped.length > 0) for (const [name, type] of await infer(table, untyped)) types.set(name, type);
  return types;
}

const typed = (
  name: string,
  types: ReadonlyMap<string, ColumnType | undefined>,
): { name: string; type: ColumnType }[] => {
  const type = types.get(name);
  return type ? [{ name, type }] : [];
};

/** Of texts and integers, whether they are names; of the others it need not be asked. */
async function factsOf(
  table: Table,
  columns: readonly { readonly name: string; readonly type: ColumnType }[],
): Promise<Map<string, Fact>> {
  const facts = new Map<string, Fact>(
    columns.map(({ name }) => [name, { present: 0, different: 0, span: undefined, blanks: 0 }]),
  );
  const asked = columns.filter(({ type }) => type === 'string' || type === 'integer');
  const { dialect } = table.engine;
  for (let start = 0; start < asked.length; start += columnsPerScan) {
    const some = asked.slice(start, start + columnsPerScan);
    const source = table.parts
      .map(
        (part) =>
          `SELECT ${some.map(({ name, type }, index) => `${typedCell(table, part, name, type)} AS v${index}`).join(', ')} FROM ${part.scan}`,
      )
      .join(' UNION ALL ');
    const aggregates = some.flatMap(({ type }, index) => [
      `count(v${index}) AS n${index}`,
      `approx_count_distinct(v${index}) AS d${index}`,
      type === 'integer'
        ? `CAST(max(v${index}) AS DOUBLE) - CAST(min(v${index}) AS DOUBLE) + 1 AS s${index}`
        : `${dialect.countIf(`contains(v${index}, ' ')`)} AS b${index}`,
    ]);
    const [row = {}] = await table.engine.query(`SELECT ${aggregates.join(', ')} FROM (${source})`);
    const exact = await exactly(
      source,
      some.map((_, index) => (Number(row[`d${index}`]) >= 0.6 * Number(row[`n${index}`]) ? index : -1)),
    );
    some.forEach(({ name }, index) => {
      const span = row[`s${index}`];
      facts.set(name, {
        present: Number(row[`n${index}`]),
        different: exact.get(index) ?? Number(row[`d${index}`]),
        blanks: Number(row[`b${index}`] ?? 0),
        span: span === null || span === undefined ? undefined : Number(span),
      });
    });
  }
  return facts;

  /** An estimate can be a tenth wrong, and here it matters. */
  async function exactly(source: string, places: readonly number[]): Promise<Map<number, number>> {
    const asked = places.filter((place) => place >= 0);
    const counts = new Map<number, number>();
    for (let start = 0; start < asked.length; start += exactPerScan) {
      const some = asked.slice(start, start + exactPerScan);
      const [row = {}] = await table.engine.query(
        `SELECT ${some.map((place) => `${dialect.countDistinct(`v${place}`)} AS d${place}`).join(', ')} FROM (${source})`,
      );
      for (const place of some) counts.set(place, Number(row[`d${place}`]));
    }
    return counts;
  }

  function typedCell({ engine }: Table, part: Part, name: string, type: ColumnType): string {
    const stored = findColumn(part, name);
    return stored ? engine.dialect.typed(stored.sql, stored.storage, type) : dialect.typed('NULL', 'other', type);
  }
}

const columnsPerScan = 200;
/** An exact count of different values holds megabytes for each column, however few rows there are. */
const exactPerScan = 20;

const storagesOf = (table: Table, name: string): Storage[] => storedIn(table, name).map(({ storage }) => storage);

const storedIn = (table: Table, name: string): StoredColumn[] =>
  table.parts.flatMap((part) => {
    const stored = findColumn(part, name);
    return stored ? [stored] : [];
  });

/** A list of numbers may be a vector. */
const isNested = (table: Table, name: string): boolean =>
  storagesOf(table, name).every((storage) => storage === 'nested' || storage === 'json');

const storedAs = (table: Table, name: string): string =>
  [...new Set(storedIn(table, name).map(({ physical }) => physical))].join(' and ');
