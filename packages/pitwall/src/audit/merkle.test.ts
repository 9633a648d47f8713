import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyRange, grow, type Hash, leafHash, nodeHash, readRange, rootOf, writeRange } from './merkle.ts';
import {
  consistencyProof,
  inclusionProof,
  type SubtreeHash,
  subtreesOf,
  verifyConsistency,
  verifyInclusion,
} from './merkle-proof.ts';

const hex = (hash: Hash): string => hash.toString('hex');

/** The leaves that implementations of Certificate Transparency are tested with, and the roots of the first 0 to 8. */
const knownLeaves = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((text) => Buffer.from(text, 'hex'));
const knownRoots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

/** As the RFC defines it, word for word. */
function naiveRoot(leaves: readonly Hash[]): Hash {
  const [first] = leaves;
  if (first === undefined) return createHash('sha256').digest();
  if (leaves.length === 1) return first;
  const split = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1);
  return nodeHash(naiveRoot(leaves.slice(0, split)), naiveRoot(leaves.slice(split)));
}

const treeOf = (leaves: readonly Hash[]) => {
  const tree = grow();
  for (const leaf of leaves) tree.append(leaf);
  return tree;
};
const leavesOf = (count: number): Hash[] =>
  Array.from({ length: count }, (_, nr) => leafHash(Buffer.from(`leaf ${nr}`)));
const size = fc.integer({ min: 1, max: 70 });
const naive =
  (leaves: readonly Hash[]): SubtreeHash =>
  (start, end) =>
    naiveRoot(leaves.slice(start, end));

describe('the Merkle tree of RFC 6962', () => {
  it.each(knownRoots.map((root, count) => ({ root, count })))(
    'has the known root of $count leaves',
    ({ root, count }) => {
      expect(hex(treeOf(knownLeaves.slice(0, count).map(leafHash)).root())).toBe(root);
    },
  );

  it('has the known proofs', () => {
    const hashOf = subtreesOf(knownLeaves.map(leafHash));
    expect(inclusionProof(0, 8, hashOf).map(hex)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
    expect(inclusionProof(5, 8, hashOf).map(hex)).toEqual([
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
    expect(consistencyProof(6, 8, hashOf).map(hex)).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
    expect(consistencyProof(2, 5, subtreesOf(knownLeaves.slice(0, 5).map(leafHash))).map(hex)).toEqual([
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ]);
  });

  it('grows to the root that the definition gives, from any range that was kept', () => {
    fc.assert(
      fc.property(fc.nat(130), fc.nat(130), (before, after) => {
        const leaves = leavesOf(before + after);
        const kept = treeOf(leaves.slice(0, before)).range();
        const again = readRange(before, writeRange(kept)) ?? emptyRange;
        expect(again).toEqual(kept);
        const tree = grow(again);
        for (const leaf of leaves.slice(before)) tree.append(leaf);
        expect(tree.size).toBe(before + after);
        expect(hex(tree.root())).toBe(hex(naiveRoot(leaves)));
        expect(hex(rootOf(kept))).toBe(hex(naiveRoot(leaves.slice(0, before))));
      }),
    );
  });

  it('proves each leaf, and nothing else', () => {
    fc.assert(
      fc.property(size, fc.nat(), fc.nat(), (count, some, other) => {
        const leaves = leavesOf(count);
        const [index, wrong] = [some % count, other % count];
        const root = naiveRoot(leaves);
        const proof = inclusionProof(index, count, naive(leaves));
        const leaf = leaves[index] as Hash;
        expect(verifyInclusion({ index, size: count, leaf, root }, proof)).toBe(true);
        if (wrong !== index) expect(verifyInclusion({ index: wrong, size: count, leaf, root }, proof)).toBe(false);
        expect(verifyInclusion({ index, size: count, leaf: leafHash(Buffer.from('x')), root }, proof)).toBe(false);
        expect(verifyInclusion({ index, size: count, leaf, root }, [...proof, root])).toBe(false);
        if (proof.length > 0) expect(verifyInclusion({ index, size: count, leaf, root }, proof.slice(1))).toBe(false);
      }),
    );
  });

  it('proves that it grew out of each smaller one, and of nothing else', () => {
    fc.assert(
      fc.property(size, fc.nat(), (count, some) => {
        const leaves = leavesOf(count);
        const from = 1 + (some % count);
        const old = { size: from, root: naiveRoot(leaves.slice(0, from)) };
        const now = { size: count, root: naiveRoot(leaves) };
        const proof = consistencyProof(from, count, naive(leaves));
        expect(verifyConsistency(old, now, proof)).toBe(true);
        const other = leafHash(Buffer.from('x'));
        expect(verifyConsistency({ ...old, root: other }, now, proof)).toBe(false);
        expect(verifyConsistency(old, { ...now, root: other }, proof)).toBe(false);
        expect(verifyConsistency(old, now, [...proof, other])).toBe(false);
        if (proof.length > 0) expect(verifyConsistency(old, now, proof.slice(1))).toBe(false);
      }),
    );
  });

  it('refuses a range that cannot be of its size', () => {
    const text = writeRange(treeOf(leavesOf(5)).range());
    expect(readRange(5, text)).toBeDefined();
    for (const [count, found] of [
      [7, text],
      [5, text.slice(2)],
      [5, `zz${text.slice(2)}`],
      [4, text],
    ] as const) {
      expect(readRange(count, found)).toBeUndefined();
    }
  });

  it('refuses to prove what is not in it', () => {
    const hashOf = subtreesOf(leavesOf(3));
    expect(() => inclusionProof(3, 3, hashOf)).toThrow(RangeError);
    expect(() => consistencyProof(4, 3, hashOf)).toThrow(RangeError);
    expect(() => consistencyProof(0, 3, hashOf)).toThrow(RangeError);
  });
});
