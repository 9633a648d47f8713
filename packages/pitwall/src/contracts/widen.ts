/** How far beyond what was seen a range reaches, as a share of it: other data of the same kind reaches further. */
const margin = 0.25;

/** What one single value tells of the spread of others, as a share of it. */
const constantSpread = 0.01;

/** A range on round numbers that holds what was seen and some more. Shares stay between 0 and 1, and what is never negative stays so. */
export function widenRange(low: number, high: number, whole: boolean): { min: number; max: number } {
  if (!whole && low >= 0 && high <= 1) return { min: 0, max: 1 };
  const span = high - low || Math.max(1, Math.abs(low) * constantSpread);
  const step = 10 ** Math.floor(Math.log10(span * margin));
  const unit = whole ? Math.max(1, step) : step;
  const min = round(Math.floor((low - span * margin) / unit) * unit);
  const max = round(Math.ceil((high + span * margin) / unit) * unit);
  return {
    min: low >= 0 && min < 0 ? 0 : outer(min, low, Math.min),
    max: high <= 0 && max > 0 ? 0 : outer(max, high, Math.max),
  };
}

const round = (number: number): number => Number(number.toPrecision(12));

/** Rounding, or numbers too small to be divided, must not leave out what was seen. Nobody writes -0. */
function outer(bound: number, seen: number, choose: (a: number, b: number) => number): number {
  const chosen = Number.isFinite(bound) ? choose(bound, seen) : seen;
  return chosen === 0 ? 0 : chosen;
}
