import { hkdfSync } from 'node:crypto';
import { PitwallError, type Place } from '../core/errors.ts';

/** A key as it is held in memory: what was given serves only to derive others, each for one purpose. */
export interface Key {
  /** Follows from the key itself, so that another key can never go by its name. */
  readonly id: string;
  /** Wraps the keys of envelopes. */
  readonly wrapping: Buffer;
  /** Tells whether an envelope is opened where it was sealed. */
  readonly naming: Buffer;
  derive(purpose: string): Buffer;
}

const fewestBytes = 32;
const mostBytes = 1_024;

/** Of 32 random bytes some 30 are different; fewer than half of that is no accident. */
const fewestDifferent = 16;

const wellKnown =
  /^(change[-_ ]?(me|it|this)|pass(word|wd|phrase)|secret|default|example|insecure|test[-_]|letmein|0{8})/i;

/** 32 random bytes or more, as base64 (either alphabet) or hex. */
export function readKey(text: string, place: Place): Key {
  const bytes = decode(text);
  if (!bytes) throw unusable('expected a key as base64 or hex, found another text', place);
  if (wellKnown.test(text))
    throw unusable('expected a random key, found one that begins like a well-known text', place);
  if (bytes.length < fewestBytes) {
    throw unusable(`expected a key of at least ${fewestBytes} bytes, found one of ${bytes.length}`, place);
  }
  if (bytes.length > mostBytes) {
    throw unusable(`expected a key of at most ${mostBytes} bytes, found one of ${bytes.length}`, place);
  }
  if (new Set(bytes).size < fewestDifferent)
    throw unusable('expected a random key, found one that repeats itself', place);
  if (bytes.every((byte) => byte >= 0x20 && byte < 0x7f)) {
    throw unusable('expected a random key, found text in the disguise of one', place);
  }
  return keyOfBytes(bytes);
}

export function keyOfBytes(bytes: Uint8Array): Key {
  const derive = (what: string, length = 32): Buffer =>
    Buffer.from(hkdfSync('sha256', bytes, new Uint8Array(0), `pitwall/1/${what}`, length));
  return {
    id: derive('id', 8).toString('hex'),
    wrapping: derive('wrap'),
    naming: derive('name'),
    derive: (purpose) => derive(`purpose/${purpose}`),
  };
}

function decode(text: string): Buffer | undefined {
  if (/^([0-9a-f]{2})+$/i.test(text)) return Buffer.from(text, 'hex');
  if (/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return Buffer.from(text, 'base64');
  return undefined;
}

/** Says nothing of the text itself. */
function unusable(problem: string, place: Place): PitwallError {
  return new PitwallError({
    code: 'secret.key_invalid',
    problem,
    fix: 'Make one with: openssl rand -base64 32',
    place,
  });
}
