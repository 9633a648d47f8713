import { createPublicKey, type KeyObject } from 'node:crypto';
import { day } from '../core/duration.ts';
import type { KeyRing } from '../secrets/key-ring.ts';
import { auditKeyColumn } from '../secrets/sealed-columns.ts';
import type { World } from '../server/world.ts';
import { type AuditKey, addAuditKey, listAuditKeys } from '../state/audit-checkpoint-table.ts';
import type { Reader, Tx } from '../state/state.ts';
import { keyIdOf, type NoteKey, privateKeyOf, publicKeyOf } from './note.ts';

export interface SigningKey {
  readonly name: string;
  readonly keyId: string;
  readonly secret: KeyObject;
}

const lifetime = 365 * day;
const seedLength = 32;
/** What an Ed25519 private key begins with in DER, before its 32 bytes. */
const derPrefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The key to sign with now: a new one a year after the last, under the same name. */
export async function signingKey(tx: Tx, ring: KeyRing, world: World): Promise<SigningKey> {
  const [newest] = await listAuditKeys(tx);
  if (newest && world.now() - newest.madeAt < lifetime) return opened(newest, ring);
  const seed = world.random(seedLength);
  const secret = privateKeyOf(Buffer.concat([derPrefix, seed]));
  const raw = rawPublic(secret);
  const origin = newest?.origin ?? `pitwall/audit/${world.random(5).toString('hex')}`;
  const id = keyIdOf(origin, raw);
  const sealed = ring.seal(seed, auditKeyColumn.context(id));
  seed.fill(0);
  await addAuditKey(tx, { id, origin, public: raw.toString('hex'), sealed, madeAt: world.now() });
  return { name: origin, keyId: id, secret };
}

function opened({ id, origin, sealed }: AuditKey, ring: KeyRing): SigningKey {
  const seed = ring.open(sealed, auditKeyColumn.context(id));
  const secret = privateKeyOf(Buffer.concat([derPrefix, seed]));
  seed.fill(0);
  return { name: origin, keyId: id, secret };
}

const rawPublic = (secret: KeyObject): Buffer =>
  createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32);

/** All keys that ever signed, to verify with. One that is damaged verifies nothing. */
export async function verifyingKeys(db: Reader): Promise<NoteKey[]> {
  return (await listAuditKeys(db)).flatMap(({ id, origin, public: text }) => {
    const raw = Buffer.from(text, 'hex');
    return raw.length === 32 && keyIdOf(origin, raw) === id
      ? [{ name: origin, keyId: id, publicKey: publicKeyOf(raw) }]
      : [];
  });
}
