import { doublesOf } from '../doubles.ts';
import { isRefusal, type Refusal, refuse } from '../score.ts';
import type { RankingRows } from './data.ts';
import { namesOf } from './lists.ts';

/** What makes items alike, by place: a kind each, or directions of length 1. */
export type Features = { readonly kinds: Int32Array } | { readonly directions: Float64Array; readonly columns: number };

export function prepareFeatures({ users, categories, features }: RankingRows, rows: Uint32Array): Features | Refusal {
  if (categories && features) return refuse('invalid', 'expected categories or features, found both');
  if (categories) {
    const named = namesOf('category', categories);
    if (isRefusal(named)) return named;
    const kinds = new Int32Array(rows.length);
    for (let place = 0; place < rows.length; place += 1) kinds[place] = named.codes[rows[place] ?? 0] ?? 0;
    return { kinds };
  }
  if (!features) return refuse('not_given', 'expected categories or features of the items');
  if (features.length === 0 || features.length % users.length !== 0)
    return refuse('invalid', `expected as many features for each of ${users.length} rows, found ${features.length}`);
  return directionsOf(doublesOf(features), features.length / users.length, rows);
}

function directionsOf(features: Float64Array, columns: number, rows: Uint32Array): Features | Refusal {
  const directions = new Float64Array(rows.length * columns);
  for (let place = 0; place < rows.length; place += 1) {
    const row = rows[place] ?? 0;
    let largest = 0;
    for (let column = 0; column < columns; column += 1) {
      const value = features[row * columns + column] ?? Number.NaN;
      if (!Number.isFinite(value))
        return refuse('invalid', `feature ${column} of row ${row} is ${value}, expected a finite number`);
      largest = Math.max(largest, Math.abs(value));
    }
    if (largest === 0)
      return refuse('invalid', `the features of row ${row} are all 0, so it is like and unlike nothing`);
    let square = 0;
    for (let column = 0; column < columns; column += 1) {
      const share = (features[row * columns + column] ?? 0) / largest;
      directions[place * columns + column] = share;
      square += share * share;
    }
    const length = Math.sqrt(square);
    for (let cell = place * columns; cell < (place + 1) * columns; cell += 1)
      directions[cell] = (directions[cell] ?? 0) / length;
  }
  return { directions, columns };
}

/** Mean distance of all pairs among the first places of a list: 1 where kinds differ, or 1 − cosine. */
export function meanDistance(features: Features, start: number, end: number): number {
  const pairs = ((end - start) * (end - start - 1)) / 2;
  return 'kinds' in features
    ? 1 - alikeKinds(features.kinds, start, end) / pairs
    : 1 - cosines(features.directions, features.columns, start, end) / pairs;
}

function alikeKinds(kinds: Int32Array, start: number, end: number): number {
  const counts = new Map<number, number>();
  let alike = 0;
  for (let place = start; place < end; place += 1) {
    const kind = kinds[place] ?? 0;
    const before = counts.get(kind) ?? 0;
    alike += before;
    counts.set(kind, before + 1);
  }
  return alike;
}

/** Σ over pairs u·v = (|Σ u|² − Σ |u|²) / 2, which takes one pass and not one for each pair. */
function cosines(directions: Float64Array, columns: number, start: number, end: number): number {
  let [whole, own] = [0, 0];
  for (let column = 0; column < columns; column += 1) {
    let sum = 0;
    for (let place = start; place < end; place += 1) {
      const value = directions[place * columns + column] ?? 0;
      sum += value;
      own += value * value;
    }
    whole += sum * sum;
  }
  return (whole - own) / 2;
}
