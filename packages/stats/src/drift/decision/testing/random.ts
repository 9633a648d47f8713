/** A source of random numbers that is the same on every machine. */
export interface Random {
  /** In (0, 1). */
  readonly uniform: () => number;
  readonly normal: () => number;
  /** Gamma with scale 1. */
  readonly gamma: (shape: number) => number;
  readonly binomial: (n: number, p: number) => number;
}

/** sfc32, started from a whole number: its period is long enough for streams that never meet. */
export function randomFrom(seed: number): Random {
  let [a, b, c, counter] = [seed | 0, 0x9e3779b9 | 0, 0x243f6a88 | 0, 1];
  const uniform = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return ((sum >>> 0) + 0.5) / 2 ** 32;
  };
  for (let warm = 0; warm < 20; warm += 1) uniform();

  let spare: number | undefined;
  /** Marsaglia's polar method gives two at a time. */
  const normal = (): number => {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    for (;;) {
      const [x, y] = [2 * uniform() - 1, 2 * uniform() - 1];
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      spare = y * scale;
      return x * scale;
    }
  };

  /** Marsaglia and Tsang (2000), for shapes from 1 on. */
  const gamma = (shape: number): number => {
    const d = shape - 1 / 3;
    const width = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = normal();
      const v = (1 + width * x) ** 3;
      if (v > 0 && Math.log(uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  };

  /** Halves n at its middle order statistic, which is beta, until the rest can be drawn one by one (Relles, 1972). */
  const binomial = (n: number, p: number): number => {
    let [left, share, successes] = [n, p, 0];
    while (left > 20) {
      const middle = (left + 1) >> 1;
      const [below, above] = [gamma(middle), gamma(left + 1 - middle)];
      const cut = below / (below + above);
      if (cut <= share) {
        successes += middle;
        left -= middle;
        share = (share - cut) / (1 - cut);
      } else {
        left = middle - 1;
        share /= cut;
      }
    }
    for (; left > 0; left -= 1) if (uniform() < share) successes += 1;
    return successes;
  };
  return { uniform, normal, gamma, binomial };
}
