import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countModels } from '../events/snapshot.ts';
import { openServer } from '../server/open.ts';
import { realWorld } from '../server/world.ts';
import { verifyChain } from '../state/audit-chain.ts';
import { createFolder, type Folder } from '../testing/data-files.ts';
import { buildProgram } from '../testing/kill/program.ts';
import { drillBackup } from './drill.ts';
import { listBackups } from './folder.ts';
import { makeBackup } from './make.ts';
import { restoreBackup } from './restore.ts';
import { unsealed } from './sealing.ts';
import { ingest, noPause, openedWith, openFilled, recordFindings } from './testing/filled.ts';
import { verifyBackup } from './verify.ts';

const child = fileURLToPath(new URL('./kill-child.suite.ts', import.meta.url));

let folder: Folder;
let program: string;
beforeAll(async () => {
  folder = createFolder();
  program = await buildProgram(folder.path, child);
});
afterAll(() => folder.remove());

interface Kill {
  readonly milliseconds: number;
  /** After so many things were done. */
  readonly done?: number;
}

/** What is said of a life that was ended so long after it was ready. */
async function live({ milliseconds, done = 0 }: Kill, ...words: readonly string[]): Promise<readonly string[]> {
  const process = spawn(globalThis.process.execPath, [program, ...words]);
  let said = '';
  let complained = '';
  process.stderr.on('data', (chunk) => {
    complained += chunk;
  });
  let timer: NodeJS.Timeout | undefined;
  process.stdout.on('data', (chunk) => {
    said += chunk;
    if (said.split('\n').length - 2 >= done) timer ??= setTimeout(() => process.kill('SIGKILL'), milliseconds);
  });
  await new Promise((resolve) => process.on('close', resolve));
  clearTimeout(timer);
  expect(complained).toBe('');
  return said.split('\n').slice(1, -1);
}

it('no half backup is taken for one, whenever its server is killed', { timeout: 120_000 }, async () => {
  const home = join(folder.path, 'make');
  mkdirSync(home);
  const to = join(home, 'to');
  const acknowledged = new Map<string, string>();
  // from before the first file until several are made
  for (const kill of [
    { milliseconds: 5 },
    { milliseconds: 200 },
    { milliseconds: 70, done: 1 },
    { milliseconds: 10, done: 2 },
  ]) {
    for (const line of await live(kill, 'make', home)) {
      const [id = '', model = ''] = line.split(' ');
      acknowledged.set(id, model);
    }
  }
  const listed = await listBackups(to);
  const known = listed.map(({ id }) => id);
  expect(known).toEqual(expect.arrayContaining([...acknowledged.keys()]));
  expect(listed.filter(({ problem }) => problem !== null)).toEqual([]);
  for (const backup of listed) {
    await verifyBackup({ backup: backup.folder, sealingOf: openedWith(home), pause: noPause });
    const model = acknowledged.get(backup.id);
    const { models } = backup.manifest.events;
    if (model !== undefined)
      expect(models.find((one) => one.model === model)).toMatchObject({ predictions: 20, labels: 10 });
  }
  const { server, world } = await openFilled(home);
  const after = await makeBackup(server, { to, sealing: unsealed, pause: noPause });
  await server.close();
  // what the killed ones left is gone
  expect(readdirSync(to).sort()).toEqual([...known, after.id].sort());
  const drilled = await drillBackup({
    backup: join(to, after.id),
    scratch: join(folder.path, 'scratch'),
    sealingOf: openedWith(home),
    world,
    pause: noPause,
  });
  expect(drilled.problems).toEqual([]);
});

it('no half restore starts, whenever it is killed', { timeout: 120_000 }, async () => {
  const { server } = await openFilled(join(folder.path, 'from'));
  await ingest(server, 'winner', 0, 3_000);
  await recordFindings(
    server,
    Array.from({ length: 3_000 }, (_, index) => `f-${index}`),
  );
  const to = join(folder.path, 'from', 'to');
  const manifest = await makeBackup(server, { to, sealing: unsealed, pause: noPause });
  await server.close();
  const home = join(folder.path, 'restore');
  mkdirSync(home);
  const backup = join(to, manifest.id);
  for (const kill of [
    { milliseconds: 10 },
    { milliseconds: 250 },
    { milliseconds: 60, done: 1 },
    { milliseconds: 150, done: 1 },
  ]) {
    await live(kill, 'restore', home, backup);
  }
  const [drafts, whole] = [true, false].map((isDraft) =>
    readdirSync(home).filter((name) => name.includes('.restore-') === isDraft),
  );
  expect(whole?.length).toBeGreaterThan(0);
  expect(drafts?.length).toBeGreaterThan(0);
  for (const name of whole ?? []) {
    const restored = await openServer({ folder: join(home, name), version: '0', world: realWorld });
    try {
      expect(await verifyChain(restored.state.db, { head: manifest.state.audit })).toMatchObject({ sound: true });
      expect(await countModels(restored.events.reader)).toEqual(manifest.events.models);
      const { rows } = await sql<{ all: number }>`select count(*) as "all" from finding`.execute(restored.state.db);
      expect(rows).toEqual([{ all: 3_000 }]);
    } finally {
      await restored.close();
    }
  }
  // the next one at the same place takes away what the killed one left
  const [target = ''] = (drafts?.[0] ?? '').split('.restore-');
  await restoreBackup({ backup, data: join(home, target), sealingOf: openedWith(home), world: realWorld });
  expect(readdirSync(home).filter((name) => name.startsWith(target))).toEqual([target]);
});
