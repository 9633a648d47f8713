const view = new DataView(new ArrayBuffer(8));

/**
 * The smallest double above `value` (IEEE 754 `nextUp`), for finite values.
 *
 * A point bin for the value v is the half-open bin [v, nextUp(v)): it holds v and nothing else, and whoever counts
 * (JavaScript, SQL) needs no rule besides `edge <= value < next edge`.
 *
 * nextUp(1) = 1.0000000000000002, nextUp(0) = 5e-324, nextUp(Number.MAX_VALUE) = Infinity.
 */
export function nextUp(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  view.setFloat64(0, value);
  const bits = view.getBigInt64(0);
  view.setBigInt64(0, value > 0 ? bits + 1n : bits - 1n);
  return view.getFloat64(0);
}
