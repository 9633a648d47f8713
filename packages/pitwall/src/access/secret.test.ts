import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base32, isWholeKey, newAccountId, newCredentialId, newKey } from './secret.ts';

const world = { now: () => 0, random: (bytes: number) => randomBytes(bytes) };

describe('letters of secrets', () => {
  it('are those of RFC 4648', () => {
    for (const [text, letters] of [
      ['', ''],
      ['f', 'my'],
      ['fo', 'mzxq'],
      ['foo', 'mzxw6'],
      ['foob', 'mzxw6yq'],
      ['fooba', 'mzxw6ytb'],
      ['foobar', 'mzxw6ytboi'],
    ] as const)
      expect(base32(Buffer.from(text))).toBe(letters);
  });

  it('make ids that say nothing', () => {
    expect(newAccountId(world)).toMatch(/^u-[a-z2-7]{10}$/);
    expect(newCredentialId(world)).toMatch(/^k-[a-z2-7]{10}$/);
  });
});

describe('a key', () => {
  it('says which it is, and shows its ends only', () => {
    const { id, token, hint } = newKey(world, 'prod');
    expect(token.startsWith(`pitwall_prod_${id.slice(2)}_`)).toBe(true);
    expect(hint).toBe(`pitwall_prod_${id.slice(2)}_…${token.slice(-4)}`);
    expect(isWholeKey(token)).toBe(true);
  });

  it('is told from one with a letter changed without looking it up', () => {
    const { token } = newKey(world);
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom(...'abcxyz234567_'), (at, letter) => {
        const changed = token.slice(0, at) + letter + token.slice(at + 1);
        expect(isWholeKey(changed)).toBe(changed === token);
      }),
    );
  });
});
