import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openServer } from '../server/open.ts';
import { lastRestoreIn } from '../state/restore.ts';
import { openStateSnapshot } from '../state/snapshot.ts';
import { findPostgres, noPostgres, type PostgresServer, startPostgres } from '../state/testing/postgres.ts';
import { unfinishedRestoreFile } from '../state/unfinished-restore.ts';
import { createFolder, type Folder } from '../testing/data-files.ts';
import { drillBackup } from './drill.ts';
import { makeBackup } from './make.ts';
import { restoreBackup } from './restore.ts';
import { unsealed } from './sealing.ts';
import { linesOfState } from './state-lines.ts';
import { ingest, noPause, openedWith, openFilled, recordFindings } from './testing/filled.ts';

const bin = findPostgres();

describe.skipIf(!bin)(`a backup of one engine in the other (skipped where there is ${noPostgres})`, () => {
  let postgres: PostgresServer;
  let folder: Folder;
  beforeAll(() => {
    postgres = startPostgres(bin ?? '');
    folder = createFolder();
  });
  afterAll(() => {
    postgres.remove();
    folder.remove();
  });

  it('goes from Postgres into SQLite and from SQLite into Postgres, with the same rows', async () => {
    const stateUrl = await postgres.database();
    const { server, data, world } = await openFilled(join(folder.path, 'one'), { stateUrl });
    await ingest(server, 'winner', 0, 50);
    await recordFindings(
      server,
      Array.from({ length: 1_200 }, (_, index) => `f-${index}`),
    );
    const to = join(folder.path, 'to');
    const first = await makeBackup(server, { to, sealing: unsealed, pause: noPause });
    await server.close();
    expect(first).toMatchObject({ engine: 'postgres', state: { tables: { finding: { rows: 1_200 } } } });
    const sealingOf = openedWith(data);
    const backup = join(to, first.id);
    const drilled = await drillBackup({ backup, scratch: join(folder.path, 's'), sealingOf, world, pause: noPause });
    expect(drilled.problems).toEqual([]);

    const asSqlite = join(folder.path, 'two', 'data');
    await restoreBackup({ backup, data: asSqlite, sealingOf, world });
    const { server: second } = await openFilled(join(folder.path, 'two'));
    const made = await makeBackup(second, { to, sealing: unsealed, pause: noPause });
    await second.close();
    expect(made.engine).toBe('sqlite');

    const other = await postgres.database();
    const restored = join(folder.path, 'three');
    await restoreBackup({ backup: join(to, made.id), data: restored, stateUrl: other, sealingOf, world });
    const third = await openServer({ folder: restored, stateUrl: other, version: '0', world });
    try {
      const snapshot = await openStateSnapshot(third.state, '');
      const lines = linesOfState(snapshot, ['finding']);
      for await (const _ of lines.lines());
      await snapshot.close();
      expect(lines.counts().finding).toEqual(first.state.tables.finding);
      const verbs = await third.state.db.selectFrom('audit').select('verb').orderBy('seq', 'desc').limit(1).execute();
      expect(verbs).toEqual([{ verb: 'backup.restore' }]);
    } finally {
      await third.close();
    }
    await expect(
      restoreBackup({ backup, data: join(folder.path, 'four'), stateUrl: other, sealingOf, world }),
    ).rejects.toMatchObject({ code: 'backup.target' });

    const marker = join(restored, unfinishedRestoreFile);
    const again = () => restoreBackup({ backup, data: restored, stateUrl: other, sealingOf, world });
    const restoreId = async () => (JSON.parse((await lastRestoreIn(other)) ?? '{}') as { restore?: string }).restore;
    // a folder whose state is in another database is not to go because the wrong one was named
    writeFileSync(marker, JSON.stringify({ restore: 'another' }));
    await expect(again()).rejects.toMatchObject({ code: 'backup.target' });
    expect(existsSync(join(restored, 'events'))).toBe(true);
    writeFileSync(marker, JSON.stringify({ restore: await restoreId() }));
    await again();
    expect([existsSync(marker), existsSync(join(restored, 'events'))]).toEqual([false, true]);
  });
});
