import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { open, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realWorld } from '../server/world.ts';
import { secretsSchema } from './config.ts';
import { type KeyRing, openKeyRing } from './key-ring.ts';
import { openSealedFile, openStream, sealStream } from './stream.ts';
import { chunkBytes, headerLength, sealedChunkBytes } from './stream-format.ts';

const folder = mkdtempSync(join(tmpdir(), 'pitwall-stream-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const made: { ring?: KeyRing } = {};
const ring = (): KeyRing => {
  if (!made.ring) throw new Error('Expected a ring.');
  return made.ring;
};
beforeAll(async () => {
  made.ring = await openKeyRing({ folder, config: secretsSchema.parse({}), env: {}, world: realWorld });
});

const mebibyte = chunkBytes;

async function* inParts(bytes: Buffer, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}
async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
}
const seal = (plain: Buffer, context = 'here', part = 65_536): Promise<Buffer> =>
  collect(sealStream(ring(), context, inParts(plain, part)));
const unseal = (sealed: Buffer, context = 'here', part = 100_000): Promise<Buffer> =>
  collect(openStream(ring(), context, inParts(sealed, part)));

/** The chunks behind the header. */
function chunksOf(sealed: Buffer): { readonly header: Buffer; readonly chunks: Buffer[] } {
  const start = headerLength(sealed);
  const chunks: Buffer[] = [];
  for (let at = start; at < sealed.length; at += sealedChunkBytes)
    chunks.push(sealed.subarray(at, at + sealedChunkBytes));
  return { header: sealed.subarray(0, start), chunks };
}

describe('a sealed stream', () => {
  it.each([0, 1, mebibyte - 1, mebibyte, mebibyte + 1, 2 * mebibyte, 3 * mebibyte + 7])(
    'of %i bytes opens to what was sealed, in whatever parts it comes',
    async (length) => {
      const plain = randomBytes(length);
      const sealed = await seal(plain, 'here', 300_001);
      expect(sealed.length).toBe(headerLength(sealed) + length + 16 * Math.max(1, Math.ceil(length / mebibyte)));
      expect((await unseal(sealed)).equals(plain)).toBe(true);
      expect((await unseal(sealed, 'here', 3 * mebibyte)).equals(plain)).toBe(true);
    },
  );

  it('comes in parts of any length', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), fc.integer({ min: 1, max: 90 }), async (bytes, part) => {
        const plain = Buffer.from(bytes);
        const sealed = await seal(plain, 'here', part);
        expect(await unseal(sealed, 'here', part)).toEqual(plain);
      }),
      { numRuns: 40 },
    );
  });

  it('T28: with chunks that are left out, swapped, doubled, added or of another stream does not open', async () => {
    const sealed = await seal(randomBytes(3 * mebibyte + 9));
    const other = chunksOf(await seal(randomBytes(3 * mebibyte + 9))).chunks;
    const { header, chunks } = chunksOf(sealed);
    const [a, b, c, d] = chunks;
    const [x] = other;
    if (!a || !b || !c || !d || !x) throw new Error('Expected four chunks.');
    const wrong: readonly (readonly [string, readonly Buffer[]])[] = [
      ['cut off at a chunk', [a, b, c]],
      ['cut off inside of a chunk', [a, b, c, d.subarray(0, 12)]],
      ['cut off inside of a tag', [a, b, c, d.subarray(0, -1)]],
      ['all gone', []],
      ['swapped', [b, a, c, d]],
      ['one left out', [a, c, d]],
      ['one doubled', [a, a, b, c, d]],
      ['the last one doubled', [a, b, c, d, d]],
      ['something added', [a, b, c, d, Buffer.from('x')]],
      ['one of another stream', [x, b, c, d]],
      ['all of another stream', other],
    ];
    for (const [what, parts] of wrong) {
      await expect(unseal(Buffer.concat([header, ...parts])), what).rejects.toMatchObject({ code: 'secret.damaged' });
    }
    await expect(unseal(sealed, 'elsewhere')).rejects.toMatchObject({ code: 'secret.context' });
  });

  it('that is cut off at any place, or has one bit flipped, does not open', async () => {
    const sealed = await seal(Buffer.from('what is short'));
    for (let end = 0; end < sealed.length; end += 1) {
      await expect(unseal(sealed.subarray(0, end)), `cut at ${end}`).rejects.toMatchObject({
        code: expect.stringMatching(/^secret\./),
      });
    }
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      await expect(unseal(changed), `flipped at ${at}`).rejects.toMatchObject({
        code: expect.stringMatching(/^secret\./),
      });
    }
  });

  it('does not open with other keys', async () => {
    const sealed = await seal(Buffer.from('x'));
    const elsewhere = mkdtempSync(join(folder, 'other-'));
    const other = await openKeyRing({ folder: elsewhere, config: secretsSchema.parse({}), env: {}, world: realWorld });
    await expect(collect(openStream(other, 'here', inParts(sealed, 9)))).rejects.toMatchObject({
      code: 'secret.key_missing',
    });
  });

  it('opens after its key was rotated', async () => {
    const sealed = await seal(Buffer.from('x'));
    ring().addKey();
    expect((await unseal(sealed)).toString()).toBe('x');
  });

  it('of 300 MB needs a few chunks of memory, there and back', async () => {
    const piece = randomBytes(mebibyte);
    const [wrote, read] = [createHash('sha256'), createHash('sha256')];
    async function* source(): AsyncGenerator<Buffer> {
      for (let index = 0; index < 300; index += 1) {
        wrote.update(piece);
        yield piece;
      }
    }
    let most = 0;
    const before = process.memoryUsage().rss;
    const context = 'here';
    for await (const part of openStream(ring(), context, sealStream(ring(), context, source()))) {
      read.update(part);
      most = Math.max(most, process.memoryUsage().rss);
    }
    expect(read.digest('hex')).toBe(wrote.digest('hex'));
    expect((most - before) / mebibyte).toBeLessThan(150);
  }, 60_000);

  it('is read from a file and closes it, also where reading ends before the file does', async () => {
    const file = join(folder, 'sealed');
    await writeFile(file, await seal(randomBytes(3 * mebibyte)));
    const source = createReadStream(file);
    for await (const _ of openStream(ring(), 'here', source)) break;
    await expect.poll(() => source.closed).toBe(true);
    await expect(
      pipeline(openStream(ring(), 'other', createReadStream(file)), async (parts) => collect(parts)),
    ).rejects.toMatchObject({ code: 'secret.context' });
  });

  it('passes on what its source fails with', async () => {
    const source = Readable.from(
      (async function* () {
        yield Buffer.from('x');
        throw new Error('the disk is gone');
      })(),
    );
    await expect(collect(sealStream(ring(), 'here', source))).rejects.toThrow('the disk is gone');
  });
});

