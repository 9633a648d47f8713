import { sumTolerance } from '@pitwall/stats';
import { type Contract, type ContractInput, contractSchema, inferTypes } from '../contracts/index.ts';
import { PitwallError } from '../core/errors.ts';
import { findColumn, type Table } from '../data/table.ts';
import { type ColumnType, typeOfStorage } from '../data/types.ts';
import type { ModelSettings } from './config.ts';
import { columnsInUse, costColumnsOf } from './roles.ts';

type Columns = Record<string, NonNullable<ContractInput['columns']>[string]>;
type RuleObject = Exclude<NonNullable<ContractInput['rules']>[number], string>;
type ColumnObject = Exclude<Columns[string], string>;

/** Which columns a table holds; those of a champion are its answers, and of a ranking all that the model's own has. */
export type Holding = 'predictions' | 'labels' | 'both' | 'champion';

/**
 * What must hold for rows to be judged, as a contract: so what is wrong with them is found, counted and shown with
 * examples like everything else that is wrong with data. Labels may be missing, because they come late.
 */
export async function expectationsOf(table: Table, settings: ModelSettings, holding: Holding): Promise<Contract> {
  const isOwn = holding === 'predictions' || holding === 'both';
  const contract = contractSchema.safeParse({
    columns: {
      ...(isOwn ? await columnsAskedFor(table, settings) : {}),
      ...(await namesIn(table, settings, holding)),
      ...(holding === 'labels' ? {} : await answerColumns(table, settings)),
      ...(isOwn ? await circumstanceColumns(table, settings) : {}),
      ...(holding === 'labels' || holding === 'both' ? await labelColumns(table, settings) : {}),
    },
    ...keyOf(settings, isOwn),
    rules: [...(isOwn ? oddsRules(settings) : []), ...(holding === 'labels' ? [] : wholeRules(settings))],
  });
  const unusable = namedBy(settings).find((name) => name === '__proto__');
  if (contract.success && unusable === undefined) return contract.data;
  throw new PitwallError({
    code: 'data.column_names',
    problem: contract.error?.issues[0]?.message ?? `a column cannot be called ${unusable}`,
    fix: 'Call it otherwise where the data is made, or name another one',
  });
}

const namedBy = (settings: ModelSettings): string[] => [...columnsInUse(settings), ...askedFor(settings)];

/** A column that is named to be searched, or to learn from, may hold anything, as long as it is there. */
async function columnsAskedFor(table: Table, settings: ModelSettings): Promise<Columns> {
  const columns: Columns = {};
  for (const name of askedFor(settings)) columns[name] = { type: await typeIn(table, name), nulls: 1, finite: false };
  return columns;
}

const askedFor = ({ segments, estimate }: ModelSettings): string[] => [
  ...(Array.isArray(segments?.columns) ? segments.columns : []),
  ...(estimate?.features ?? []),
];

/** A list of a ranking has each item once, whatever names its rows. */
function keyOf({ task, id, user, item }: ModelSettings, isOwn: boolean): { readonly key?: string[] } {
  if (task === 'ranking' && isOwn && user !== undefined && item !== undefined) return { key: [user, item] };
  return id === undefined ? {} : { key: [id] };
}

/** What names something may be of any type, as long as it is one. */
async function namesIn(
  table: Table,
  { task, id, user, item, category, label, prediction }: ModelSettings,
  holding: Holding,
): Promise<Columns> {
  const isOwn = holding === 'predictions' || holding === 'both';
  const columns: Columns = {};
  for (const name of isOwn ? [user, item, category] : [])
    if (name !== undefined) columns[name] = { type: await typeIn(table, name) };
  if (id !== undefined) columns[id] = { type: await typeIn(table, id), unique: task === 'ranking' && isOwn };
  if (task !== 'multiclass') return columns;
  const classes = prediction.probabilities && Object.keys(prediction.probabilities);
  if (holding !== 'labels' && prediction.column !== undefined)
    columns[prediction.column] = oneOf(await typeIn(table, prediction.column), classes);
  if (holding === 'labels' || holding === 'both')
    columns[label.column] = { ...oneOf(await typeIn(table, label.column), classes), nulls: 1 };
  return columns;
}

/** One of the classes, as the column holds them: 1 and true where it does not hold texts. */
function oneOf(type: ColumnType, classes: readonly string[] | undefined): ColumnObject {
  if (classes === undefined) return { type };
  if (type === 'integer' || type === 'number') {
    const numbers = classes
      .map(Number)
      .filter((one) => (type === 'integer' ? Number.isInteger(one) : Number.isFinite(one)));
    if (numbers.length > 0) return { type, in: numbers };
  }
  const truths = [true, false].filter((one) => classes.includes(String(one)));
  if (type === 'boolean' && truths.length > 0) return { type, in: truths };
  return { type: 'string', in: [...classes] };
}

