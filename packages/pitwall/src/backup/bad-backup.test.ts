import { existsSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PitwallError } from '../core/errors.ts';
import { openServer } from '../server/open.ts';
import { createFolder, type Folder } from '../testing/data-files.ts';
import { makeBackup } from './make.ts';
import type { Manifest } from './manifest.ts';
import { restoreBackup } from './restore.ts';
import { unsealed } from './sealing.ts';
import { type Filled, ingest, noPause, openedWith, openFilled, recordFindings, sealingIn } from './testing/filled.ts';
import { changeManifest, copyBackup, copyPart, flipByte, partFile, truncatePart } from './testing/kept.ts';
import { verifyBackup } from './verify.ts';

let folder: Folder;
let filled: Filled;
let sealed: Manifest;
let other: Manifest;
let open: Manifest;

beforeAll(async () => {
  folder = createFolder();
  filled = await openFilled(folder.path);
  const { server, data, clock } = filled;
  await ingest(server, 'winner', 0, 400);
  await recordFindings(server, ['f-1']);
  const to = join(folder.path, 'to');
  const sealing = await sealingIn(data);
  sealed = await makeBackup(server, { to, sealing, pause: noPause });
  clock.now += 1_000;
  other = await makeBackup(server, { to, sealing, pause: noPause });
  open = await makeBackup(server, { to, sealing: unsealed, pause: noPause });
  await server.close();
});
afterAll(() => folder.remove());

let copies = 0;

/** What restoring a backup says to which something was done; and that it leaves nothing behind. */
async function refusal(
  backup: Manifest,
  harm: (folder: string) => void,
  keys = filled.data,
): Promise<{ readonly code: string; readonly problem: string }> {
  copies += 1;
  const copy = join(folder.path, 'copies', `${copies}`);
  copyBackup(join(folder.path, 'to', backup.id), copy);
  harm(copy);
  const data = join(folder.path, 'copies', `${copies}-restored`);
  try {
    await restoreBackup({ backup: copy, data, sealingOf: openedWith(keys), world: filled.world });
  } catch (error) {
    expect(existsSync(data)).toBe(false);
    expect(readdirSync(join(folder.path, 'copies')).filter((name) => name.includes('.restore-'))).toEqual([]);
    if (!(error instanceof PitwallError)) throw error;
    return error;
  }
  throw new Error('Expected a refusal.');
}

const parts = ['state', 'database', 'journal', 'files', 'subject-keys'] as const;

