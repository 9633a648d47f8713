/**
 * The data behind the golden values: twenty columns that are the same doubles, bit for bit, wherever they are made
 * (`scripts/golden/drift_modes.py` makes them in Python). The order of the arithmetic is part of the definition.
 */

/** Uniform doubles in [0, 1) from a 32-bit seed (mulberry32). */
export function uniform(seed: number, n: number): Float64Array {
  let state = seed | 0;
  return Float64Array.from({ length: n }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  });
}

/** Columns 0–4 uniform, 5–9 nearly normal, 10–14 cubes with a heavy right end, 15–19 whole numbers from 0 to 49. */
function column(number: number, n: number, base: number): Float64Array {
  const seed = base + number * 1_000_003;
  const first = uniform(seed, n);
  if (number < 5) return first;
  if (number < 10) return twelveUniforms(first, seed);
  if (number < 15) return first.map((x) => x * x * x * 100);
  return first.map((x) => Math.floor(x * 50));
}

/** A sum of twelve uniforms less six has mean 0 and variance 1. */
function twelveUniforms(first: Float64Array, seed: number): Float64Array {
  const sum = Float64Array.from(first);
  for (let more = 1; more < 12; more += 1) {
    const next = uniform(seed + more * 7919, sum.length);
    next.forEach((x, index) => {
      sum[index] = (sum[index] ?? 0) + x;
    });
  }
  return sum.map((x) => x - 6);
}

const nameOf = (number: number): string => `f${String(number).padStart(2, '0')}`;

export function reference(n: number): Map<string, Float64Array> {
  return new Map(Array.from({ length: 20 }, (_, number) => [nameOf(number), column(number, n, 12_345)]));
}

const currentBase = 987_654_321;

/** What has happened to the drifted columns; the others come from the same distribution as the reference. */
const changes: Readonly<Record<string, (x: number) => number>> = {
  f00: (x) => x * 1.25,
  f01: (x) => x * x,
  f05: (x) => x + 0.1,
  f06: (x) => x * 1.5,
  f07: (x) => x + 1,
  f10: (x) => x * 1.3,
  f15: (x) => Math.floor(x * 40),
  f16: (x) => x + 25,
};

export function current(n: number): Map<string, Float64Array> {
  const columns = Array.from({ length: 20 }, (_, number): [string, Float64Array] => {
    const name = nameOf(number);
    const before = number === 15 ? uniform(currentBase + 15 * 1_000_003, n) : column(number, n, currentBase);
    const change = changes[name];
    return [name, change ? before.map(change) : before];
  });
  return new Map(columns);
}
