/** Share of the values that may be left out at each end of a picture. */
const leftOut = 0.005;

/**
 * The range of bins that holds nearly all values: from where more than 0.5 % lie below to where less than 0.5 % lie
 * above. `counts` goes by the number of a bin between two neighbouring `edges`.
 */
export function focusBins(edges: readonly number[], counts: ReadonlyMap<number, number>): [low: number, high: number] {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const last = edges.length - 2;
  let low = 0;
  let high = last;
  let below = counts.get(-1) ?? 0;
  while (low < last && below + (counts.get(low) ?? 0) <= leftOut * total) {
    below += counts.get(low) ?? 0;
    low += 1;
  }
  let above = counts.get(last + 1) ?? 0;
  while (high > low && above + (counts.get(high) ?? 0) <= leftOut * total) {
    above += counts.get(high) ?? 0;
    high -= 1;
  }
  return [edges[low] ?? 0, edges[high + 1] ?? 0];
}

/** Edges on round numbers (1, 2 or 5 times a power of ten) from `low` or below to `high` or above, about `bins` of them. */
export function niceEdges(low: number, high: number, bins: number): number[] {
  const span = high - low || Math.abs(low) || 1;
  const rough = span / bins;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((times) => times * power >= rough * 0.999) ?? 10) * power;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil((high === low ? low + step : high) / step - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const week = 7 * day;
/** A Monday. */
const firstMonday = 4 * day;

const fixedSteps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * second),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minute),
  ...[1, 2, 3, 6, 12].map((hours) => hours * hour),
  day,
  2 * day,
  week,
];

/** Of a month on average. */
const month = 30.436875 * day;
const monthSteps = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1_200, 2_400, 6_000, 12_000, 24_000, 60_000, 120_000];

/**
 * Edges of at most `bins` bins on steps that a calendar knows, in UTC: whole seconds, minutes, hours, days, weeks from
 * Monday, months, quarters, years. `low` and `high` are milliseconds since 1970. Months are not equally long, so neither
 * are such bins.
 */
export function niceTimeEdges(low: number, high: number, bins: number): number[] {
  const rough = (high - low) / bins;
  const step = fixedSteps.find((size) => size >= rough);
  if (step !== undefined) {
    const origin = step === week ? firstMonday : 0;
    const first = Math.floor((low - origin) / step);
    const last = Math.max(first + 1, Math.ceil((high - origin) / step));
    return Array.from({ length: last - first + 1 }, (_, index) => origin + (first + index) * step);
  }
  const months = monthSteps.find((count) => count * month >= rough) ?? 120_000;
  const monthOf = (time: number): number => new Date(time).getUTCFullYear() * 12 + new Date(time).getUTCMonth();
  const first = Math.floor(monthOf(low) / months);
  const edges = [startOfMonth(first * months)];
  for (let index = first + 1; (edges.at(-1) ?? high) < high; index += 1) edges.push(startOfMonth(index * months));
  return edges;
}

/** Of a month counted from the year 0. `Date.UTC` takes the years up to 99 for those of the last century. */
function startOfMonth(count: number): number {
  const start = new Date(0);
  start.setUTCFullYear(Math.floor(count / 12), count - Math.floor(count / 12) * 12, 1);
  return start.getTime();
}
