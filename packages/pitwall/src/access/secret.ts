import { createHash } from 'node:crypto';
import type { World } from '../server/world.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz234567';

/** Letters that are read aloud, typed and selected with a double click without mistakes. RFC 4648, without padding. */
export function base32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += letters.charAt((value >> bits) & 31);
    }
    value &= (1 << bits) - 1;
  }
  return bits > 0 ? text + letters.charAt((value << (5 - bits)) & 31) : text;
}

const idLetters = 10;
const newLetters = ({ random }: World): string => base32(random(7)).slice(0, idLetters);

export const newAccountId = (world: World): string => `u-${newLetters(world)}`;
export const newCredentialId = (world: World): string => `k-${newLetters(world)}`;

export interface MadeKey {
  readonly id: string;
  /** Shown once. */
  readonly token: string;
  readonly hint: string;
}

/**
 * `pitwall_<where>_<id>_<secret>_<checksum>`: scanners for secrets find it where it leaked, and tell it from text that
 * only looks like it without asking anybody.
 */
export function newKey(world: World, where = 'k'): MadeKey {
  const id = newCredentialId(world);
  const body = `pitwall_${where}_${id.slice(2)}_${base32(world.random(32))}`;
  const token = `${body}_${checksumOf(body)}`;
  return { id, token, hint: `pitwall_${where}_${id.slice(2)}_…${token.slice(-4)}` };
}

export const keyPattern = /^pitwall_[a-z0-9]{1,16}_[a-z2-7]{10}_[a-z2-7]{52}_[a-z2-7]{6}$/;

/** False where a letter of a key is wrong, so that nobody has to look it up. */
export function isWholeKey(token: string): boolean {
  const end = token.lastIndexOf('_');
  return keyPattern.test(token) && checksumOf(token.slice(0, end)) === token.slice(end + 1);
}

/** Against slips of the pen: it keeps nobody out. */
const checksumOf = (body: string): string =>
  base32(createHash('sha256').update(body).digest().subarray(0, 4)).slice(0, 6);
