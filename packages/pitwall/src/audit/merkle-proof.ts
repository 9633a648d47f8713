import { grow, type Hash, nodeHash } from './merkle.ts';

/** The root of so many leaves from the given one on. Leaves may be read from wherever they are. */
export type SubtreeHash = (start: number, end: number) => Hash;

/** Of leaf hashes in memory. */
export const subtreesOf =
  (leaves: readonly Hash[]): SubtreeHash =>
  (start, end) => {
    const tree = grow();
    for (const leaf of leaves.slice(start, end)) tree.append(leaf);
    return tree.root();
  };

/** PATH(m, D[n]) of RFC 6962, §2.1.1: what to hash the leaf with, one after the other, to come to the root. */
export function inclusionProof(index: number, size: number, hashOf: SubtreeHash): Hash[] {
  if (!(index >= 0 && index < size)) throw new RangeError(`Expected a leaf of ${size}, found ${index}.`);
  const path = (at: number, start: number, end: number): Hash[] => {
    if (end - start === 1) return [];
    const middle = start + splitOf(end - start);
    return at < middle
      ? [...path(at, start, middle), hashOf(middle, end)]
      : [...path(at, middle, end), hashOf(start, middle)];
  };
  return path(index, 0, size);
}

/** PROOF(m, D[n]) of RFC 6962, §2.1.2: that the tree of `from` leaves is the beginning of that of `size`. */
export function consistencyProof(from: number, size: number, hashOf: SubtreeHash): Hash[] {
  if (!(from >= 1 && from <= size)) throw new RangeError(`Expected a size from 1 to ${size}, found ${from}.`);
  const path = (m: number, start: number, end: number, whole: boolean): Hash[] => {
    if (m === end - start) return whole ? [] : [hashOf(start, end)];
    const split = splitOf(end - start);
    return m <= split
      ? [...path(m, start, start + split, whole), hashOf(start + split, end)]
      : [...path(m - split, start + split, end, false), hashOf(start, start + split)];
  };
  return path(from, 0, size, true);
}

/** RFC 9162, §2.1.3.2. */
export function verifyInclusion(
  {
    index,
    size,
    leaf,
    root,
  }: { readonly index: number; readonly size: number; readonly leaf: Hash; readonly root: Hash },
  proof: readonly Hash[],
): boolean {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < size)) return false;
  let first = index;
  let last = size - 1;
  let reached = leaf;
  for (const one of proof) {
    if (last === 0) return false;
    if (first % 2 === 1 || first === last) {
      reached = nodeHash(one, reached);
      while (first % 2 === 0 && first !== 0) {
        first /= 2;
        last = half(last);
      }
    } else {
      reached = nodeHash(reached, one);
    }
    first = half(first);
    last = half(last);
  }
  return last === 0 && reached.equals(root);
}

export interface TreeHead {
  readonly size: number;
  readonly root: Hash;
}

/** RFC 9162, §2.1.4.2. */
export function verifyConsistency(from: TreeHead, to: TreeHead, proof: readonly Hash[]): boolean {
  if (from.size < 1 || from.size > to.size) return false;
  if (from.size === to.size) return proof.length === 0 && from.root.equals(to.root);
  const path = isPowerOfTwo(from.size) ? [from.root, ...proof] : [...proof];
  const start = path.shift();
  if (start === undefined) return false;
  let first = from.size - 1;
  let last = to.size - 1;
  while (first % 2 === 1) {
    first = half(first);
    last = half(last);
  }
  let [before, after] = [start, start];
  for (const one of path) {
    if (last === 0) return false;
    if (first % 2 === 1 || first === last) {
      before = nodeHash(one, before);
      after = nodeHash(one, after);
      while (first % 2 === 0 && first !== 0) {
        first /= 2;
        last = half(last);
      }
    } else {
      after = nodeHash(after, one);
    }
    first = half(first);
    last = half(last);
  }
  return last === 0 && before.equals(from.root) && after.equals(to.root);
}

const half = (value: number): number => Math.floor(value / 2);

/** The largest power of two below `size`, which is more than one. */
function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

const isPowerOfTwo = (value: number): boolean => 2 ** Math.round(Math.log2(value)) === value;
