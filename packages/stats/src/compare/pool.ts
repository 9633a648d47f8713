/** How many of the reference and of the current values fall in one cell of a table with two rows. */
export interface Cell {
  readonly reference: number;
  readonly current: number;
}

/** Categories gathered so that an approximation holds. */
export interface Pooled {
  /** Cells with enough values for the chi-squared distribution. */
  readonly common: readonly Cell[];
  /** All rare categories in one cell, where together they are still too few for that beside two common cells or more. */
  readonly rare?: Cell;
  /** How many categories share a cell with another. */
  readonly pooled: number;
}

/**
 * Gathers categories, rarest first, into cells in which the smaller sample can expect `minimumExpected` values.
 *
 * Goes by the totals of both samples alone: pooling after looking at who has the values would spoil the p-value. Many
 * small cells, not one: thousands of rare categories that were all replaced by others stay visible. For that, equally rare
 * categories are taken in an order scrambled by their places, so that no pattern in the order given, such as old and new
 * names in turn, balances every cell. The order given must not depend on the data; by name is good. Cost: one sort.
 */
export function pool(cells: readonly Cell[], minimumExpected: number): Pooled {
  const seen = cells
    .filter((cell) => sizeOf(cell) > 0)
    .map((cell, place) => ({ cell, place: scramble(place) }))
    .sort((a, b) => sizeOf(a.cell) - sizeOf(b.cell) || a.place - b.place)
    .map(({ cell }) => cell);
  const all = add(seen);
  const share = Math.min(all.reference, all.current) / sizeOf(all);
  const isRare = (total: number): boolean => total * share < minimumExpected;
  const common = seen.filter((cell) => !isRare(sizeOf(cell)));
  const pools: Cell[][] = [];
  let open: Cell[] = [];
  for (const cell of seen.slice(0, seen.length - common.length)) {
    open.push(cell);
    if (!isRare(sizeOf(add(open)))) {
      pools.push(open);
      open = [];
    }
  }
  const last = pools.at(-1);
  if (last) last.push(...open);
  const gathered = [...pools.map(add), ...common];
  const alone = last === undefined && open.length > 0 ? add(open) : undefined;
  const pooled = seen.length - common.length - (alone && open.length === 1 ? 1 : 0);
  if (alone && gathered.length >= 2) return { common: gathered, rare: alone, pooled };
  const parts = alone ? [alone, ...gathered] : gathered;
  if (parts.length >= 2 || seen.length < 2) return { common: parts, pooled };
  return { common: halves(seen), pooled: seen.length > 2 ? seen.length : 0 };
}

export function sizeOf(cell: Cell): number {
  return cell.reference + cell.current;
}

export function add(cells: readonly Cell[]): Cell {
  let [reference, current] = [0, 0];
  for (const cell of cells) {
    reference += cell.reference;
    current += cell.current;
  }
  return { reference, current };
}

/** The rarer and the more frequent categories, as near to half of the values each as can be. */
function halves(seen: readonly Cell[]): Cell[] {
  const half = sizeOf(add(seen)) / 2;
  let cut = 1;
  let below = sizeOf(add(seen.slice(0, 1)));
  for (const cell of seen.slice(1, -1)) {
    const more = below + sizeOf(cell);
    if (Math.abs(more - half) >= Math.abs(below - half)) break;
    below = more;
    cut += 1;
  }
  return [add(seen.slice(0, cut)), add(seen.slice(cut))];
}

/** The finaliser of MurmurHash3: neighbours end up anywhere, and no two in the same place. */
function scramble(place: number): number {
  let mixed = place;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
