import type { Draw } from './draw.ts';

/** What an estimate leaves of the losses of the reference, were its rows as frequent as such rows are now. */
export interface LeftOver {
  readonly mean: number;
  readonly meanSquare: number;
  /** Of the mean, and how many degrees of freedom it has. */
  readonly variance: number;
  readonly freedom: number;
}

/** With less freedom Student's t has no variance. */
const leastFreedom = 3;

/**
 * What the cells leave of the losses, each row counting as often as rows like it come now. It makes up for rows that lie
 * farther out inside their cells than those of the reference did (doubly robust estimation: Robins and others, 1994).
 */
export function leftOver(left: Float64Array, times: Float64Array): LeftOver {
  const rows = left.length;
  let [mean, meanSquare, variance] = [0, 0, 0];
  for (let row = 0; row < rows; row += 1) {
    const [own, by] = [left[row] ?? 0, (times[row] ?? 0) / rows];
    mean += by * own;
    meanSquare += by * own ** 2;
    variance += (by * own) ** 2;
  }
  // A variance of which a few rows make the most is known as badly as that of few rows (Satterthwaite).
  let alike = 0;
  for (let row = 0; variance > 0 && row < rows; row += 1)
    alike += ((((times[row] ?? 0) / rows) * (left[row] ?? 0)) ** 2 / variance) ** 2;
  return {
    mean,
    meanSquare,
    variance,
    freedom: alike > 0 ? Math.max(leastFreedom, 1 / alike) : Number.POSITIVE_INFINITY,
  };
}

/** Student's t: the chi-squared number under the root is that of Wilson and Hilferty. */
export function studentised(freedom: number, { normal }: Draw): number {
  const ninth = 2 / (9 * freedom);
  return normal() / Math.max(0.1, 1 - ninth + Math.sqrt(ninth) * normal()) ** 1.5;
}

/** How many reference rows count, as many as count alike, where each counts so many times: (Σ times)² / Σ times². */
export function asManyAlike(times: Float64Array): number {
  let [sum, squares] = [0, 0];
  for (const by of times) {
    sum += by;
    squares += by * by;
  }
  return sum ** 2 / squares;
}
