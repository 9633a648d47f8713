import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { KeyRing } from '../../secrets/key-ring.ts';
import { signingKeyColumn } from '../../secrets/sealed-columns.ts';
import type { World } from '../../server/world.ts';
import { base32 } from '../secret.ts';

/** A pair as it is kept. */
export interface KeptPair {
  readonly id: string;
  readonly public: string;
  readonly private: string;
}

/** What stands before the 32 bytes of a key of Ed25519 (RFC 8410). */
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex');

export function makePair({ random }: Pick<World, 'random'>, keyRing: KeyRing): KeptPair {
  const id = `s-${base32(random(7)).slice(0, 10)}`;
  const seed = random(32);
  const shown = createPublicKey(privateKeyOf(seed)).export({ format: 'der', type: 'spki' });
  const pair = {
    id,
    public: shown.subarray(publicPrefix.length).toString('base64url'),
    private: keyRing.seal(seed, signingKeyColumn.context(id)),
  };
  seed.fill(0);
  return pair;
}

/** Throws where the key ring cannot open it: a key that is gone is nothing to pass over. */
export function openPrivate({ id, private: sealed }: Pick<KeptPair, 'id' | 'private'>, keyRing: KeyRing): KeyObject {
  const seed = keyRing.open(sealed, signingKeyColumn.context(id));
  try {
    return privateKeyOf(seed);
  } finally {
    seed.fill(0);
  }
}

export const readPublic = ({ public: shown }: Pick<KeptPair, 'public'>): KeyObject =>
  createPublicKey({
    key: Buffer.concat([publicPrefix, Buffer.from(shown, 'base64url')]),
    format: 'der',
    type: 'spki',
  });

function privateKeyOf(seed: Buffer): KeyObject {
  const der = Buffer.concat([privatePrefix, seed]);
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  } finally {
    der.fill(0);
  }
}
