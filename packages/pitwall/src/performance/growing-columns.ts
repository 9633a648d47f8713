import type { NumberColumn } from '../data/engine.ts';

/** A number kept as a code of one byte: 0 for one that is not finite, 1 for missing, then by where it lies among `starts`. */
export interface Coder {
  /** The least number of each range but the first, ascending; undefined where the numbers are codes already. */
  readonly starts: Float64Array | undefined;
}

export interface GrowingColumns {
  /** Keeps the rows that are marked so. */
  take(parts: readonly NumberColumn[], marks: Float64Array, rows: number, mark: number): void;
  readonly rows: number;
  /** NaN stands for a missing value. */
  readonly numbers: readonly Float64Array[];
  readonly codes: readonly Uint8Array[];
}

const firstRoom = 1 << 12;

/** Columns of which nobody knows how long they will be: first `count` of numbers, then one of codes for each coder. */
export function growingColumns(count: number, coders: readonly Coder[]): GrowingColumns {
  let numbers = Array.from({ length: count }, () => new Float64Array(firstRoom));
  let codes = coders.map(() => new Uint8Array(firstRoom));
  let [rows, room] = [0, firstRoom];
  let kept = new Uint32Array(firstRoom);
  return {
    take(parts, marks, length, mark) {
      if (length > kept.length) kept = new Uint32Array(length);
      let taken = 0;
      for (let row = 0; row < length; row += 1) if (marks[row] === mark) kept[taken++] = row;
      if (rows + taken > room) {
        while (rows + taken > room) room *= 2;
        numbers = numbers.map((column) => grown(column, new Float64Array(room)));
        codes = codes.map((column) => grown(column, new Uint8Array(room)));
      }
      const some = kept.subarray(0, taken);
      numbers.forEach((column, index) => {
        const part = parts[index];
        if (part) copy(part, some, column, rows);
      });
      codes.forEach((column, index) => {
        const [part, coder] = [parts[count + index], coders[index]];
        if (part && coder) code(part, some, coder, column, rows);
      });
      rows += taken;
    },
    get rows() {
      return rows;
    },
    get numbers() {
      return numbers.map((column) => column.subarray(0, rows));
    },
    get codes() {
      return codes.map((column) => column.subarray(0, rows));
    },
  };
}

function grown<Column extends Float64Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>(
  column: Column,
  larger: Column,
): Column {
  larger.set(column);
  return larger;
}

function copy({ values, missing }: NumberColumn, kept: Uint32Array, into: Float64Array, at: number): void {
  for (let index = 0; index < kept.length; index += 1) {
    const row = kept[index] ?? 0;
    into[at + index] = missing?.[row] ? Number.NaN : (values[row] ?? Number.NaN);
  }
}

function code(
  { values, missing }: NumberColumn,
  kept: Uint32Array,
  { starts }: Coder,
  into: Uint8Array,
  at: number,
): void {
  for (let index = 0; index < kept.length; index += 1) {
    const row = kept[index] ?? 0;
    const value = values[row] ?? Number.NaN;
    if (missing?.[row]) into[at + index] = 1;
    else if (!Number.isFinite(value)) into[at + index] = 0;
    else into[at + index] = starts ? 2 + rangeOf(value, starts) : value;
  }
}

/** How many starts are not above a value. */
function rangeOf(value: number, starts: Float64Array): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
