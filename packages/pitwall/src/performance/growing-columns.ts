import type { NumberColumn } from '../data/engine.ts';

export interface GrowingColumns {
  /** Keeps the rows that are marked so. NaN stands for a missing value. */
  take(parts: readonly NumberColumn[], marks: Float64Array, rows: number, mark: number): void;
  readonly rows: number;
  readonly columns: readonly Float64Array[];
}

const firstRoom = 1 << 12;

/** Columns of numbers of which nobody knows how long they will be: they double when they are full. */
export function growingColumns(count: number): GrowingColumns {
  let columns = Array.from({ length: count }, () => new Float64Array(firstRoom));
  let [rows, room] = [0, firstRoom];
  const kept = new Uint32Array(1 << 16);
  return {
    take(parts, marks, length, mark) {
      let taken = 0;
      for (let row = 0; row < length; row += 1) if (marks[row] === mark) kept[taken++] = row;
      while (rows + taken > room) room *= 2;
      columns = columns.map((column) => (column.length < room ? grown(column, room) : column));
      columns.forEach((column, index) => {
        const part = parts[index];
        if (part) copy(part, kept, taken, column, rows);
      });
      rows += taken;
    },
    get rows() {
      return rows;
    },
    get columns() {
      return columns.map((column) => column.subarray(0, rows));
    },
  };
}

function grown(column: Float64Array<ArrayBuffer>, room: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(room);
  larger.set(column);
  return larger;
}

function copy({ values, missing }: NumberColumn, kept: Uint32Array, count: number, into: Float64Array, at: number) {
  for (let index = 0; index < count; index += 1) {
    const row = kept[index] ?? 0;
    into[at + index] = missing?.[row] ? Number.NaN : (values[row] ?? Number.NaN);
  }
}
