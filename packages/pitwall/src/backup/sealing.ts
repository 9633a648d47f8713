import { timingSafeEqual } from 'node:crypto';
import { PitwallError } from '../core/errors.ts';
import type { KeyRing } from '../secrets/key-ring.ts';
import { openStream, sealStream } from '../secrets/stream.ts';
import type { Manifest } from './manifest.ts';

/** How a backup is kept from whoever can read it. */
export interface Sealing {
  /** Of the key that seals; null where nothing is sealed. */
  readonly key: string | null;
  seal(context: string, source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  open(context: string, source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  /** The digest of a manifest, so that nobody without the key can make another. */
  sign(digest: string, backup: string): string | null;
}

export const unsealed: Sealing = {
  key: null,
  seal: (_context, source) => source,
  open: (_context, source) => source,
  sign: () => null,
};

const contextOf = (backup: string): string => `backup:${backup}:manifest`;

/** All of a backup with one key, the one that its manifest names: keys may be rotated while it is made, or afterwards. */
export function sealingWith(ring: KeyRing, key = ring.current): Sealing {
  const sealer: Pick<KeyRing, 'seal' | 'random'> = {
    seal: (plain, context) => ring.seal(plain, context, key),
    random: (bytes) => ring.random(bytes),
  };
  return {
    key,
    seal: (context, source) => sealStream(sealer, context, source),
    open: (context, source) => openStream(ring, context, source),
    sign: (digest, backup) => sealer.seal(Buffer.from(digest), contextOf(backup)),
  };
}

/** How a backup is opened. Refuses a manifest that was made without the key. */
export async function sealingOf(manifest: Manifest, openRing: (key: string) => Promise<KeyRing>): Promise<Sealing> {
  const { key, seal, digest, id } = manifest;
  if (key === null) return unsealed;
  const ring = await openRing(key);
  const signed = seal === null ? Buffer.alloc(0) : opened(ring, seal, id);
  const wanted = Buffer.from(digest);
  if (signed.length !== wanted.length || !timingSafeEqual(signed, wanted)) throw forged(id);
  return sealingWith(ring, key);
}

function opened(ring: KeyRing, seal: string, id: string): Buffer {
  try {
    return ring.open(seal, contextOf(id));
  } catch (error) {
    const code = error instanceof PitwallError ? error.code : undefined;
    throw code === 'secret.damaged' || code === 'secret.context' ? forged(id) : error;
  }
}

const forged = (id: string): PitwallError =>
  new PitwallError({
    code: 'backup.damaged',
    problem: `expected the manifest of ${id} as the key sealed it, found another one`,
    fix: 'Use another backup, and find out who could write there; nothing was restored from this one',
  });
