import { orderNumbers } from '../binary/order-numbers.ts';
import { doublesOf } from '../doubles.ts';
import { isRefusal, type Refusal, refuse } from '../score.ts';
import { type Features, prepareFeatures } from './features.ts';
import { byList, type Named, namesOf } from './lists.ts';

export type Name = string | number;

/** What a model listed for each user (or query), and what then was so: a row for each user and item. */
export interface RankingRows {
  readonly users: ArrayLike<Name>;
  readonly items: ArrayLike<Name>;
  /** How relevant the item was to the user: 0 for not at all. */
  readonly relevance: ArrayLike<number>;
  /** The larger the higher in the list. */
  readonly scores?: ArrayLike<number>;
  /** The place in the list, in the place of scores: 1 is the highest. */
  readonly ranks?: ArrayLike<number>;
  /** 0 for an item that was relevant and that the model did not list; 1 for all where not given. */
  readonly listed?: ArrayLike<number>;
  /** The relevance from which an item counts as relevant; all above 0 where not said. */
  readonly relevantFrom?: number;
  /** How many items there are that could be listed. */
  readonly catalogue?: number;
  /** What kind of item each row holds. */
  readonly categories?: ArrayLike<Name>;
  /** In the place of categories: row after row, the features of the item, as many for each. */
  readonly features?: ArrayLike<number>;
  /** The share of users who know the item, above 0 and up to 1. */
  readonly popularity?: ArrayLike<number>;
}

/** Rows in lists, each in its order, the highest first. */
export interface RankingData {
  /** How many lists there are: what a figure rests on. */
  readonly rows: number;
  /** Where each list starts among the places; one more than there are lists. */
  readonly starts: Uint32Array;
  /** By place: score, relevance, and number of the item. */
  readonly scores: Float64Array;
  readonly relevance: Float64Array;
  readonly items: Int32Array;
  readonly itemCount: number;
  /** Every relevance that an item of the list's user has, listed or not, the highest first. */
  readonly ideal: Float64Array;
  readonly idealStarts: Uint32Array;
  readonly relevantFrom: number;
  /** By list: how many items are relevant, listed or not. */
  readonly relevant: Float64Array;
  readonly catalogue: number | undefined;
  readonly features: Features | Refusal;
  /** By place. */
  readonly popularity: Float64Array | Refusal;
}

/** Looks at every row once; what no metric could use is refused with the first row that is so. */
export function prepareRanking(input: RankingRows): RankingData | Refusal {
  const problem = shapeProblem(input);
  if (problem) return problem;
  const { relevantFrom = Number.MIN_VALUE } = input;
  const users = namesOf('user', input.users);
  if (isRefusal(users)) return users;
  const items = namesOf('item', input.items);
  if (isRefusal(items)) return items;
  const relevance = doublesOf(input.relevance);
  const keys = keysOf(input);
  if (isRefusal(keys)) return keys;
  const listed = input.listed && doublesOf(input.listed);
  const wrong = rowProblem(relevance, listed) ?? repeated(users, items, input);
  if (wrong) return wrong;
  const lists = byList(users, orderNumbers(keys), listed);
  const ideal = byList(users, orderNumbers(negated(relevance)));
  const relevant = new Float64Array(users.count);
  for (let row = 0; row < relevance.length; row += 1) {
    const user = users.codes[row] ?? 0;
    if ((relevance[row] ?? 0) >= relevantFrom) relevant[user] = (relevant[user] ?? 0) + 1;
  }
  return {
    rows: users.count,
    starts: lists.starts,
    scores: negated(pick(keys, lists.rows)),
    relevance: pick(relevance, lists.rows),
    items: pickCodes(items.codes, lists.rows),
    itemCount: items.count,
    ideal: pick(relevance, ideal.rows),
    idealStarts: ideal.starts,
    relevantFrom,
    relevant,
    catalogue: input.catalogue,
    features: prepareFeatures(input, lists.rows),
    popularity: popularityOf(input.popularity, lists.rows),
  };
}

/** Loops, because `from` with a function takes ten times as long for a million rows. */
function pick(values: Float64Array, rows: Uint32Array): Float64Array {
  const picked = new Float64Array(rows.length);
  for (let place = 0; place < rows.length; place += 1) picked[place] = values[rows[place] ?? 0] ?? 0;
  return picked;
}