async function typeIn(table: Table, name: string): Promise<ColumnType> {
  const [storage] = table.parts.flatMap((part) => findColumn(part, name)?.storage ?? []);
  if (storage === 'json') return (await inferTypes(table, [name])).get(name) ?? 'string';
  return (storage && typeOfStorage[storage]) ?? 'string';
}

/** As `typeIn`, but of texts the values tell it: of these types one, the first where they tell nothing. */
async function typeAmong(table: Table, name: string, types: readonly [ColumnType, ColumnType]): Promise<ColumnType> {
  const [storage] = table.parts.flatMap((part) => findColumn(part, name)?.storage ?? []);
  const type = storage === 'text' ? (await inferTypes(table, [name])).get(name) : await typeIn(table, name);
  return types.find((one) => one === type) ?? types[0];
}

/** 0 and 1, or false and true. */
async function yesOrNo(table: Table, name: string): Promise<ColumnObject> {
  const type = await typeAmong(table, name, ['number', 'boolean']);
  return type === 'boolean' ? { type } : { type, in: [0, 1] };
}

const amount = { type: 'number', min: 0 } as const;
const anyNumber = { type: 'number' } as const;

/** What the model said, and what was done about it. */
async function answerColumns(table: Table, { task, prediction, stake }: ModelSettings): Promise<Columns> {
  const probability = { type: 'number', min: 0, max: 1 } as const;
  return columnsOf([
    [task === 'multiclass' ? undefined : prediction.column, task === 'binary' ? probability : anyNumber],
    ...Object.values(prediction.probabilities ?? {}).map((column) => [column, probability] as const),
    [prediction.decision, prediction.decision === undefined ? undefined : await yesOrNo(table, prediction.decision)],
    [stake, amount],
  ]);
}

async function circumstanceColumns(
  table: Table,
  { odds, weight, time, costs, popularity, listed }: ModelSettings,
): Promise<Columns> {
  return columnsOf([
    [odds?.column, odds && oddsColumn(odds.format)],
    [odds?.closing, odds && { ...oddsColumn(odds.format), nulls: 1 }],
    [weight, amount],
    [time, time === undefined ? undefined : { type: await typeAmong(table, time, ['timestamp', 'date']) }],
    [costs?.amount, anyNumber],
    [popularity, { type: 'number', above: 0, max: 1 }],
    [listed, listed === undefined ? undefined : await yesOrNo(table, listed)],
    ...costColumnsOf(costs).map(([, column]) => [column, anyNumber] as const),
  ]);
}

/** Labels may be missing, because they come late; and so may what a trade brought. */
async function labelColumns(table: Table, { task, label, profit }: ModelSettings): Promise<Columns> {
  const late = { type: 'number', nulls: 1 } as const;
  const own = async (): Promise<ColumnObject> => {
    if (label.positive !== undefined) return { type: await typeIn(table, label.column), nulls: 1 };
    if (task === 'binary') return { ...(await yesOrNo(table, label.column)), nulls: 1 };
    return task === 'ranking' ? { ...late, min: 0 } : late;
  };
  return columnsOf([
    [task === 'multiclass' ? undefined : label.column, await own()],
    [profit?.returns ?? profit?.amounts, late],
    [
      label.time,
      label.time === undefined
        ? undefined
        : { type: await typeAmong(table, label.time, ['timestamp', 'date']), nulls: 1 },
    ],
  ]);
}

const oddsColumn = (format: 'decimal' | 'net' | 'american') =>
  format === 'american'
    ? { type: 'number' as const }
    : { type: 'number' as const, above: format === 'decimal' ? 1 : 0 };

/** Between −100 and +100 there are no American odds. */
function oddsRules({ odds }: ModelSettings): RuleObject[] {
  if (odds?.format !== 'american') return [];
  return [odds.column, odds.closing].flatMap((column) => {
    if (column === undefined) return [];
    const name = identifier(column);
    return [{ name: `american_${column}`, expect: `${name} <= -100 or ${name} >= 100` }];
  });
}

/** Longer sums are more than a rule can hold; the metrics look at the sum themselves. */
const longestSum = { columns: 100, characters: 1_900 };

/** The probabilities of all classes are 1 together. */
function wholeRules({ task, prediction: { probabilities } }: ModelSettings): RuleObject[] {
  const columns = task === 'multiclass' ? Object.values(probabilities ?? {}) : [];
  const sum = columns.map(identifier).join(' + ');
  if (columns.length === 0 || columns.length > longestSum.columns || sum.length > longestSum.characters) return [];
  return [{ name: 'probabilities_add_up', expect: `abs(${sum} - 1) <= ${sumTolerance}` }];
}

const identifier = (column: string): string => `"${column.replaceAll('"', '""')}"`;

const columnsOf = (all: readonly (readonly [string | undefined, Columns[string] | undefined])[]): Columns =>
  Object.fromEntries(
    all.flatMap(([name, column]) => (name === undefined || column === undefined ? [] : [[name, column]])),
  );
