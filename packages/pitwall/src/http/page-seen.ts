import { setImmediate as turnOfOthers } from 'node:timers/promises';
import { cursorAt, type Page, type PageRequest, usualItems } from '../state/cursor.ts';

interface Source<Item> {
  /** A piece of the whole list. */
  read(piece: PageRequest): Promise<Page<Item>>;
  isSeen(item: Item): boolean;
}

/** So many of what may not be seen are passed over for one page; then it is handed out as it is. */
const mostRead = 20_000;
const leastAtOnce = 500;
const mostAtOnce = 1_000;

/**
 * A page of what whoever asks may see. Where they may see little of a long list, it may hold fewer than were asked for,
 * and more may follow all the same. Where it ends says nothing of what may not be seen: a list of which nothing may be
 * seen ends as one that is empty, and `more` is said of what may be seen.
 */
export async function pageSeen<Item extends { readonly seq: number }>(
  list: string,
  { limit = usualItems, order = 'newest', ...request }: PageRequest,
  { read, isSeen }: Source<Item>,
): Promise<Page<Item>> {
  const items: Item[] = [];
  let { after } = request;
  // one more than is handed out, so that it is known whether more may be seen
  let atOnce = Math.min(limit + 1, mostAtOnce);
  for (let readSoFar = 0; ; atOnce = Math.max(atOnce, leastAtOnce)) {
    const page = await read({ order, limit: atOnce, ...(after === undefined ? {} : { after }) });
    for (const item of page.items) {
      if (!isSeen(item)) continue;
      if (items.length === limit) return { items, next: behind(items), more: true };
      items.push(item);
    }
    if (!page.more) return { items, next: behind(items), more: false };
    readSoFar += page.items.length;
    if (readSoFar >= mostRead) return { items, next: page.next, more: true };
    after = page.next ?? after;
    // to look through a long list takes a while, in which others are answered as well
    await turnOfOthers();
  }

  function behind(seen: readonly Item[]): string | null {
    const last = seen.at(-1);
    return last ? cursorAt(list, order, last.seq) : (request.after ?? null);
  }
}
