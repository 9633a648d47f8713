import { mostBins } from '../profile/edges.ts';
import { nextUp } from '../profile/next-double.ts';

/**
 * Edges for the errors of a baseline, on which later errors are counted: halfway between neighbouring values, so that up
 * to 1,024 different values each are in the middle of their bin. Below the lowest and above the highest value are edges
 * too where several are equal, so that errors beyond are seen even if all of the baseline are the same.
 *
 * Not `baselineEdges`: there each value is the lower end of its bin, so one just below is counted as before it, and one
 * just above as equal. With 30 errors in a baseline and 500 later ones that raises a fifth more alarms than the level
 * (simulated, at 0.05), where edges halfway raise a seventh fewer; with 1,000 errors it makes no difference.
 */
export function errorEdges(sorted: ArrayLike<number>): number[] {
  const perBin = sorted.length / mostBins;
  const edges: number[] = [];
  let edgeAt = 0;
  let start = 0;
  while (start < sorted.length) {
    let end = start + 1;
    while (end < sorted.length && sorted[end] === sorted[start]) end += 1;
    const isSpike = end - start >= perBin;
    const isOuterSpike = isSpike && end - start > 1;
    const value = sorted[start] ?? 0;
    if (start === 0 && isOuterSpike) edges.push(value);
    if (start > 0 && (isSpike || start - edgeAt >= perBin)) {
      edges.push(between(sorted[start - 1] ?? 0, value));
      edgeAt = start;
    }
    if (end === sorted.length && isOuterSpike) edges.push(nextUp(value));
    start = end;
  }
  return edges;
}

/** Above `low`, and at most `high`, however the sum rounds. */
function between(low: number, high: number): number {
  const middle = low + (high - low) / 2;
  return middle > low ? middle : high;
}
