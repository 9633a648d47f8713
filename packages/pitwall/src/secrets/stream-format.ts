import { createCipheriv, createDecipheriv } from 'node:crypto';
import { damaged } from './envelope.ts';
import type { KeyRing } from './key-ring.ts';

/**
 * What is too long for one envelope, in chunks of 1 MiB (the STREAM construction of Hoang, Reyhanitabar, Rogaway and
 * Vizár, 2015). A header: a word that tells what it is, the length of an envelope, and the envelope, which holds the key
 * of this stream and the beginning of its nonces. Then chunks, each with its tag. A nonce ends in the number of its chunk
 * and in whether it is the last, so chunks that are left out, swapped, added or of another stream do not open.
 */
export interface StreamKey {
  readonly key: Buffer;
  readonly noncePrefix: Buffer;
}

export const chunkBytes = 1_048_576;
const tagBytes = 16;
export const sealedChunkBytes = chunkBytes + tagBytes;

const word = Buffer.from('pitwall\x01', 'latin1');
const keyBytes = 32;
const prefixBytes = 7;
/** What has to be read to know how long the header is. */
export const introBytes = word.length + 2;
const mostChunks = 2 ** 32;

export function makeHeader(
  ring: Pick<KeyRing, 'seal' | 'random'>,
  context: string,
): { readonly header: Buffer; readonly key: StreamKey } {
  const held = ring.random(keyBytes + prefixBytes);
  const envelope = Buffer.from(ring.seal(held, boundTo(context)), 'latin1');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(envelope.length);
  return { header: Buffer.concat([word, length, envelope]), key: split(held) };
}

/** How long the header is, by what it begins with. */
export function headerLength(intro: Buffer): number {
  const found = intro.subarray(0, word.length);
  if (intro.length < introBytes || !found.equals(word)) throw damaged('a sealed file');
  return introBytes + intro.readUInt16BE(word.length);
}

export function readHeader(ring: KeyRing, context: string, header: Buffer): StreamKey {
  const held = ring.open(header.toString('latin1', introBytes), boundTo(context));
  if (held.length !== keyBytes + prefixBytes) throw damaged('a sealed file');
  return split(held);
}

export function sealChunk({ key, noncePrefix }: StreamKey, index: number, last: boolean, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(noncePrefix, index, last));
  // what is encrypted is as long as what is not, so there is nothing left for `final`
  const body = cipher.update(plain);
  cipher.final();
  return Buffer.concat([body, cipher.getAuthTag()]);
}

export function openChunk({ key, noncePrefix }: StreamKey, index: number, last: boolean, sealed: Buffer): Buffer {
  const end = sealed.length - tagBytes;
  if (end < 0) throw damaged('a sealed file');
  const nonce = nonceOf(noncePrefix, index, last);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  decipher.setAuthTag(sealed.subarray(end));
  const plain = decipher.update(sealed.subarray(0, end));
  try {
    decipher.final();
    return plain;
  } catch {
    plain.fill(0);
    throw damaged('a sealed file');
  }
}

function nonceOf(prefix: Buffer, index: number, last: boolean): Buffer {
  if (index >= mostChunks) throw new RangeError('Expected fewer than 2^32 chunks.');
  const nonce = Buffer.alloc(prefixBytes + 5);
  prefix.copy(nonce);
  nonce.writeUInt32BE(index, prefixBytes);
  nonce[prefixBytes + 4] = last ? 1 : 0;
  return nonce;
}

const split = (held: Buffer): StreamKey => ({
  key: held.subarray(0, keyBytes),
  noncePrefix: held.subarray(keyBytes),
});

/** No envelope of the state opens as the header of a stream, nor the other way round. */
const boundTo = (context: string): string => `stream/${context}`;
