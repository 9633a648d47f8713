/** Uniform numbers in [0, 1), the same on every machine (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Normal numbers (Box–Muller). */
export function normals(seed: number, n: number, mean = 0, deviation = 1): number[] {
  const random = randomFrom(seed);
  return Array.from(
    { length: n },
    () => mean + deviation * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}

/** So many of these, each as often as the others. */
export function picks<Value>(seed: number, n: number, values: readonly [Value, ...Value[]]): Value[] {
  const random = randomFrom(seed);
  return Array.from({ length: n }, () => values[Math.floor(random() * values.length)] ?? values[0]);
}

/** The same values in another order. */
export function shuffled<Value>(seed: number, values: readonly Value[]): Value[] {
  const random = randomFrom(seed);
  return values
    .map((value) => ({ value, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}
