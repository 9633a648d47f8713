/** A source of chance that gives the same numbers on every machine. */
export interface Random {
  /** Evenly spread over [0, 1). */
  readonly next: () => number;
  readonly normal: () => number;
  readonly pick: <T>(items: readonly [T, ...T[]]) => T;
  readonly shuffled: <T>(items: readonly T[]) => T[];
}

/** Where the streams come from. */
export type RandomStreams = (...names: readonly (string | number)[]) => Random;

/** The streams of another world: the same names, other numbers. */
export function streamsOfSeed(seed: number): RandomStreams {
  return (...names) => randomStream(seed, ...names);
}

/**
 * One stream per thing that is left to chance, named by what it decides: `randomStream('closing', gameKey)`.
 * Streams know nothing of each other, so a new column or another game never changes the numbers that were there before.
 */
export function randomStream(...names: readonly (string | number)[]): Random {
  const next = sfc32(seedOf(JSON.stringify(names)));
  return {
    next,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
    shuffled: (items) =>
      items
        .map((item) => ({ item, order: next() }))
        .sort((a, b) => a.order - b.order)
        .map(({ item }) => item),
  };
}

type Seed = readonly [number, number, number, number];

/** FNV-1a with four starting points, each stirred at the end, because names often differ in the last letter only. */
function seedOf(text: string): Seed {
  const hash = (start: number) => {
    let state = start;
    for (let index = 0; index < text.length; index++) state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
    state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
    return (state ^ (state >>> 16)) >>> 0;
  };
  return [hash(0x811c9dc5), hash(0x9e3779b9), hash(0x243f6a88), hash(0xb7e15162)];
}

/** Chris Doty-Humphrey's small fast counting generator: 128 bits of state, passes PractRand. */
function sfc32(seed: Seed): () => number {
  let [a, b, c, counter] = seed;
  const step = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let warm = 0; warm < 12; warm++) step();
  return step;
}
