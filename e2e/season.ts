/** Uniform numbers in [0, 1), the same on every machine (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Season {
  readonly seed: number;
  readonly games: number;
  /** How much faster it is played than usual. */
  readonly faster?: number;
}

const header = 'game_id,pace,points,conference,tipoff';

/** Games as CSV; whatever the seed, they are of one world unless they are played faster. */
export function season({ seed, games, faster = 0 }: Season): string {
  const random = randomFrom(seed);
  const lines = Array.from({ length: games }, (_, game) => {
    const pace = 60 + 7 * (random() + random() + random()) + faster;
    const conference = ['Coast', 'Gulf', 'Lakes'][Math.floor(3 * random())];
    const tipoff = new Date(Date.UTC(2025, 0, 6 + (game % 28), 12 + Math.floor(10 * random()))).toISOString();
    return `s${seed}-${game},${pace.toFixed(2)},${(pace + 10 * random()).toFixed(1)},${conference},${tipoff.slice(0, 19)}`;
  });
  return `${[header, ...lines].join('\n')}\n`;
}
