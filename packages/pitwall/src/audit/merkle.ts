import { hash } from 'node:crypto';

/** The Merkle tree of RFC 6962, §2.1. Hashes are 32 bytes; a tree of so many leaves is `size`. */
export type Hash = Buffer;

/** Perfect trees whose leaves together are all of them, the largest first: as many as `size` has ones in binary. */
export interface Range {
  readonly size: number;
  readonly hashes: readonly Hash[];
}

export const emptyRange: Range = { size: 0, hashes: [] };

const hashLength = 32;

/** MTH({d}) = SHA-256(0x00 ‖ d) */
export function leafHash(data: Uint8Array): Hash {
  const text = Buffer.allocUnsafe(1 + data.length);
  text[0] = 0;
  text.set(data, 1);
  return hash('sha256', text, 'buffer');
}

/** SHA-256(0x01 ‖ left ‖ right) */
export function nodeHash(left: Hash, right: Hash): Hash {
  const text = Buffer.allocUnsafe(1 + 2 * hashLength);
  text[0] = 1;
  text.set(left, 1);
  text.set(right, 1 + hashLength);
  return hash('sha256', text, 'buffer');
}

/** A tree that grows at its right end. Two hashes a leaf on average, and nothing but the range is kept. */
export interface Growing {
  readonly size: number;
  append(leaf: Hash): void;
  range(): Range;
  root(): Hash;
}

export function grow({ size: from, hashes }: Range = emptyRange): Growing {
  const stack = [...hashes];
  let size = from;
  return {
    get size() {
      return size;
    },
    append(leaf) {
      let node = leaf;
      // a carry of the binary number that `size` is
      for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2)) node = nodeHash(stack.pop() as Hash, node);
      stack.push(node);
      size += 1;
    },
    range: () => ({ size, hashes: [...stack] }),
    root: () => rootOf({ size, hashes: stack }),
  };
}

/** The hash of the empty tree is that of the empty text. */
export function rootOf({ hashes }: Range): Hash {
  const [last, ...before] = hashes.toReversed();
  return last === undefined
    ? hash('sha256', '', 'buffer')
    : before.reduce((right, left) => nodeHash(left, right), last);
}

/** As text, and back; undefined where the text is none of a tree of this size. */
export const writeRange = ({ hashes }: Range): string => hashes.map((one) => one.toString('hex')).join('');

export function readRange(size: number, text: string): Range | undefined {
  const ones = size
    .toString(2)
    .split('')
    .filter((digit) => digit === '1').length;
  if (text.length !== ones * 2 * hashLength || !/^[0-9a-f]*$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'hex');
  return {
    size,
    hashes: Array.from({ length: ones }, (_, nr) => bytes.subarray(nr * hashLength, (nr + 1) * hashLength)),
  };
}
