import { PitwallError } from '../core/errors.ts';

/** A piece of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page begins; after the last page, where what comes later will begin. Null of an empty list. */
  readonly next: string | null;
  readonly more: boolean;
}

export const orders = ['oldest', 'newest'] as const;
export type Order = (typeof orders)[number];

export interface PageRequest {
  readonly order?: Order;
  /** `next` of an earlier page of the same list in the same order. */
  readonly after?: string;
  readonly limit?: number;
}

const mostItems = 1000;
export const usualItems = 100;

export interface Position {
  readonly order: Order;
  readonly direction: 'asc' | 'desc';
  readonly comparison: '>' | '<';
  readonly limit: number;
  /** The number after which the page begins, in its order. */
  readonly seq: number | null;
}

/**
 * A cursor is the number of the last row seen. Numbers are given in the order of commits, so that one who follows a list
 * from the oldest on misses none.
 */
export function positionOf(list: string, { order = 'newest', after, limit = usualItems }: PageRequest): Position {
  if (!Number.isInteger(limit) || limit < 1 || limit > mostItems) {
    throw new RangeError(`Expected a limit from 1 to ${mostItems}, found ${limit}.`);
  }
  const seq = after === undefined ? null : readCursor(list, order, after);
  return { order, limit, seq, ...(order === 'oldest' ? oldest : newest) };
}

const oldest = { direction: 'asc', comparison: '>' } as const;
const newest = { direction: 'desc', comparison: '<' } as const;

/** Of rows that were asked for with one more than the limit, so that the page knows whether it is the last. */
export function pageOf<Row extends { readonly seq: number }, T>(
  list: string,
  { order, limit, seq }: Position,
  rows: readonly Row[],
  itemOf: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1)?.seq ?? seq;
  return {
    items: shown.map(itemOf),
    next: last === null ? null : cursorAt(list, order, last),
    more: rows.length > limit,
  };
}

/** The place right behind one row of a list. */
export const cursorAt = (list: string, order: Order, seq: number): string => `${list}.${order}.${seq}`;

function readCursor(list: string, order: Order, cursor: string): number {
  const [, ofList, ofOrder, digits] = /^(\w+)\.(\w+)\.(0|[1-9]\d{0,15})$/.exec(cursor) ?? [];
  const seq = Number(digits);
  if (ofList === list && ofOrder === order && Number.isSafeInteger(seq)) return seq;
  throw new PitwallError({
    code: 'state.cursor',
    problem: `Expected a cursor of ${list} from the ${order} on, found ${JSON.stringify(cursor.slice(0, 80))}`,
    fix: 'Give `next` of an earlier page of the same list in the same order, or begin without a cursor',
  });
}
