import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { countModels } from '../events/snapshot.ts';
import { openServer } from '../server/open.ts';
import { verifyChain } from '../state/audit-chain.ts';
import { createFolder, type Folder } from '../testing/data-files.ts';
import { makeBackup } from './make.ts';
import { restoreBackup } from './restore.ts';
import { ingest, noPause, openedWith, openFilled, recordFindings, sealingIn } from './testing/filled.ts';

const folders: Folder[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});
describe('a backup', () => {
  it('brings everything back into an empty directory', async () => {
    const folder = createFolder();
    folders.push(folder);
    const home = folder.path;
    folder.write('pitwall.yaml', 'project: courtside\n');
    folder.write('pitwall.production.yaml', 'project: elsewhere\n');
    folder.write('baselines/season.json.gz', Buffer.alloc(3_000_000, 'baseline'));
    folder.write('secret.txt', 'not to be copied');
    const { server, data, world, clock } = await openFilled(home);
    await ingest(server, 'winner', 0, 500);
    await server.events.settled();
    await server.events.forget();
    await ingest(server, 'spread', 0, 300);
    await recordFindings(server, ['f-1']);
    await server.state.change(async (tx) => {
      await sql`insert into credential (hash, id, kind, name, hint, made_at, made_by, expires_at)
        values ('a', 'k-a', 'key', '', '', 1, 'owner', 9), ('b', 's-b', 'session', '', '', 1, 'owner', 9)`.execute(tx);
    });
    const manifest = await makeBackup(server, { to: join(home, 'to'), sealing: await sealingIn(data), pause: noPause });
    const models = await countModels(server.events.reader);
    await server.close();
    expect(manifest).toMatchObject({
      project: 'courtside',
      events: {
        models: [
          { model: 'spread', predictions: 300, labels: 150 },
          { model: 'winner', predictions: 500, labels: 250 },
        ],
      },
    });
    clock.now += 60_000;
    const target = join(home, 'restored');
    const { configuration } = await restoreBackup({
      backup: join(home, 'to', manifest.id),
      data: target,
      sealingOf: openedWith(data),
      world,
    });
    expect(configuration).toBe(join(target, 'configuration'));
    expect(readdirSync(join(target, 'configuration'), { recursive: true }).sort()).toEqual([
      'baselines',
      'baselines/season.json.gz',
      'pitwall.yaml',
    ]);
    const baseline = readFileSync(join(target, 'configuration/baselines/season.json.gz'));
    expect(baseline.equals(Buffer.alloc(3_000_000, 'baseline'))).toBe(true);
    const restored = await openServer({ folder: target, version: '0', world });
    try {
      expect(await countModels(restored.events.reader)).toEqual(models);
      const verdict = await verifyChain(restored.state.db, { head: manifest.state.audit });
      expect(verdict).toMatchObject({ sound: true, entries: manifest.state.audit.seq + 1 });
      const last = await restored.state.db.selectFrom('audit').selectAll().orderBy('seq', 'desc').limit(1).execute();
      expect(last).toMatchObject([{ verb: 'backup.restore', actor: 'owner', subject: `backup:${manifest.id}` }]);
      expect(await restored.state.db.selectFrom('finding').select(['id', 'value']).execute()).toEqual([
        { id: 'f-1', value: 0.25 },
      ]);
      // keys of programs stay, whoever was signed in is not
      expect((await sql`select kind from credential`.execute(restored.state.db)).rows).toEqual([{ kind: 'key' }]);
    } finally {
      await restored.close();
    }
  });
});
