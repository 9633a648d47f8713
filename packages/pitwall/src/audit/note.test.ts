import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readCheckpoint, readNotes, writeCheckpoint } from './checkpoint-text.ts';
import { keyIdOf, readNote, readVerifier, signNote, verifierOf, verifyNote } from './note.ts';

/** The example in the documentation of golang.org/x/mod/sumdb/note, where the form comes from. */
const known = {
  key: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  note: `If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`,
};

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
const name = 'pitwall/audit/0123456789';
const key = { name, keyId: keyIdOf(name, raw) };
const text = writeCheckpoint({ origin: name, size: 42, root: 'ab'.repeat(32) });

describe('a signed note', () => {
  it('of somebody else is verified with their key', () => {
    const verifier = readVerifier(known.key);
    const note = readNote(known.note);
    if (!verifier || !note) throw new Error('expected the example to be read');
    expect(verifyNote(note, [verifier])).toBe('good');
    expect(verifyNote({ ...note, text: note.text.replace('answer', 'Answer') }, [verifier])).toBe('bad');
    expect(verifyNote(note, [])).toBe('unknown');
  });

  it('of ours is verified with the key as it is given away', () => {
    const verifier = readVerifier(verifierOf(name, raw));
    const note = readNote(signNote(text, key, privateKey));
    if (!verifier || !note) throw new Error('expected our own note to be read');
    expect(verifyNote(note, [verifier])).toBe('good');
    const other = generateKeyPairSync('ed25519').privateKey;
    const forged = readNote(signNote(text, key, other));
    expect(forged && verifyNote(forged, [verifier])).toBe('bad');
    expect(readCheckpoint(note.text)).toEqual({ origin: name, size: 42, root: 'ab'.repeat(32) });
  });

  it.each([
    'no note',
    'text\n',
    'text\n\n',
    'text\n\n— name\n',
    'text\n\n— name AAAA\n',
    'text\n\nno signature\n',
    'text\n\n— name AAAAAAAA',
  ])('is not read out of %j', (bad) => {
    expect(readNote(bad)).toBeUndefined();
  });

  it.each([known.key.replace('c74f20a3', 'c74f20a4'), known.key.replace('+A', '+B'), 'name+00000000+AAAA', 'name', ''])(
    'has no key in %j',
    (bad) => {
      expect(readVerifier(bad)).toBeUndefined();
    },
  );

  it.each([
    'o\n-1\nAAAA\n',
    'o\n1\nAAAA\n',
    `\n1\n${'A'.repeat(43)}=\n`,
    `o\n01\n${'A'.repeat(43)}=\n`,
    `o\n99999999999999999\n${'A'.repeat(43)}=\n`,
    `o\n1\n${'A'.repeat(43)}\n`,
    `o\n1\n${'A'.repeat(43)}=`,
  ])('holds no checkpoint in %j', (bad) => {
    expect(readCheckpoint(bad)).toBeUndefined();
  });

  it('is found in a file among others, whatever stands between them', () => {
    const notes = [1, 2, 3].map((size) =>
      signNote(writeCheckpoint({ origin: name, size, root: 'ab'.repeat(32) }), key, privateKey),
    );
    const files = [
      notes.join(''),
      notes.join('\n'),
      notes.join('\n').replaceAll('\n', '\r\n'),
      `x\n\n${notes.join('\n\n')}\nx`,
    ];
    for (const file of files) {
      expect(readNotes(file).map(({ size, note }) => [size, note])).toEqual(notes.map((note, at) => [at + 1, note]));
    }
    expect(readNotes('')).toEqual([]);
  });
});
