import { prepareRanking, type RankingData, type RankingRows } from '../ranking/data.ts';
import { byList, type Lists, type Named, namesOf } from '../ranking/lists.ts';
import { isRefusal, type Refusal, refuse } from '../score.ts';
import type { PairOfData } from './each-metric.ts';

export interface SameUsers {
  /** Lists of the same users in the same order. */
  readonly pair: PairOfData<RankingData | Refusal>;
  readonly users: number;
  /** Users of whom only one of the models has rows. */
  readonly leftOut: { readonly champion: number; readonly challenger: number };
}

/**
 * Lists of the users that both tables have. What is relevant to a user is what either table says: an item that only the
 * other model put forward counts among those that could have been found, and was not listed.
 */
export function pairUsers({ champion, challenger }: PairOfData<RankingRows>): SameUsers | Refusal {
  const pair = { champion: prepareRanking(champion), challenger: prepareRanking(challenger) };
  if (isRefusal(pair.champion) || isRefusal(pair.challenger))
    return { pair, users: 0, leftOut: { champion: 0, challenger: 0 } };
  if ((champion.relevantFrom ?? 0) !== (challenger.relevantFrom ?? 0))
    return refuse('invalid', 'relevantFrom of the models differs, expected one for both');
  if (haveTheSameRows(champion, challenger))
    return { pair, users: pair.champion.rows, leftOut: { champion: 0, challenger: 0 } };
  return pairOf(champion, challenger);
}

function haveTheSameRows(one: RankingRows, other: RankingRows): boolean {
  const rows = one.users.length;
  if (other.users.length !== rows) return false;
  for (let row = 0; row < rows; row += 1)
    if (
      one.users[row] !== other.users[row] ||
      one.items[row] !== other.items[row] ||
      one.relevance[row] !== other.relevance[row]
    )
      return false;
  return true;
}

/** A table with its names by number, the numbers being those of both tables. */
interface Table {
  readonly rows: RankingRows;
  readonly users: Named;
  readonly items: Int32Array;
  readonly lists: Lists;
}

function pairOf(champion: RankingRows, challenger: RankingRows): SameUsers | Refusal {
  const users = namesOfBoth('user', champion.users, challenger.users);
  const items = namesOfBoth('item', champion.items, challenger.items);
  if (isRefusal(users) || isRefusal(items)) return isRefusal(users) ? users : (items as Refusal);
  const table = (rows: RankingRows, codes: Int32Array, itemCodes: Int32Array): Table => {
    const named = { codes, count: users.count };
    return { rows, users: named, items: itemCodes, lists: byList(named) };
  };
  const first = table(champion, users.first, items.first);
  const second = table(challenger, users.second, items.second);
  const has = ({ lists }: Table, user: number): boolean => (lists.starts[user] ?? 0) < (lists.starts[user + 1] ?? 0);
  const every = Array.from({ length: users.count }, (_, user) => user);
  const shared = every.filter((user) => has(first, user) && has(second, user));
  const leftOut = {
    champion: every.filter((user) => !has(second, user)).length,
    challenger: every.filter((user) => !has(first, user)).length,
  };
  if (shared.length === 0) return refuse('empty', 'no user has rows of both models');
  const [own, its] = [together(first, second, shared, items.count), together(second, first, shared, items.count)];
  if (isRefusal(own)) return own;
  if (isRefusal(its)) return its;
  return {
    pair: { champion: prepareRanking(own), challenger: prepareRanking(its) },
    users: shared.length,
    leftOut,
  };
}

interface NamesOfBoth {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly count: number;
}

type Names = RankingRows['users'];

function namesOfBoth(what: string, first: Names, second: Names): NamesOfBoth | Refusal {
  const rows = first.length;
  const all = Array.from({ length: rows + second.length }, (_, row) =>
    row < rows ? (first[row] ?? Number.NaN) : (second[row - rows] ?? Number.NaN),
  );
  const named = namesOf(what, all);
  if (isRefusal(named)) return named;
  return { first: named.codes.subarray(0, rows), second: named.codes.subarray(rows), count: named.count };
}

/** Rows of one table for these users, and after them the items that only the other table has, as not listed. */
function together(own: Table, other: Table, users: readonly number[], itemCount: number): RankingRows | Refusal {
  const most = own.rows.users.length + other.rows.users.length;
  // A row of the table, or −1 less a row of the other one.
  const source = new Int32Array(most);
  const listOf = new Int32Array(most);
  const rowOfItem = new Int32Array(itemCount).fill(-1);
  let size = 0;
  for (const [list, user] of users.entries()) {
    for (let place = own.lists.starts[user] ?? 0; place < (own.lists.starts[user + 1] ?? 0); place += 1) {
      const row = own.lists.rows[place] ?? 0;
      rowOfItem[own.items[row] ?? 0] = row;
      source[size] = row;
      listOf[size] = list;
      size += 1;
    }
    for (let place = other.lists.starts[user] ?? 0; place < (other.lists.starts[user + 1] ?? 0); place += 1) {
      const row = other.lists.rows[place] ?? 0;
      const same = rowOfItem[other.items[row] ?? 0] ?? -1;
      if (own.users.codes[same] !== user) {
        source[size] = -1 - row;
        listOf[size] = list;
        size += 1;
      } else if (own.rows.relevance[same] !== other.rows.relevance[row]) return contradiction(own, same, other, row);
    }
  }
  return columnsOf(own, other, source.subarray(0, size), listOf.subarray(0, size));
}

function contradiction(own: Table, row: number, other: Table, same: number): Refusal {
  const { users, items, relevance } = own.rows;
  const [first, second] = [relevance[row], other.rows.relevance[same]].sort();
  return refuse(
    'invalid',
    `item ${items[row]} of user ${users[row]} has relevance ${first} in one table and ${second} in the other, expected one`,
  );
}

function columnsOf(own: Table, other: Table, source: Int32Array, users: Int32Array): RankingRows {
  const { relevance, scores, ranks, listed, categories, features, popularity, relevantFrom, catalogue } = own.rows;
  const pick = (values: ArrayLike<number>, filler: number): Float64Array =>
    Float64Array.from(source, (row) => (row < 0 ? filler : (values[row] ?? Number.NaN)));
  const columns = features ? features.length / own.rows.users.length : 0;
  return {
    users,
    items: Float64Array.from(source, (row) => (row < 0 ? other.items[-1 - row] : own.items[row]) ?? 0),
    relevance: Float64Array.from(source, (row) => Number(row < 0 ? other.rows.relevance[-1 - row] : relevance[row])),
    listed: Float64Array.from(source, (row) => (row < 0 ? 0 : Number(listed?.[row] ?? 1))),
    ...(scores && { scores: pick(scores, 0) }),
    ...(ranks && { ranks: pick(ranks, 0) }),
    ...(categories && { categories: Array.from(source, (row) => (row < 0 ? '' : (categories[row] ?? ''))) }),
    ...(features && {
      features: Float64Array.from({ length: source.length * columns }, (_, cell) => {
        const row = source[Math.floor(cell / columns)] ?? 0;
        return row < 0 ? 0 : (features[row * columns + (cell % columns)] ?? Number.NaN);
      }),
    }),
    ...(popularity && { popularity: pick(popularity, 1) }),
    ...(relevantFrom !== undefined && { relevantFrom }),
    ...(catalogue !== undefined && { catalogue }),
  };
}
