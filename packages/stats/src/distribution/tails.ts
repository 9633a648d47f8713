/** Probability below a point and above it. Both are kept because 1 − p has no digits left of a small p. */
export interface Tails {
  readonly below: number;
  readonly above: number;
}

export const allBelow: Tails = { below: 1, above: 0 };
export const allAbove: Tails = { below: 0, above: 1 };
export const noTails: Tails = { below: Number.NaN, above: Number.NaN };

export function fromBelow(below: number): Tails {
  return { below: Math.min(1, below), above: Math.max(0, 1 - below) };
}

export function fromAbove(above: number): Tails {
  return { below: Math.max(0, 1 - above), above: Math.min(1, above) };
}

export function exchange(tails: Tails): Tails {
  return { below: tails.above, above: tails.below };
}
