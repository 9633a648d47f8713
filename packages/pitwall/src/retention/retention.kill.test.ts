import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { batchOf } from '../events/batch.ts';
import { rowsOf } from '../events/database.ts';
import { openServer, type Server } from '../server/open.ts';
import { realWorld } from '../server/world.ts';
import { verifyChain } from '../state/audit-chain.ts';
import { listAudit } from '../state/audit-table.ts';
import { rememberResponse } from '../state/idempotency-table.ts';
import { liveUntilKilled } from '../testing/kill/live-until-killed.ts';
import { buildProgram } from '../testing/kill/program.ts';

const scratch = mkdtempSync(join(tmpdir(), 'pitwall-retention-kill-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const child = fileURLToPath(new URL('./kill-child.suite.ts', import.meta.url));

const now = Date.parse('2026-01-05T12:00:00Z');
const day = 86_400_000;
const old = 1_000;
const young = 50;

const open = (folder: string): Promise<Server> =>
  openServer({ folder, version: '0.0.0-test', world: { ...realWorld, now: () => now } });

/** Old and young events with their labels, and as many answers to requests. */
async function fill(folder: string): Promise<void> {
  const server = await open(folder);
  const ids = Array.from({ length: old + young }, (_, index) => index);
  const at = (id: number): number => now - (id < old ? 200 : 100) * day - id * 1_000;
  const options = { now: new Date(now) };
  const predictions = ids.map((id) => ({ model: 'm', id, at: at(id), prediction: 0.5 }));
  const labels = ids.map((id) => ({ model: 'm', id, at: at(id) + day, label: 1 }));
  await server.events.ingest(batchOf(predictions, { ...options, kind: 'prediction' }));
  await server.events.ingest(batchOf(labels, { ...options, kind: 'label' }));
  await server.state.change(async (tx) => {
    for (const id of ids) {
      const request = { actor: 'ci', key: `k-${id}`, verb: 'x', requestHash: 'h' };
      await rememberResponse(tx, request, { response: null, at: now - (id < old ? 3 : 1) * day });
    }
  });
  await server.close();
}

/** What is said of a life that was ended after so long; undefined where it came to its end before. */
const live = (program: string, folder: string, milliseconds: number | undefined): Promise<string> =>
  liveUntilKilled(program, [folder, String(now)], milliseconds);

it('that is killed has deleted nothing that was to stay, and all that went is told in the end', async () => {
  const folder = join(scratch, 'data');
  const program = await buildProgram(scratch, child);
  await fill(folder);
  let killed = 0;
  let between = 0;
  for (let round = 0; round < 12; round += 1) {
    const said = await live(program, folder, round * 40);
    if (said.includes('done')) break;
    killed += 1;
    const server = await open(folder);
    const count = async (sql: string) => Number((await rowsOf(server.events.reader, sql))[0]?.[0]);
    expect(await verifyChain(server.state.db)).toMatchObject({ sound: true });
    const left = await count('SELECT count(*) FROM prediction');
    if (left > young && left < old + young) between += 1;
    expect(await count('SELECT count(*) FROM prediction WHERE CAST(id AS INTEGER) >= 1000')).toBe(young);
    // a prediction and its label go together
    expect(await count('SELECT count(*) FROM label')).toBe(left);
    expect(await count('SELECT count(*) FROM label SEMI JOIN prediction USING (key)')).toBe(left);
    const { items } = await listAudit(server.state.db, { verb: 'retention.apply' });
    expect(items).toEqual([]);
    await server.close();
  }
  expect(killed).toBeGreaterThan(1);
  expect(between).toBeGreaterThan(0);
  await live(program, folder, undefined);
  const server = await open(folder);
  const { items } = await listAudit(server.state.db, { verb: 'retention.apply' });
  const told = items.map(({ input }) => (input as { deleted: Record<string, number> }).deleted);
  const sum = (kind: string): number => told.reduce((total, deleted) => total + (deleted[kind] ?? 0), 0);
  expect([sum('events'), sum('idempotency')]).toEqual([2 * old, old]);
  await server.close();
}, 120_000);
