import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** What an unpacked body may have at most: it was made by us, but a damaged one must not fill the memory. */
const largest = 512 * 1024 * 1024;

/** Bytes as text that both engines hold, deflated. */
export const packText = (bytes: Uint8Array): string => deflateRawSync(bytes).toString('base64');

export const unpackText = (text: string): Buffer =>
  inflateRawSync(Buffer.from(text, 'base64'), { maxOutputLength: largest });