describe('a sealed file', () => {
  const fileOf = async (sealed: Buffer) => ({
    size: sealed.length,
    readAt: async (offset: number, length: number) => sealed.subarray(offset, offset + length),
  });

  it('gives any range of what is in it', async () => {
    const plain = randomBytes(2 * mebibyte + 100);
    const path = join(folder, 'ranges');
    await writeFile(path, await seal(plain));
    const handle = await open(path);
    try {
      const { size } = await stat(path);
      const readAt = async (offset: number, length: number): Promise<Buffer> =>
        (await handle.read(Buffer.alloc(length), 0, length, offset)).buffer;
      const file = await openSealedFile(ring(), 'here', { size, readAt });
      expect(file.size).toBe(plain.length);
      await fc.assert(
        fc.asyncProperty(fc.nat(plain.length), fc.nat(plain.length + 50), async (start, end) => {
          const range = await collect(file.read(start, end));
          expect(range.equals(plain.subarray(start, Math.max(start, end)))).toBe(true);
        }),
        { numRuns: 20 },
      );
    } finally {
      await handle.close();
    }
  });

  it('that was cut off is refused, whatever range is asked for', async () => {
    const sealed = await seal(randomBytes(3 * mebibyte));
    const cut = sealed.subarray(0, headerLength(sealed) + 2 * sealedChunkBytes);
    const damaged = { code: 'secret.damaged' };
    await expect(openSealedFile(ring(), 'here', await fileOf(cut))).rejects.toMatchObject(damaged);
    await expect(openSealedFile(ring(), 'here', await fileOf(sealed.subarray(0, 300)))).rejects.toMatchObject(damaged);
    await expect(openSealedFile(ring(), 'here', await fileOf(Buffer.alloc(0)))).rejects.toMatchObject(damaged);
    const empty = await openSealedFile(ring(), 'here', await fileOf(await seal(Buffer.alloc(0))));
    expect([empty.size, await collect(empty.read(0, 10))]).toEqual([0, Buffer.alloc(0)]);
  });
});
