import { getMark, putMark } from '../../state/alert-mark-table.ts';
import { type OpenAlert, openAlerts } from '../../state/alert-table.ts';
import type { Reader, State, Tx } from '../../state/state.ts';
import type { Change } from './measure.ts';
import { createOpenBook, type OpenBook } from './open-book.ts';

export const markOfChanges = 'changes';

/** All that fired when the mark of changes was this. */
interface Known {
  readonly mark: number;
  readonly book: OpenBook;
}

interface Books {
  /** As the last transaction that asked saw it, its own changes included. */
  inside?: Known;
  /** As whoever only reads saw it, where that is not the same. */
  outside?: Known;
}

const books = new WeakMap<State, Books>();

function booksOf(state: State): Books {
  const known = books.get(state) ?? {};
  books.set(state, known);
  return known;
}

/**
 * No two are the same, not even those of a transaction that was undone, and those of another server: what is known under
 * a mark is what was there when exactly this change was the last one.
 */
let lastMark = Math.floor(performance.timeOrigin * 1_000);

/**
 * To be called in each transaction that opens, ends or changes an alert. Where the changes are given, what is known of
 * those that fire is brought up to date by them; else it is read again.
 */
export async function noteChange(
  tx: Tx,
  given?: { readonly state: State; readonly changes: readonly Change[] },
): Promise<void> {
  const own = given && booksOf(given.state);
  const known = own?.inside;
  const isKnown = known !== undefined && ((await getMark(tx, markOfChanges)) ?? 0) === known.mark;
  if (given) {
    const happened = given.changes.some((change) => change.happened.length > 0);
    if (!happened && !(isKnown && known.book.differs(given.changes))) return;
  }
  lastMark += 1;
  if (own && isKnown) {
    known.book.put(given.changes);
    own.inside = { mark: lastMark, book: known.book };
  }
  await putMark(tx, markOfChanges, lastMark);
}

/** All that fire. They are read whole only where somebody else changed one of them: a hundred thousand take a while. */
export async function openBook(state: State, db: Reader): Promise<OpenBook> {
  const mark = (await getMark(db, markOfChanges)) ?? 0;
  const known = booksOf(state);
  if (known.inside?.mark === mark) return known.inside.book;
  const isInside = db !== state.db;
  if (!isInside && known.outside?.mark === mark) return known.outside.book;
  const book = createOpenBook(await openAlerts(db));
  if (isInside) known.inside = { mark, book };
  else known.outside = { mark, book };
  return book;
}

export const allOpen = async (state: State, db: Reader): Promise<readonly OpenAlert[]> =>
  (await openBook(state, db)).all();
