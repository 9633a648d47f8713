import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { parseJson } from '../core/json.ts';
import type { KeyRing } from '../secrets/key-ring.ts';
import { auditKeyColumn, subjectKeyColumn } from '../secrets/sealed-columns.ts';
import type { World } from '../server/world.ts';
import { canonicalJson, type Json } from '../state/canonical-json.ts';
import type { Reader, Tx } from '../state/state.ts';
import {
  addPseudonymKey,
  addSubjectKey,
  eraseSubjectKey,
  pseudonymKey,
  subjectKey,
  subjectKeyOf,
} from '../state/subject-key-table.ts';

export type Opened = { readonly data: Json } | { readonly unknown: 'erased' | 'damaged' };

const keyLength = 32;
const nonceLength = 12;
const tagLength = 16;
const pseudonymKeyId = 'pseudonyms';

/**
 * Seals what is said of a person for an audit entry, under a key of that person alone. The entry stays as it is for ever;
 * once the key is destroyed, nobody reads it any more, in no copy. The text names the key and not the person.
 */
export async function sealPersonal(tx: Tx, ring: KeyRing, world: World, subject: string, data: Json): Promise<string> {
  const { id, key } = await keyOf(tx, ring, world, subject);
  const nonce = world.random(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(boundTo(id));
  const parts = [nonce, cipher.update(canonicalJson(data), 'utf8'), cipher.final(), cipher.getAuthTag()];
  key.fill(0);
  return `personal.${id}.${Buffer.concat(parts).toString('base64url')}`;
}

export async function openPersonal(db: Reader, ring: KeyRing, sealed: string): Promise<Opened> {
  const [, id = '', encoded = ''] = /^personal\.([0-9a-f]{32})\.([A-Za-z0-9_-]+)$/.exec(sealed) ?? [];
  const bytes = Buffer.from(encoded, 'base64url');
  const row = id === '' ? undefined : await subjectKey(db, id);
  if (!row || bytes.length < nonceLength + tagLength) return { unknown: 'damaged' };
  if (row.sealed === null) return { unknown: 'erased' };
  const key = ring.open(row.sealed, subjectKeyColumn.context(id));
  try {
    const data = parseJson(decrypt(key, bytes, boundTo(id)));
    return data === undefined ? { unknown: 'damaged' } : { data: data as Json };
  } catch {
    return { unknown: 'damaged' };
  } finally {
    key.fill(0);
  }
}

/**
 * Destroys the key of a person; false where there is none. What is sealed for the same person later gets another key.
 * Once the transaction stands, `forgetOverwritten` takes the key out of the log of the database too. Backups hold it for
 * as long as they are kept.
 */
export async function destroySubjectKey(tx: Tx, ring: KeyRing, subject: string, at: number): Promise<boolean> {
  const pseudonym = await pseudonymOf(tx, ring, subject);
  return pseudonym !== undefined && eraseSubjectKey(tx, pseudonym, at);
}

async function keyOf(tx: Tx, ring: KeyRing, world: World, subject: string): Promise<{ id: string; key: Buffer }> {
  const pseudonym = (await pseudonymOf(tx, ring, subject)) ?? (await firstPseudonym(tx, ring, world, subject));
  const known = await subjectKeyOf(tx, pseudonym);
  if (known?.sealed) return { id: known.id, key: ring.open(known.sealed, subjectKeyColumn.context(known.id)) };
  const id = world.random(16).toString('hex');
  const key = world.random(keyLength);
  const sealed = ring.seal(key, subjectKeyColumn.context(id));
  await addSubjectKey(tx, { id, pseudonym, sealed, at: world.now() });
  return { id, key };
}

/** What a person is found by; undefined where nothing was sealed of anybody yet. */
export async function pseudonymOf(db: Reader, ring: KeyRing, subject: string): Promise<string | undefined> {
  const sealed = await pseudonymKey(db);
  return sealed && pseudonymWith(ring.open(sealed, auditKeyColumn.context(pseudonymKeyId)), subject);
}

async function firstPseudonym(tx: Tx, ring: KeyRing, world: World, subject: string): Promise<string> {
  const key = world.random(keyLength);
  const sealed = ring.seal(key, auditKeyColumn.context(pseudonymKeyId));
  await addPseudonymKey(tx, pseudonymKeyId, sealed, world.now());
  return pseudonymWith(key, subject);
}

/** Random, and sealed like all keys: it is the same for as long as there are people, whatever key wraps it. */
function pseudonymWith(key: Buffer, subject: string): string {
  const pseudonym = createHmac('sha256', key).update(subject).digest('hex');
  key.fill(0);
  return pseudonym;
}

const boundTo = (id: string): Buffer => Buffer.from(`personal\0${id}`);

function decrypt(key: Buffer, sealed: Buffer, bound: Buffer): string {
  const end = sealed.length - tagLength;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceLength), { authTagLength: tagLength });
  decipher.setAAD(bound).setAuthTag(sealed.subarray(end));
  return Buffer.concat([decipher.update(sealed.subarray(nonceLength, end)), decipher.final()]).toString('utf8');
}
