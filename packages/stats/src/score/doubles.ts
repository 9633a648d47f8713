/**
 * The same numbers as doubles: loops over one kind of array stay fast, whatever the caller holds. What is not a number
 * becomes NaN, which those who look at the rows refuse.
 */
export function doublesOf(values: ArrayLike<number>): Float64Array {
  if (values instanceof Float64Array) return values;
  const doubles = new Float64Array(values.length);
  for (let index = 0; index < doubles.length; index += 1) {
    const value: unknown = values[index];
    doubles[index] = typeof value === 'number' ? value : Number.NaN;
  }
  return doubles;
}
