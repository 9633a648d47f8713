import { mostBins } from './feature-bins.ts';

/** Three questions deep: node k goes on to 2k + 1 where the bin is at most the cut, else to 2k + 2. */
export interface Tree {
  readonly feature: Uint16Array;
  readonly cut: Uint8Array;
  readonly leaf: Float64Array;
}

export interface Boosted {
  readonly start: number;
  readonly trees: readonly Tree[];
}

const depth = 3;
const nodes = 2 ** depth - 1;
const leaves = 2 ** depth;
const rounds = 40;
const rate = 0.1;
/** Rows of a leaf. */
const fewest = 10;
const places = mostBins + 1;
/** At this cut all rows go the same way: the node asks nothing. */
const all = 255;

/**
 * Gradient boosting of small trees for the mean of a target (Friedman, 2001): each tree is fitted to what those before it
 * left over, and counts a tenth. Features are columns of bins. Cost: 120 passes over the rows for each column.
 */
export function boost(features: readonly Uint8Array[], target: Float64Array, rows: Uint32Array): Boosted {
  let sum = 0;
  for (const row of rows) sum += target[row] ?? 0;
  const start = sum / rows.length;
  const left = Float64Array.from(rows, (row) => (target[row] ?? 0) - start);
  const trees: Tree[] = [];
  for (let round = 0; round < rounds; round += 1) trees.push(growTree(features, left, rows));
  return { start, trees };
}

/** Takes what the tree says off `left`. */
function growTree(features: readonly Uint8Array[], left: Float64Array, rows: Uint32Array): Tree {
  const [feature, cut] = [new Uint16Array(nodes), new Uint8Array(nodes).fill(all)];
  const node = new Uint16Array(rows.length);
  for (let level = 0; level < depth; level += 1) {
    const first = 2 ** level - 1;
    const best = new Float64Array(2 ** level);
    for (const [number, bins] of features.entries()) {
      const [sums, counts] = [new Float64Array(2 ** level * places), new Float64Array(2 ** level * places)];
      for (let at = 0; at < rows.length; at += 1) {
        const place = ((node[at] ?? 0) - first) * places + (bins[rows[at] ?? 0] ?? 0);
        sums[place] = (sums[place] ?? 0) + (left[at] ?? 0);
        counts[place] = (counts[place] ?? 0) + 1;
      }
      for (let own = 0; own < best.length; own += 1) {
        const found = bestCut(sums, counts, own * places);
        if (found.gain <= (best[own] ?? 0)) continue;
        best[own] = found.gain;
        feature[first + own] = number;
        cut[first + own] = found.cut;
      }
    }
    for (let at = 0; at < rows.length; at += 1) {
      const own = node[at] ?? 0;
      const bin = features[feature[own] ?? 0]?.[rows[at] ?? 0] ?? 0;
      node[at] = 2 * own + (bin <= (cut[own] ?? all) ? 1 : 2);
    }
  }
  const [sums, counts] = [new Float64Array(leaves), new Float64Array(leaves)];
  for (let at = 0; at < rows.length; at += 1) {
    const own = (node[at] ?? nodes) - nodes;
    sums[own] = (sums[own] ?? 0) + (left[at] ?? 0);
    counts[own] = (counts[own] ?? 0) + 1;
  }
  const leaf = sums.map((sum, own) => ((counts[own] ?? 0) > 0 ? (rate * sum) / (counts[own] ?? 1) : 0));
  for (let at = 0; at < rows.length; at += 1) left[at] = (left[at] ?? 0) - (leaf[(node[at] ?? nodes) - nodes] ?? 0);
  return { feature, cut, leaf };
}

/** The cut that makes the sum of squares fall most. */
function bestCut(sums: Float64Array, counts: Float64Array, from: number) {
  let [whole, count] = [0, 0];
  for (let bin = 0; bin < places; bin += 1) {
    whole += sums[from + bin] ?? 0;
    count += counts[from + bin] ?? 0;
  }
  let [sum, below, gain, cut] = [0, 0, 0, all];
  for (let bin = 0; bin < places - 1; bin += 1) {
    sum += sums[from + bin] ?? 0;
    below += counts[from + bin] ?? 0;
    if (below < fewest || count - below < fewest) continue;
    const own = sum ** 2 / below + (whole - sum) ** 2 / (count - below) - whole ** 2 / count;
    if (own > gain) [gain, cut] = [own, bin];
  }
  return { gain, cut };
}

/** What the trees say of a row. */
export function boostedAt({ start, trees }: Boosted, features: readonly Uint8Array[], row: number): number {
  let value = start;
  for (const { feature, cut, leaf } of trees) {
    let node = 0;
    for (let level = 0; level < depth; level += 1)
      node = 2 * node + ((features[feature[node] ?? 0]?.[row] ?? 0) <= (cut[node] ?? all) ? 1 : 2);
    value += leaf[node - nodes] ?? 0;
  }
  return value;
}
