import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { configSchema } from '../config/schema.ts';
import { batchOf } from '../events/batch.ts';
import { rowsOf } from '../events/database.ts';
import { openServer, type Server } from '../server/open.ts';
import { realWorld } from '../server/world.ts';
import { verifyChain } from '../state/audit-chain.ts';
import { listAudit } from '../state/audit-table.ts';
import { listErasures } from '../state/erasure-table.ts';
import { liveUntilKilled } from '../testing/kill/live-until-killed.ts';
import { buildProgram } from '../testing/kill/program.ts';
import { personConfig } from './kill-config.suite.ts';

const scratch = mkdtempSync(join(tmpdir(), 'pitwall-erase-kill-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const child = fileURLToPath(new URL('./kill-child.suite.ts', import.meta.url));
const rows = 3_000;
const rounds = 12;

const open = (folder: string): Promise<Server> =>
  openServer({ folder, config: configSchema.parse(personConfig), version: '0.0.0-test', world: realWorld });

async function fill(folder: string): Promise<void> {
  const server = await open(folder);
  const now = new Date(realWorld.now());
  const predictions = Array.from({ length: rows }, (_, id) => ({
    model: 'churn',
    id,
    at: now.getTime(),
    prediction: 0.5,
    features: {
      customer: id % 3 === 0 ? 'zelda' : `c${id}`,
      email: id % 3 === 0 ? `planted-zelda-${id}@example.org` : `${id}@example.org`,
    },
  }));
  await server.events.ingest(batchOf(predictions, { kind: 'prediction', now }));
  await server.close();
}

/** Whether it came to its end before it was killed. */
const live = async (program: string, folder: string, milliseconds: number | undefined): Promise<boolean> =>
  (await liveUntilKilled(program, [folder, 'person:zelda'], milliseconds)).includes('done');

const filesWith = (folder: string, text: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => readFileSync(path).includes(text));

it('T27: an erasure that is killed at any moment is never taken for a whole one, and comes to its end', async () => {
  const folder = join(scratch, 'data');
  const program = await buildProgram(scratch, child);
  await fill(folder);
  let killed = 0;
  for (let round = 0; round < rounds; round += 1) {
    if (await live(program, folder, 20 + round * 60)) break;
    killed += 1;
    const server = await open(folder);
    expect(await verifyChain(server.state.db)).toMatchObject({ sound: true });
    const [[zelda, others] = []] = await rowsOf(
      server.events.reader,
      `SELECT count(*) FILTER (json_extract_string(features, '/customer') = 'zelda'), count(*) FILTER (json_extract_string(features, '/customer') <> 'zelda') FROM prediction`,
    );
    expect(Number(others)).toBe(2_000);
    // all of them or none, and nothing says that it is done before it is
    expect([0, 1_000]).toContain(Number(zelda));
    const finished = (await listErasures(server.state.db)).filter(({ finishedAt }) => finishedAt !== null);
    if (finished.length > 0) expect(Number(zelda)).toBe(0);
    await server.close();
  }
  expect(killed).toBeGreaterThan(1);
  expect(await live(program, folder, undefined)).toBe(true);
  const server = await open(folder);
  const erasures = await listErasures(server.state.db);
  expect(erasures.every(({ finishedAt, sealed }) => finishedAt !== null && sealed === null)).toBe(true);
  expect(erasures).toHaveLength(1);
  expect(erasures[0]?.certificate).toMatchObject({ events: { predictions: 1_000, labels: 0 } });
  expect((await listAudit(server.state.db, { verb: 'privacy.erased' })).items).toHaveLength(1);
  expect(await verifyChain(server.state.db)).toMatchObject({ sound: true });
  await server.close();
  expect(filesWith(folder, 'zelda')).toEqual([]);
}, 120_000);
