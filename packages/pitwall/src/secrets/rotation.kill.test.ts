import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { system } from '../server/actor.ts';
import { openServer, type Server } from '../server/open.ts';
import { perform } from '../server/perform.ts';
import { realWorld } from '../server/world.ts';
import { verifyChain } from '../state/audit-chain.ts';
import { listAudit } from '../state/audit-table.ts';
import { listSecrets, setSecret } from '../state/secret-table.ts';
import { sealedByKey, secretColumn } from './sealed-columns.ts';
import { secretRewrap } from './verbs/secret-rewrap.ts';

const scratch = mkdtempSync(join(tmpdir(), 'pitwall-rotation-kill-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const child = fileURLToPath(new URL('./kill-child.suite.ts', import.meta.url));
const rounds = 20;
const secrets = 2_000;

const open = (folder: string): Promise<Server> => openServer({ folder, version: '0.0.0-test', world: realWorld });

async function fill(folder: string): Promise<void> {
  const server = await open(folder);
  await server.state.change(async (tx) => {
    for (let index = 0; index < secrets; index += 1) {
      const name = `s${index}`;
      const envelope = server.keys.seal(Buffer.from(`value ${index}`), secretColumn.context(name));
      await setSecret(tx, { name, envelope, at: 1, by: 'owner' });
    }
  });
  await server.close();
}

/** Words of the child, each followed by what a kill may fall into. */
const words = ['ready', 'key', 'key', 'wrapped', 'dropped'];

/** What is said of a life that is ended so long after a word. */
async function live(folder: string, word: string, milliseconds: number): Promise<string> {
  const process = spawn(globalThis.process.execPath, ['--conditions=source', '--import', loader, child, folder]);
  let said = '';
  let complained = '';
  let killing = false;
  process.stderr.on('data', (chunk) => {
    complained += chunk;
  });
  process.stdout.on('data', (chunk) => {
    said += chunk;
    if (killing || !said.includes(word)) return;
    killing = true;
    setTimeout(() => process.kill('SIGKILL'), milliseconds);
  });
  await new Promise((resolve) => process.on('close', resolve));
  expect(complained).toBe('');
  return said;
}

it('that is killed at any moment leaves nothing unreadable, and what was done is told in the end', async () => {
  const folder = join(scratch, 'data');
  await fill(folder);
  let between = 0;
  let whole = 0;
  for (let round = 0; round < rounds; round += 1) {
    const said = await live(folder, words[round % words.length] ?? '', (round * 7) % 45);
    if (said.includes('dropped')) whole += 1;
    const server = await open(folder);
    const found = await listSecrets(server.state.db);
    expect(found).toHaveLength(secrets);
    for (const { name, envelope } of found) {
      expect(server.keys.open(envelope, secretColumn.context(name)).toString()).toBe(`value ${name.slice(1)}`);
    }
    if ((await sealedByKey(server.state.db)).size > 1) between += 1;
    expect(await verifyChain(server.state.db)).toMatchObject({ sound: true });
    await server.close();
  }
  // kills fell into the middle of a rotation, and between two
  expect(between).toBeGreaterThan(1);
  expect(whole).toBeGreaterThan(1);

  const server = await open(folder);
  await perform({ ...server, config: server.config, actor: system }, secretRewrap, {});
  expect([...(await sealedByKey(server.state.db))]).toEqual([[server.keys.current, secrets]]);
  const { items } = await listAudit(server.state.db, { verb: 'secret.rewrap', limit: 1_000 });
  const told = items.map(
    ({ input }) => (input as { rewrapped: Record<string, number> }).rewrapped['secret.envelope'] ?? 0,
  );
  const sum = told.reduce((total, count) => total + count, 0);
  // each rotation that came to its end wrapped all of them, and what a killed one did is told too
  expect(sum).toBeGreaterThanOrEqual(secrets);
  const left = await server.state.db.selectFrom('counter').selectAll().where('name', 'like', 'rewrapped.%').execute();
  expect(left).toEqual([]);
  // what a kill left beside the file of keys is no key that anybody reads
  expect(readdirSync(folder).filter((name) => name.startsWith('keys.json.')).length).toBeLessThanOrEqual(rounds);
  await server.close();
}, 300_000);
