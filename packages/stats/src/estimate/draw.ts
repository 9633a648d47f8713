import { generator } from '../multivariate/matrix.ts';

export interface Draw {
  /** How many of n come true when each does with probability p. */
  readonly binomial: (n: number, p: number) => number;
  readonly normal: () => number;
}

/** From here on a count is drawn as a rounded normal number. */
const worthRounding = 25;

/** A source of counts that is the same on every machine. */
export function drawFrom(seed: number): Draw {
  const uniform = generator(seed);
  let spare = Number.NaN;
  /** Marsaglia's polar method gives two at a time. */
  const normal = (): number => {
    if (!Number.isNaN(spare)) {
      const kept = spare;
      spare = Number.NaN;
      return kept;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      spare = y * scale;
      return x * scale;
    }
  };
  /** Adds up the probabilities of 0, 1, 2 … until they pass a uniform number. */
  const few = (n: number, p: number): number => {
    const odds = p / (1 - p);
    let left = uniform();
    let chance = (1 - p) ** n;
    let count = 0;
    while (left > chance && count < n) {
      left -= chance;
      count += 1;
      chance *= (odds * (n - count + 1)) / count;
    }
    return count;
  };
  const binomial = (n: number, p: number): number => {
    if (n === 0 || p <= 0) return 0;
    if (p >= 1) return n;
    if (n === 1) return uniform() < p ? 1 : 0;
    const spread = n * p * (1 - p);
    if (spread >= worthRounding) return Math.min(n, Math.max(0, Math.round(n * p + Math.sqrt(spread) * normal())));
    return p <= 0.5 ? few(n, p) : n - few(n, 1 - p);
  };
  return { binomial, normal };
}
