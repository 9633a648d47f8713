import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';

/**
 * The signed note of C2SP: a text of lines, an empty line, and below it signatures, each with the name and the first
 * bytes of the hash of the key that made it. Many tools read and witness it.
 */
export interface Note {
  /** With its last line end. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface NoteSignature {
  readonly name: string;
  /** Eight hexadecimal digits. */
  readonly keyId: string;
  readonly signature: Buffer;
}

/** Ed25519 in the list of C2SP. */
const algorithm = 1;
const publicLength = 32;
const signatureLength = 64;
/** What an Ed25519 public key begins with in DER, before its 32 bytes. */
const derPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** Four bytes of the hash of name and key. */
export function keyIdOf(name: string, publicKey: Buffer): string {
  const text = Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(algorithm), publicKey]);
  return hash('sha256', text, 'buffer').subarray(0, 4).toString('hex');
}

/** A verifier key as C2SP writes it: everything that is needed to verify, in one word. */
export const verifierOf = (name: string, publicKey: Buffer): string =>
  `${name}+${keyIdOf(name, publicKey)}+${Buffer.concat([Buffer.of(algorithm), publicKey]).toString('base64')}`;

export interface NoteKey {
  readonly name: string;
  readonly keyId: string;
  readonly publicKey: KeyObject;
}

/** Undefined where the text is no such key, or its id is not that of its bytes. */
export function readVerifier(text: string): NoteKey | undefined {
  const [, name = '', keyId = '', encoded = ''] =
    /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(text.trim()) ?? [];
  const bytes = Buffer.from(encoded, 'base64');
  const raw = bytes.subarray(1);
  if (bytes[0] !== algorithm || raw.length !== publicLength || keyIdOf(name, raw) !== keyId) return undefined;
  return { name, keyId, publicKey: publicKeyOf(raw) };
}

export const publicKeyOf = (raw: Buffer): KeyObject =>
  createPublicKey({ key: Buffer.concat([derPrefix, raw]), format: 'der', type: 'spki' });

export const privateKeyOf = (der: Buffer): KeyObject => createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });

export function signNote(
  text: string,
  key: { readonly name: string; readonly keyId: string },
  secret: KeyObject,
): string {
  const signature = sign(null, Buffer.from(text), secret);
  const bytes = Buffer.concat([Buffer.from(key.keyId, 'hex'), signature]);
  return `${text}\n— ${key.name} ${bytes.toString('base64')}\n`;
}

/** Undefined where it is none. */
export function readNote(note: string): Note | undefined {
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) return undefined;
  const lines = note.slice(end + 2, -1).split('\n');
  const signatures = lines.flatMap((line) => {
    const [, name = '', encoded = ''] = /^— ([^\s+]+) ([A-Za-z0-9+/]+=*)$/.exec(line) ?? [];
    const bytes = Buffer.from(encoded, 'base64');
    if (bytes.length <= 4) return [];
    return [{ name, keyId: bytes.subarray(0, 4).toString('hex'), signature: bytes.subarray(4) }];
  });
  return signatures.length === lines.length ? { text: note.slice(0, end + 1), signatures } : undefined;
}

/** `unknown` where none of the keys made a signature of it: nobody can say then. */
export function verifyNote({ text, signatures }: Note, keys: readonly NoteKey[]): 'good' | 'bad' | 'unknown' {
  const known = signatures.flatMap((one) => {
    const key = keys.find(({ name, keyId }) => name === one.name && keyId === one.keyId);
    return key ? [{ ...one, key }] : [];
  });
  if (known.length === 0) return 'unknown';
  const good = known.every(
    ({ signature, key }) =>
      signature.length === signatureLength && verify(null, Buffer.from(text), key.publicKey, signature),
  );
  return good ? 'good' : 'bad';
}
