import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInForce, looksLikeJwt, readAccessToken, signAccessToken } from './access-token.ts';

const now = 1_767_614_400_000;
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const issuer = 'urn:pitwall:one';
const signer = { issuer, id: 's-abcdefghij', key: privateKey };
const whose = { account: 'u-abcdefghij', version: 3, family: 'f-abcdefghij', jti: 'A'.repeat(22), now };
const good = await signAccessToken(signer, whose);

/** As it is asked of a token that comes. */
const opens = async (token: string): Promise<boolean> =>
  looksLikeJwt(token) && readAccessToken(token) !== undefined && isInForce(token, { issuer, key: publicKey, now });

describe('an access token', () => {
  it('is read as it was written, and is in force with its key and issuer only', async () => {
    expect(readAccessToken(good)).toEqual({
      kid: 's-abcdefghij',
      claims: {
        iss: issuer,
        aud: 'pitwall',
        sub: 'user:u-abcdefghij',
        sid: 'f-abcdefghij',
        ver: 3,
        jti: 'A'.repeat(22),
        iat: now / 1_000,
        nbf: now / 1_000,
        exp: now / 1_000 + 600,
      },
    });
    expect(await opens(good)).toBe(true);
    const other = generateKeyPairSync('ed25519').publicKey;
    expect(await isInForce(good, { issuer, key: other, now })).toBe(false);
    expect(await isInForce(good, { issuer: 'urn:pitwall:two', key: publicKey, now })).toBe(false);
  });

  it('T20: with one character changed, added or taken away opens nothing', async () => {
    const place = fc.nat({ max: good.length - 1 });
    const letter = fc.constantFrom(...'ABYZabyz0189-_.=+/ \u0000é');
    await fc.assert(
      fc.asyncProperty(place, letter, fc.constantFrom(0, 1), async (at, put, taken) => {
        const changed = good.slice(0, at) + put + good.slice(at + taken);
        expect(changed === good || !(await opens(changed))).toBe(true);
      }),
      { numRuns: 500 },
    );
    for (let at = 0; at < good.length; at += 1) expect(await opens(good.slice(0, at) + good.slice(at + 1))).toBe(false);
  });

  it('T20: of any text opens nothing, and nothing is thrown', async () => {
    const text = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.json(), fc.json(), fc.string())
        .map((parts) => parts.map((part) => Buffer.from(part).toString('base64url')).join('.')),
    );
    await fc.assert(
      fc.asyncProperty(text, async (token) => {
        expect(await opens(token)).toBe(false);
      }),
    );
  });

  it('T20: of a megabyte is not even taken apart', () => {
    const before = performance.now();
    expect(readAccessToken(`${good}${'A'.repeat(1 << 20)}`)).toBeUndefined();
    expect(performance.now() - before).toBeLessThan(50);
  });
});
