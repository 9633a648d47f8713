import { setTimeout as rest } from 'node:timers/promises';
import { type Backups, backupsSchema } from '@pitwall/sdk';
import { describe, expect, it } from 'vitest';
import { type Bench, useServers } from './testing/bench.ts';

const servers = useServers();

async function ended(bench: Bench, work: 'make' | 'drill'): Promise<Backups> {
  for (;;) {
    const backups = backupsSchema.parse(await (await bench.ask('/api/v1/backups')).json());
    if (backups.last?.work === work) return backups;
    await rest(20);
  }
}

describe('backups over HTTP', () => {
  it('are made and tried while the server goes on, one at a time, and listed with RPO and RTO', async () => {
    const bench = await servers.start({ models: ['winner'] });
    await bench.send('/api/v1/models/winner/predictions', '{"id":"1","prediction":0.5}\n');
    expect(await (await bench.ask('/api/v1/backups')).json()).toMatchObject({
      items: [],
      recovery_point_seconds: null,
      recovery_time_seconds: null,
      drill: null,
    });
    const begun = await bench.ask('/api/v1/backups', { method: 'POST' });
    expect(begun.status).toBe(202);
    const made = await ended(bench, 'make');
    expect(made).toMatchObject({
      items: [{ predictions: 1, labels: 0, encrypted: true, problem: null }],
      recovery_point_seconds: 0,
      running: null,
      last: { error: null },
    });
    expect((await bench.ask('/api/v1/backups/drill', { method: 'POST' })).status).toBe(202);
    const drilled = await ended(bench, 'drill');
    expect(drilled).toMatchObject({ drill: { passed: true, backup: made.items[0]?.id }, recovery_time_seconds: 0 });
    const audit = (await (await bench.ask('/api/v1/audit?verb=backup.make')).json()) as { items: unknown[] };
    expect(audit.items).toMatchObject([{ outcome: 'done', input: { backup: made.items[0]?.id } }]);
  });

  it('are refused where the configuration puts them into the data directory', async () => {
    const bench = await servers.start({ config: { backup: { to: 'data/backups' } } });
    const answer = await bench.ask('/api/v1/backups', { method: 'POST' });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: 'backup.place' });
  });

  it('say why one could not be made', async () => {
    const bench = await servers.start({ config: { backup: { to: '/dev/null/backups' } } });
    expect((await bench.ask('/api/v1/backups', { method: 'POST' })).status).toBe(202);
    expect(await ended(bench, 'make')).toMatchObject({ items: [], last: { error: { code: 'backup.unwritable' } } });
  });

  it('are refused to whoever is not let in', async () => {
    const bench = await servers.start();
    for (const method of ['GET', 'POST']) {
      expect((await fetch(`${bench.serving.address}/api/v1/backups`, { method })).status).toBe(401);
    }
  });
});
