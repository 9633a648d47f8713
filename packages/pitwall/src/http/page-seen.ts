import { cursorAt, type Page, type PageRequest, usualItems } from '../state/cursor.ts';

interface Source<Item> {
  /** A piece of the whole list. */
  read(piece: PageRequest): Promise<Page<Item>>;
  isSeen(item: Item): boolean;
}

/** So many of what may not be seen are passed over for one page; then it is handed out as it is. */
const mostRead = 20_000;
const leastAtOnce = 500;

/**
 * A page of what whoever asks may see. Where they may see little of a long list, it may hold fewer than were asked for,
 * and more may follow all the same.
 */
export async function pageSeen<Item extends { readonly seq: number }>(
  list: string,
  { limit = usualItems, order = 'newest', ...request }: PageRequest,
  { read, isSeen }: Source<Item>,
): Promise<Page<Item>> {
  const items: Item[] = [];
  let { after } = request;
  let atOnce = limit;
  for (let readSoFar = 0; ; atOnce = Math.max(limit, leastAtOnce)) {
    const page = await read({ order, limit: atOnce, ...(after === undefined ? {} : { after }) });
    for (const [index, item] of page.items.entries()) {
      if (isSeen(item)) items.push(item);
      if (items.length < limit) continue;
      return { items, next: cursorAt(list, order, item.seq), more: page.more || index < page.items.length - 1 };
    }
    readSoFar += page.items.length;
    after = page.next ?? after;
    if (!page.more || readSoFar >= mostRead) return { items, next: page.next, more: page.more };
  }
}
