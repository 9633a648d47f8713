/** The numbers of a column, sorted out: the finite ones in their order, and how many were something else. */
export interface Numbers {
  readonly finite: ArrayLike<number>;
  readonly missing: number;
  readonly nan: number;
  readonly negativeInfinity: number;
  readonly positiveInfinity: number;
}

export type NumericValues = ArrayLike<number | bigint | null | undefined>;

/**
 * Sorts out a column of numbers. A `Float64Array` without anything special in it is used as it is, not copied.
 * Whole numbers beyond 2^53 become the nearest double.
 */
export function readNumbers(values: NumericValues): Numbers {
  if (values instanceof Float64Array && allFinite(values)) {
    return { finite: values, missing: 0, nan: 0, negativeInfinity: 0, positiveInfinity: 0 };
  }
  const finite = new Float64Array(values.length);
  let length = 0;
  let missing = 0;
  let nan = 0;
  let negativeInfinity = 0;
  let positiveInfinity = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    if (value === null || value === undefined) {
      missing += 1;
      continue;
    }
    const number = Number(value);
    if (Number.isFinite(number)) {
      finite[length] = number;
      length += 1;
    } else if (Number.isNaN(number)) nan += 1;
    else if (number < 0) negativeInfinity += 1;
    else positiveInfinity += 1;
  }
  return { finite: finite.subarray(0, length), missing, nan, negativeInfinity, positiveInfinity };
}

function allFinite(values: Float64Array): boolean {
  // x − x is NaN for NaN and the infinities: one subtraction instead of a call for each value of a long column.
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? 0;
    if (value - value !== 0) return false;
  }
  return true;
}