function pickCodes(codes: Int32Array, rows: Uint32Array): Int32Array {
  const picked = new Int32Array(rows.length);
  for (let place = 0; place < rows.length; place += 1) picked[place] = codes[rows[place] ?? 0] ?? 0;
  return picked;
}

function negated(values: Float64Array): Float64Array {
  const negative = new Float64Array(values.length);
  for (let row = 0; row < values.length; row += 1) negative[row] = -(values[row] ?? 0);
  return negative;
}

function shapeProblem(input: RankingRows): Refusal | undefined {
  const { users, items, relevance, scores, ranks, listed, categories, popularity, relevantFrom, catalogue } = input;
  const rows = users.length;
  if (rows === 0) return refuse('empty', 'there is no row');
  for (const [what, values] of Object.entries({ items, relevance, scores, ranks, listed, categories, popularity })) {
    if (values && values.length !== rows)
      return refuse('invalid', `expected as many ${what} as users, ${rows}, found ${values.length}`);
  }
  if (scores && ranks) return refuse('invalid', 'expected scores or ranks, found both');
  if (relevantFrom !== undefined && !(relevantFrom > 0 && relevantFrom < Number.POSITIVE_INFINITY))
    return refuse('invalid', `relevantFrom is ${relevantFrom}, expected a number above 0`);
  if (catalogue !== undefined && !(Number.isInteger(catalogue) && catalogue > 0))
    return refuse('invalid', `catalogue is ${catalogue}, expected a whole number from 1 on`);
  return undefined;
}

/** What puts the rows in order, the highest in the list first. */
function keysOf({ scores, ranks, users, listed }: RankingRows): Float64Array | Refusal {
  const given = scores ?? ranks;
  if (!given) return refuse('not_given', 'expected scores or ranks');
  const keys = new Float64Array(users.length);
  const sign = scores ? -1 : 1;
  for (let row = 0; row < keys.length; row += 1) {
    if (listed && listed[row] === 0) continue;
    const value = given[row];
    if (typeof value !== 'number' || !Number.isFinite(value))
      return refuse('invalid', `${scores ? 'score' : 'rank'} of row ${row} is ${value}, expected a finite number`);
    keys[row] = sign * value;
  }
  return keys;
}

function rowProblem(relevance: Float64Array, listed: Float64Array | undefined): Refusal | undefined {
  for (let row = 0; row < relevance.length; row += 1) {
    const value = relevance[row] ?? Number.NaN;
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY))
      return refuse('invalid', `relevance of row ${row} is ${value}, expected a number from 0 on`);
    const isListed = listed ? listed[row] : 1;
    if (isListed !== 0 && isListed !== 1)
      return refuse('invalid', `listed of row ${row} is ${isListed}, expected 0 or 1`);
  }
  return undefined;
}

/** The same item twice in a list would be found twice. */
function repeated(users: Named, items: Named, input: RankingRows): Refusal | undefined {
  const order = byList(users, undefined);
  const seen = new Int32Array(items.count).fill(-1);
  for (let user = 0; user < users.count; user += 1) {
    const start = order.starts[user] ?? 0;
    for (let place = start; place < (order.starts[user + 1] ?? 0); place += 1) {
      const row = order.rows[place] ?? 0;
      const item = items.codes[row] ?? 0;
      const before = seen[item] ?? -1;
      if (before >= start) {
        const [first, name, who] = [order.rows[before], String(input.items[row]), String(input.users[row])];
        return refuse('invalid', `rows ${first} and ${row} both have item ${name} of user ${who}, expected one row`);
      }
      seen[item] = place;
    }
  }
  return undefined;
}

function popularityOf(popularity: ArrayLike<number> | undefined, rows: Uint32Array): Float64Array | Refusal {
  if (!popularity) return refuse('not_given', 'expected the popularity of each item');
  const found = new Float64Array(rows.length);
  for (let place = 0; place < rows.length; place += 1) {
    const row = rows[place] ?? 0;
    const value = popularity[row] ?? Number.NaN;
    if (!(value > 0 && value <= 1))
      return refuse('invalid', `popularity of row ${row} is ${value}, expected a share of users above 0 and up to 1`);
    found[place] = value;
  }
  return found;
}
