import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { system } from '../server/actor.ts';
import { openServer, type Server } from '../server/open.ts';
import { perform } from '../server/perform.ts';
import { realWorld } from '../server/world.ts';
import { verifyChain } from '../state/audit-chain.ts';
import { listAudit } from '../state/audit-table.ts';
import { listSecrets, setSecret } from '../state/secret-table.ts';
import { buildProgram } from '../testing/kill/program.ts';
import { sealedByKey, secretColumn } from './sealed-columns.ts';
import { secretRewrap } from './verbs/secret-rewrap.ts';

const scratch = mkdtempSync(join(tmpdir(), 'pitwall-rotation-kill-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const child = fileURLToPath(new URL('./kill-child.suite.ts', import.meta.url));
const rounds = 9;
const secrets = 1_500;

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

/** Words of the child, and when the kill falls: a share of the time that wrapping all of them took the last time. */
const kills: readonly (readonly [word: string, share: number])[] = [
  ['wrapped', 0.05],
  ['key', 0.7],
  ['key', 0.4],
  ['dropped', 0.1],
  ['key', 0.9],
  ['ready', 0.1],
  ['key', 0.55],
];

interface Life {
  readonly said: string;
  /** From the new key until all were wrapped; none where that was not lived to see. */
  readonly wrapped: number | undefined;
}

async function live(program: string, folder: string, word: string, milliseconds: number): Promise<Life> {
  const process = spawn(globalThis.process.execPath, [program, folder]);
  const heard = new Map<string, number>();
  let said = '';
  let complained = '';
  let killing = false;
  process.stderr.on('data', (chunk) => {
    complained += chunk;
  });
  process.stdout.on('data', (chunk) => {
    said += chunk;
    for (const one of ['key', 'wrapped']) if (said.includes(one) && !heard.has(one)) heard.set(one, performance.now());
    if (killing || !said.includes(word)) return;
    killing = true;
    setTimeout(() => process.kill('SIGKILL'), milliseconds);
  });
  await new Promise((resolve) => process.on('close', resolve));
  expect(complained).toBe('');
  const end = heard.get('wrapped');
  return { said, wrapped: end === undefined ? undefined : end - (heard.get('key') ?? end) };
}

it('that is killed at any moment leaves nothing unreadable, and what was done is told in the end', async () => {
  const folder = join(scratch, 'data');
  const program = await buildProgram(scratch, child);
  await fill(folder);
  let between = 0;
  let whole = 0;
  let usual = 100;
  for (let round = 0; round < rounds; round += 1) {
    const [word, share] = kills[round % kills.length] ?? ['ready', 0];
    const { said, wrapped } = await live(program, folder, word, share * usual);
    usual = wrapped ?? usual;
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
  expect(whole).toBeGreaterThan(0);

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
