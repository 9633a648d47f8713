import type { Data, RecordBatch } from 'apache-arrow';

type Arrow = typeof import('apache-arrow');

/**
 * Where a buffer does not fit its rows, the library would answer that they have no value, or make up very long ones. So
 * each batch is looked at before its values are.
 */
export function assertBuffers(arrow: Arrow, batch: RecordBatch, known: WeakSet<Data>): void {
  for (const column of batch.data.children) {
    if (column.length !== batch.numRows) throw new Error('a column has another number of rows than its batch');
    assertData(arrow, column, known);
  }
}

function assertData(arrow: Arrow, data: Data, known: WeakSet<Data>): void {
  if (known.has(data)) return;
  known.add(data);
  const { type, length, values, valueOffsets, children, dictionary } = data;
  if (length === 0) return;
  if (valueOffsets && !arrow.DataType.isUnion(type)) {
    assertOffsets(valueOffsets, length, children[0]?.length ?? values?.length ?? 0);
  } else if (values && values.byteLength * 8 < length * bitsOf(arrow, data)) {
    throw new Error('a column has fewer values than rows');
  }
  if (arrow.DataType.isStruct(type) && children.some((child) => child.length < length)) {
    throw new Error('a field has fewer values than rows');
  }
  if (dictionary) assertIndices(data, dictionary.length);
  for (const child of [...children, ...(dictionary?.data ?? [])]) if (child) assertData(arrow, child, known);
}

function assertOffsets(offsets: ArrayLike<number | bigint>, length: number, end: number): void {
  let before = 0;
  for (let row = 0; row <= length; row += 1) {
    const offset = Number(offsets[row] ?? -1);
    if (offset < before || offset > end) throw new Error('a value begins or ends outside of its buffer');
    before = offset;
  }
}

function assertIndices(data: Data, different: number): void {
  for (let row = 0; row < data.length; row += 1) {
    const index = Number(data.values[row]);
    if (data.getValid(row) && (index < 0 || index >= different)) throw new Error('a value is not in its dictionary');
  }
}

/** At least as many as a value takes. */
function bitsOf(arrow: Arrow, { type }: Data): number {
  const { DataType } = arrow;
  if (DataType.isInt(type) || DataType.isDecimal(type)) return type.bitWidth;
  if (DataType.isFloat(type)) return 16 << type.precision;
  if (DataType.isFixedSizeBinary(type)) return type.byteWidth * 8;
  if (DataType.isTimestamp(type)) return 64;
  return DataType.isDate(type) || DataType.isTime(type) ? 32 : 1;
}
