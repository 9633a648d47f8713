import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { smallDisk, unreliableDisk } from '../events/journal/faulty-disk.suite.ts';
import { lines, listed, predictions, problemOf } from './testing/asking.ts';
import { type Bench, useServers } from './testing/bench.ts';

const servers = useServers();

const readiness = async ({ serving }: Bench) => {
  const answer = await fetch(`${serving.address}/readyz`);
  return { status: answer.status, ...((await answer.json()) as { ready: boolean; reasons: string[] }) };
};

const statusOf = async (bench: Bench) =>
  (await (await bench.ask('/api/v1/status')).json()) as { events: { readOnly: string | null } };

describe('a disk that is full', () => {
  const many = lines(...Array.from({ length: 3_000 }, (_, id) => ({ id, prediction: 0.5, features: { pace: id } })));

  it('takes nothing in, says so, keeps what it has, and goes on by itself when there is room', async () => {
    const disk = smallDisk(100_000);
    const bench = await servers.start({ disk });
    const sent = await bench.send(predictions, lines({ id: 'first', prediction: 1 }));
    expect(sent.status).toBe(202);
    const refused = await bench.send(predictions, many);
    expect(refused.headers.get('retry-after')).toBe('30');
    expect(await problemOf(refused)).toMatchObject({ status: 507, code: 'events.disk_full' });
    expect(await readiness(bench)).toMatchObject({
      status: 503,
      reasons: ['events cannot be kept (events.disk_full): read-only until the disk takes them again'],
    });
    expect((await statusOf(bench)).events.readOnly).toBe('events.disk_full');
    expect((await fetch(`${bench.serving.address}/healthz`)).status).toBe(200);
    expect((await bench.ask(predictions)).status).toBe(200);
    disk.grow(10 << 20);
    // nobody sends anything
    await expect.poll(async () => (await readiness(bench)).status, { timeout: 5_000 }).toBe(200);
    expect((await statusOf(bench)).events.readOnly).toBeNull();
    expect((await bench.send(predictions, many)).status).toBe(202);
    expect((await listed(bench, '?limit=1000')).items[0]?.id).toBe('first');
    expect(bench.failures).toEqual([]);
  });

  it('refuses an upload in its middle, and takes the same again', async () => {
    const disk = smallDisk(3 << 20);
    const bench = await servers.start({ disk });
    const text = `id,prediction,note\n${Array.from({ length: 60_000 }, (_, id) => `${id},0.5,${'x'.repeat(60)}\n`).join('')}`;
    const send = () => bench.send(`${predictions}?wait=true`, text, { 'content-type': 'text/csv' });
    expect(await problemOf(await send())).toMatchObject({ status: 507, code: 'events.disk_full' });
    disk.grow(100 << 20);
    const counts = (await (await send()).json()) as { accepted: number; added: number; repeated: number };
    expect(counts.accepted).toBe(60_000);
    // what was on the disk of the first time counts once
    expect(counts.added + counts.repeated).toBe(60_000);
    expect(counts.repeated).toBeGreaterThan(0);
    const answer = await send();
    expect(await answer.json()).toMatchObject({ added: 0, repeated: 60_000, conflicting: 0 });
  });

  it('or fails otherwise, is told apart', async () => {
    const disk = unreliableDisk();
    const bench = await servers.start({ disk });
    disk.fails = true;
    const refused = await bench.send(predictions, lines({ id: 'a', prediction: 1 }));
    expect(await problemOf(refused)).toMatchObject({ status: 503, code: 'events.disk' });
    expect((await readiness(bench)).reasons[0]).toContain('events.disk');
    disk.fails = false;
    expect((await bench.send(predictions, lines({ id: 'a', prediction: 1 }))).status).toBe(202);
    expect((await readiness(bench)).status).toBe(200);
  });
});

const small = mkdtempSync(join(tmpdir(), 'pitwall-small-'));
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', small], { stdio: 'ignore' }).status === 0;
afterAll(() => {
  if (mounted) spawnSync('umount', ['-l', small]);
  rmSync(small, { recursive: true, force: true });
});

describe.skipIf(!mounted)('a whole disk that is full (skipped where none can be mounted: that takes root)', () => {
  it('refuses changes of the state, answers what is read, and recovers', async () => {
    const folder = join(small, 'data');
    mkdirSync(folder);
    const bench = await servers.start({ folder });
    const ballast = join(small, 'ballast');
    const { bavail, bsize } = statfsSync(small);
    writeFileSync(ballast, Buffer.alloc(bavail * bsize));
    // small batches fit into what is left of the last page of a file for a while
    const codes: unknown[] = [];
    for (let nr = 0; nr < 200 && codes.length < 3; nr += 1) {
      const answer = await bench.send(
        predictions,
        lines({ id: nr, prediction: 1, features: { text: 'x'.repeat(3_000) } }),
      );
      if (answer.status !== 202) codes.push((await problemOf(answer)).code);
    }
    expect(codes).toHaveLength(3);
    for (const code of codes) expect(['events.disk_full', 'state.full']).toContain(code);
    expect((await readiness(bench)).status).toBe(503);
    expect((await bench.ask('/api/v1/audit')).status).toBe(200);
    expect((await fetch(`${bench.serving.address}/healthz`)).status).toBe(200);
    const upload = await bench.send(predictions, `id,prediction\n${'1,0.5\n'.repeat(5_000)}`, {
      'content-type': 'text/csv',
    });
    expect(await problemOf(upload)).toMatchObject({ status: 507 });
    rmSync(ballast);
    bench.clock.now += 20_000;
    await expect.poll(async () => (await readiness(bench)).status, { timeout: 10_000 }).toBe(200);
    const taken = await bench.send(`${predictions}?wait=true`, lines({ id: 'after', prediction: 1 }));
    expect(taken.status).toBe(200);
    expect(bench.failures).toEqual([]);
    expect(existsSync(folder)).toBe(true);
  });
});

describe('a database of events that takes nothing', () => {
  it('shows in readiness, while what is acknowledged is safe and is read when it is back', async () => {
    const bench = await servers.start();
    const engine = await bench.server.events.openEngine();
    await bench.send(`${predictions}?wait=true`, lines({ id: 'a', prediction: 1 }));
    await engine.connection.run('ALTER TABLE prediction RENAME TO hidden');
    const answer = await bench.send(`${predictions}?wait=true`, lines({ id: 'b', prediction: 1 }));
    // on the disk, and not yet to be read
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ accepted: 1, position: 2 });
    const { status, reasons } = await readiness(bench);
    expect([status, reasons[0]]).toEqual([503, 'events cannot be put into their database (unexpected)']);
    await engine.connection.run('ALTER TABLE hidden RENAME TO prediction');
    engine.close();
    await expect.poll(async () => (await readiness(bench)).status, { timeout: 5_000 }).toBe(200);
    expect((await listed(bench)).items.map(({ id }) => id)).toEqual(['a', 'b']);
  });
});
