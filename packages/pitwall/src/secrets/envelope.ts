import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { PitwallError } from '../core/errors.ts';
import type { Key } from './key.ts';

/**
 * `sealed.<key id>.<base64url>`, of which the bytes are: version, mark of the context, nonce and wrapped data key with
 * its tag, nonce and text with its tag. The data key is random for each envelope; wrapped anew it stays what it is, and
 * so does the text. Version, key id and context are authenticated.
 */
export interface Envelope {
  readonly keyId: string;
  readonly mark: Buffer;
  readonly wrapped: Buffer;
  readonly body: Buffer;
}

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
const keyBytes = 32;
const markBytes = 8;
const wrappedBytes = nonceBytes + keyBytes + tagBytes;
const fewestBytes = 1 + markBytes + wrappedBytes + nonceBytes + tagBytes;

const pattern = /^sealed\.([0-9a-f]{16})\.([A-Za-z0-9_-]+)$/;

/** What all envelopes of a key begin with, for whoever looks for them. */
export const prefixOf = (keyId: string): string => `sealed.${keyId}.`;

export type Random = (bytes: number) => Buffer;

export function sealWith(key: Key, plain: Uint8Array, context: string, random: Random): string {
  const dataKey = random(keyBytes);
  const mark = markOf(key, context);
  const envelope = {
    keyId: key.id,
    mark,
    wrapped: encrypt(key.wrapping, random(nonceBytes), dataKey, boundToKey(key.id, context)),
    body: encrypt(dataKey, random(nonceBytes), plain, boundToPlace(context)),
  };
  dataKey.fill(0);
  return write(envelope);
}

export function openWith(key: Key, envelope: Envelope, context: string): Buffer {
  const dataKey = unwrap(key, envelope, context);
  try {
    return decrypt(dataKey, envelope.body, boundToPlace(context));
  } finally {
    dataKey.fill(0);
  }
}

/** The same data key and the same text, under another key. */
export function rewrapWith(from: Key, to: Key, envelope: Envelope, context: string, random: Random): string {
  const dataKey = unwrap(from, envelope, context);
  const wrapped = encrypt(to.wrapping, random(nonceBytes), dataKey, boundToKey(to.id, context));
  dataKey.fill(0);
  return write({ ...envelope, keyId: to.id, mark: markOf(to, context), wrapped });
}

export function readEnvelope(text: string): Envelope {
  const [, keyId = '', encoded = ''] = pattern.exec(text) ?? [];
  const bytes = Buffer.from(encoded, 'base64url');
  // the last letter of base64 has bits that decoding passes over
  if (bytes.length < fewestBytes || bytes.toString('base64url') !== encoded) throw damaged();
  if (bytes[0] !== version) throw fromNewer(bytes[0] ?? 0);
  const at = 1 + markBytes;
  return {
    keyId,
    mark: bytes.subarray(1, at),
    wrapped: bytes.subarray(at, at + wrappedBytes),
    body: bytes.subarray(at + wrappedBytes),
  };
}

function write({ keyId, mark, wrapped, body }: Envelope): string {
  const bytes = Buffer.concat([Buffer.of(version), mark, wrapped, body]);
  return `${prefixOf(keyId)}${bytes.toString('base64url')}`;
}

function unwrap(key: Key, { keyId, mark, wrapped }: Envelope, context: string): Buffer {
  if (!timingSafeEqual(mark, markOf(key, context))) throw elsewhere();
  return decrypt(key.wrapping, wrapped, boundToKey(keyId, context));
}

const markOf = (key: Key, context: string): Buffer =>
  createHmac('sha256', key.naming).update(context).digest().subarray(0, markBytes);

const boundToKey = (keyId: string, context: string): Buffer => Buffer.from(`${version}\0${keyId}\0${context}`);
const boundToPlace = (context: string): Buffer => Buffer.from(`${version}\0${context}`);

/** Nonce, what is encrypted, tag. */
export function encrypt(key: Buffer, nonce: Buffer, plain: Uint8Array, bound: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bound);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, sealed: Buffer, bound: Uint8Array): Buffer {
  const end = sealed.length - tagBytes;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(bound).setAuthTag(sealed.subarray(end));
  const plain = decipher.update(sealed.subarray(nonceBytes, end));
  try {
    decipher.final();
    return plain;
  } catch {
    // what was decrypted so far is not to be had by anybody
    plain.fill(0);
    throw damaged();
  }
}

export const damaged = (what = 'something sealed'): PitwallError =>
  new PitwallError({
    code: 'secret.damaged',
    problem: `expected ${what} as it was written, found it changed or cut short`,
    fix: 'Bring it back from a backup, or set it anew',
  });

const elsewhere = (): PitwallError =>
  new PitwallError({
    code: 'secret.context',
    problem: 'expected something sealed for this place, found what was sealed for another',
    fix: 'Bring it back from a backup, or set it anew; somebody may have moved it',
  });

const fromNewer = (found: number): PitwallError =>
  new PitwallError({
    code: 'secret.newer',
    problem: `expected an envelope of version ${version}, found one of version ${found}`,
    fix: 'Use the version of pitwall that wrote it, or a newer one',
  });