describe('a backup is refused', () => {
  it('where a part of it is cut short or missing', async () => {
    for (const name of parts) {
      expect(await refusal(open, (copy) => truncatePart(copy, name))).toMatchObject({ code: 'backup.damaged' });
      expect(await refusal(sealed, (copy) => rmSync(partFile(copy, name)))).toMatchObject({
        code: 'backup.damaged',
        problem: expect.stringContaining('missing'),
      });
    }
  });

  it('where one bit of it is another, wherever that is, sealed or not', async () => {
    for (const backup of [sealed, open]) {
      for (const name of parts) {
        for (const at of [0, 0.5, 1]) {
          const told = await refusal(backup, (copy) => flipByte(partFile(copy, name), at));
          expect(told).toMatchObject({ code: 'backup.damaged' });
        }
      }
    }
  });

  it('where a part of it is that of another backup, also where the manifest is made to fit', async () => {
    const from = join(folder.path, 'to', other.id);
    const partOf = (name: string) => other.parts.find((part) => part.name === name);
    for (const name of parts) {
      expect(await refusal(sealed, (copy) => copyPart(from, copy, name))).toMatchObject({ code: 'backup.damaged' });
      const told = await refusal(sealed, (copy) => {
        copyPart(from, copy, name);
        changeManifest(copy, (manifest) => ({
          ...manifest,
          parts: manifest.parts.map((part) => (part.name === name ? partOf(name) : part)),
        }));
      });
      expect(told).toMatchObject({ code: 'backup.damaged', problem: expect.stringContaining('manifest') });
    }
  });

  it('where its manifest is not as it was written, or is not there', async () => {
    const manifest = (copy: string): string => join(copy, 'manifest.json');
    expect(await refusal(sealed, (copy) => rmSync(manifest(copy)))).toMatchObject({ code: 'backup.missing' });
    expect(await refusal(sealed, (copy) => writeFileSync(manifest(copy), '{'))).toMatchObject({
      code: 'backup.damaged',
    });
    expect(await refusal(sealed, (copy) => flipByte(manifest(copy), 0.5))).toMatchObject({ code: 'backup.damaged' });
    const forged = await refusal(sealed, (copy) => changeManifest(copy, (found) => ({ ...found, project: 'another' })));
    expect(forged).toMatchObject({ code: 'backup.damaged', problem: expect.stringContaining('as the key sealed it') });
    const unsigned = await refusal(sealed, (copy) => changeManifest(copy, (found) => ({ ...found, seal: null })));
    expect(unsigned).toMatchObject({ code: 'backup.damaged' });
  });

  it('where its manifest is longer than any, or more comes of a part than was written', async () => {
    const huge = await refusal(open, (copy) => truncateSync(join(copy, 'manifest.json'), 65 << 20));
    expect(huge).toMatchObject({ code: 'backup.damaged', problem: expect.stringContaining('64 MiB') });
    for (const name of ['state', 'database']) {
      const bomb = await refusal(open, (copy) =>
        changeManifest(copy, (found) => ({
          ...found,
          parts: found.parts.map((part) => (part.name === name ? { ...part, plain: 1 } : part)),
        })),
      );
      expect(bomb).toMatchObject({ code: 'backup.damaged', problem: expect.stringContaining('more than the 1 bytes') });
    }
  });

  it('where a newer version wrote it, or its schema is newer or another', async () => {
    const newer = await refusal(open, (copy) => changeManifest(copy, (found) => ({ ...found, format: 2, more: true })));
    expect(newer).toMatchObject({ code: 'backup.newer' });
    const schema =
      (change: (row: Manifest['state']['schema'][number]) => Manifest['state']['schema'][number]) => (copy: string) =>
        changeManifest(copy, (found) => ({
          ...found,
          state: { ...found.state, schema: found.state.schema.map(change) },
        }));
    const last = open.state.schema.length;
    expect(
      await refusal(open, (copy) =>
        changeManifest(copy, (found) => ({
          ...found,
          state: {
            ...found.state,
            schema: [...found.state.schema, { number: last + 1_000, name: 'later', checksum: 'x', at: 0 }],
          },
        })),
      ),
    ).toMatchObject({ code: 'state.newer' });
    expect(
      await refusal(
        open,
        schema((row) => ({ ...row, checksum: 'x' })),
      ),
    ).toMatchObject({ code: 'state.changed' });
  });

  it('where the keys are others, and opens with its own', async () => {
    const elsewhere = createFolder();
    try {
      await sealingIn(elsewhere.path);
      expect(await refusal(sealed, () => undefined, elsewhere.path)).toMatchObject({ code: 'secret.key_missing' });
      const backup = join(folder.path, 'to', sealed.id);
      const verifying = { backup, sealingOf: openedWith(filled.data), pause: noPause };
      expect(await verifyBackup(verifying)).toMatchObject({ id: sealed.id });
    } finally {
      elsewhere.remove();
    }
  });

  it('where what it counted is not what it holds', async () => {
    const more = await refusal(open, (copy) =>
      changeManifest(copy, (found) => ({
        ...found,
        events: { ...found.events, models: [{ model: 'winner', predictions: 401, labels: 200, digest: '1' }] },
      })),
    );
    expect(more).toMatchObject({ code: 'backup.damaged', problem: expect.stringContaining('400 predictions') });
    const audit = await refusal(open, (copy) =>
      changeManifest(copy, (found) => ({
        ...found,
        state: { ...found.state, audit: { ...found.state.audit, hash: '1'.repeat(64) } },
      })),
    );
    expect(audit).toMatchObject({ code: 'backup.damaged', problem: expect.stringContaining('audit') });
  });
});

describe('a backup is not restored', () => {
  const backup = (): string => join(folder.path, 'to', sealed.id);
  const into = (data: string) =>
    restoreBackup({ backup: backup(), data, sealingOf: openedWith(filled.data), world: filled.world });

  it('onto a server that runs', async () => {
    const data = join(folder.path, 'running');
    const running = await openServer({ folder: data, version: '0', world: filled.world });
    try {
      await expect(into(data)).rejects.toMatchObject({ code: 'state.locked' });
    } finally {
      await running.close();
    }
    await expect(into(data)).rejects.toMatchObject({ code: 'backup.target' });
  });

  it('where anything is, but into an empty directory', async () => {
    const data = join(folder.path, 'full');
    mkdirSync(data);
    writeFileSync(join(data, 'notes.txt'), 'mine');
    await expect(into(data)).rejects.toMatchObject({ code: 'backup.target' });
    expect(readdirSync(data)).toEqual(['notes.txt']);
    rmSync(join(data, 'notes.txt'));
    await into(data);
    expect(readdirSync(data)).toContain('state.db');
  });
});
