import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backupFolderOf } from '../backup/folder.ts';
import { backupMake } from '../backup/verbs/backup-make.ts';
import { type Bench, useServers } from '../http/testing/bench.ts';
import { system } from '../server/actor.ts';
import { perform } from '../server/perform.ts';
import { verifyChain } from '../state/audit-chain.ts';
import { listAudit } from '../state/audit-table.ts';
import { replaceSealed } from '../state/sealed-table.ts';
import { findSecret, setSecret } from '../state/secret-table.ts';
import { rotateJob } from './job.ts';
import { keyFileOf } from './key-file.ts';
import { openSecret, reveal } from './reveal.ts';
import { secretColumn } from './sealed-columns.ts';
import { secretDropKey } from './verbs/secret-rotate.ts';

const servers = useServers();

const put = (bench: Bench, name: string, value: unknown): Promise<Response> =>
  bench.ask(`/api/v1/secrets/${name}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(typeof value === 'string' ? { value } : value),
  });
const json = async (answer: Promise<Response>) => (await answer).json() as Promise<Record<string, unknown>>;
const keysOf = async (bench: Bench) =>
  (await json(bench.ask('/api/v1/secret-keys'))) as { owned: boolean; items: { id: string; sealed: number }[] };
const work = ({ server, clock }: Bench, signal = new AbortController().signal) => ({
  context: { ...server, config: server.config, actor: system },
  due: clock.now,
  run: 'run-1',
  signal,
});
const entriesOf = async ({ server }: Bench, verb: string) =>
  (await listAudit(server.state.db, { verb })).items.map(({ outcome, input }) => ({ outcome, input }));

describe('secrets', () => {
  it('are set, listed without what they hold, used and removed', async () => {
    const bench = await servers.start();
    const { server } = bench;
    const kept = await json(put(bench, 'smtp', 'canary-hunter2'));
    expect(kept).toEqual({ name: 'smtp', version: 1, key: server.keys.current });
    expect(await json(put(bench, 'smtp', 'canary-hunter3'))).toMatchObject({ version: 2 });
    const listed = await (await bench.ask('/api/v1/secrets')).text();
    expect(JSON.parse(listed)).toMatchObject({ items: [{ name: 'smtp', version: 2, key: server.keys.current }] });
    expect(listed).not.toContain('canary');
    expect(await openSecret(server, 'smtp')).toBe('canary-hunter3');
    expect(await reveal(server, `smtps://me:\${secret:smtp}@host/\${secret:smtp}`)).toBe(
      'smtps://me:canary-hunter3@host/canary-hunter3',
    );
    expect((await bench.ask('/api/v1/secrets/smtp')).status).toBe(405);
    expect((await bench.ask('/api/v1/secrets/smtp', { method: 'DELETE' })).status).toBe(200);
    expect((await bench.ask('/api/v1/secrets/smtp', { method: 'DELETE' })).status).toBe(404);
    await expect(reveal(server, `\${secret:smtp}`)).rejects.toMatchObject({ code: 'secret.missing' });
  });

  it('T22: are in the audit by name and key, and never by value', async () => {
    const bench = await servers.start();
    await put(bench, 'smtp', 'canary-hunter2');
    await put(bench, 'smtp', { value: 'canary-hunter2', more: 'canary-hunter2' });
    const entries = await entriesOf(bench, 'secret.set');
    expect(entries).toHaveLength(2);
    expect(entries[1]).toEqual({
      outcome: 'done',
      input: { name: 'smtp', version: 1, key: bench.server.keys.current },
    });
    expect(JSON.stringify((await listAudit(bench.server.state.db)).items)).not.toContain('canary');
  });

  it.each([
    ['no value', {}],
    ['an empty one', ''],
    ['a number', { value: 1 }],
    ['one that is too long', 'x'.repeat(65_537)],
    ['half of a surrogate pair', '\ud800'],
    ['no object', [1]],
  ])('are refused with %s, and nothing of it is answered', async (_, value) => {
    const bench = await servers.start();
    const answer = await put(bench, 'smtp', value);
    expect(answer.status).toBe(400);
    expect(await findSecret(bench.server.state.db, 'smtp')).toBeUndefined();
  });

  it.each(['a%20b', '..%2fx', '%00', 'x'.repeat(129), '-x', '%24%7Bx%7D'])('have no name like %s', async (name) => {
    const bench = await servers.start();
    expect([400, 404]).toContain((await put(bench, name, 'x')).status);
    expect(await json(bench.ask('/api/v1/secrets'))).toEqual({ items: [] });
  });

  it('T28: that were swapped on the disk do not open', async () => {
    const bench = await servers.start();
    const { server } = bench;
    await put(bench, 'a', 'one');
    await put(bench, 'b', 'two');
    const other = (await findSecret(server.state.db, 'b'))?.envelope ?? '';
    await server.state.change((tx) => setSecret(tx, { name: 'a', envelope: other, at: 1, by: 'intruder' }));
    await expect(openSecret(server, 'a')).rejects.toMatchObject({ code: 'secret.context' });
    expect(await openSecret(server, 'b')).toBe('two');
  });
});

describe('a rotation', () => {
  it('makes a new key, wraps all anew, and then the old key may go', async () => {
    const bench = await servers.start();
    const { server, folder } = bench;
    const old = server.keys.current;
    for (let index = 0; index < 1_201; index += 1) {
      const envelope = server.keys.seal(Buffer.from(`value ${index}`), secretColumn.context(`s${index}`));
      await server.state.change((tx) => setSecret(tx, { name: `s${index}`, envelope, at: 1, by: 'owner' }));
    }
    const rotated = await json(bench.ask('/api/v1/secret-keys/rotate', { method: 'POST' }));
    const { current } = server.keys;
    expect(rotated).toMatchObject({ key: current, before: old });
    expect(await keysOf(bench)).toMatchObject({
      owned: true,
      items: [
        { id: current, sealed: 0 },
        { id: old, sealed: 1_201 },
      ],
    });
    const drop = (id: string) => bench.ask(`/api/v1/secret-keys/${id}`, { method: 'DELETE' });
    expect((await drop(old)).status).toBe(409);
    expect((await drop(current)).status).toBe(409);
    expect((await drop('0'.repeat(16))).status).toBe(404);

    const job = rotateJob(server.config.secrets);
    expect(await job.run(work(bench))).toEqual({ detail: 'wrapped anew: secret.envelope 1,201' });
    expect(await job.run(work(bench))).toEqual({ detail: 'all is sealed with the current key' });
    expect(await entriesOf(bench, 'secret.rewrap')).toEqual([
      { outcome: 'done', input: { key: current, failed: 0, complete: true, rewrapped: { 'secret.envelope': 1_201 } } },
    ]);
    for (const index of [0, 700, 1_200]) expect(await openSecret(server, `s${index}`)).toBe(`value ${index}`);
    expect((await drop(old)).status).toBe(200);
    expect(server.keys.keys).toEqual([current]);
    expect(readFileSync(keyFileOf(folder), 'utf8')).not.toContain(old);
    expect(await openSecret(server, 's3')).toBe('value 3');
    expect(await verifyChain(server.state.db)).toMatchObject({ sound: true });
  });

  it('keeps the old key where what was wrapped anew may yet be undone', async () => {
    const bench = await servers.start();
    const { server } = bench;
    const { state, keys } = server;
    await put(bench, 'smtp', 'canary-hunter2');
    await json(bench.ask('/api/v1/secret-keys/rotate', { method: 'POST' }));
    const [, old = ''] = keys.keys;
    const context = { ...server, config: server.config, actor: system };
    const row = { id: 'smtp', envelope: (await findSecret(state.db, 'smtp'))?.envelope ?? '' };
    const next = keys.rewrap(row.envelope, secretColumn.context('smtp'));
    // as in one commit, of which the end is not there when the second one looks
    const dropped = await state
      .change(async (tx) => {
        await replaceSealed(tx, secretColumn, row, next);
        await secretDropKey.run(tx, { key: old }, context, undefined);
        throw new Error('The disk is full.');
      })
      .catch((error: unknown) => error);
    expect(dropped).toMatchObject({ code: 'secret.key_used' });
    expect(await openSecret(server, 'smtp')).toBe('canary-hunter2');
  });

  it('keeps the key of a backup that is kept', async () => {
    const bench = await servers.start();
    const { server } = bench;
    const context = { ...server, config: server.config, actor: system };
    const { output: made } = await perform(context, backupMake, {});
    const old = server.keys.current;
    await json(bench.ask('/api/v1/secret-keys/rotate', { method: 'POST' }));
    await rotateJob(server.config.secrets).run(work(bench));
    const drop = () => bench.ask(`/api/v1/secret-keys/${old}`, { method: 'DELETE' });
    const refused = await drop();
    expect(refused.status).toBe(409);
    expect(await refused.text()).toContain(made.id);
    rmSync(join(backupFolderOf(context), made.id), { recursive: true });
    expect((await drop()).status).toBe(200);
  });

  it('that is stopped tells what was done with the next run', async () => {
    const bench = await servers.start();
    const { server } = bench;
    await put(bench, 'a', 'one');
    server.keys.addKey();
    const job = rotateJob(server.config.secrets);
    expect(await job.run(work(bench, AbortSignal.abort()))).toEqual({
      detail: 'nothing was to be wrapped anew; stopped before the end',
    });
    expect(await job.run(work(bench))).toEqual({ detail: 'wrapped anew: secret.envelope 1' });
  });

  it('leaves what no key opens as it is, wraps the rest anew, and fails so that somebody looks', async () => {
    const bench = await servers.start();
    const { server } = bench;
    await put(bench, 'a', 'one');
    await put(bench, 'b', 'two');
    const whole = (await findSecret(server.state.db, 'a'))?.envelope ?? '';
    const broken = `${whole.slice(0, 60)}${whole[60] === 'A' ? 'B' : 'A'}${whole.slice(61)}`;
    await server.state.change((tx) => setSecret(tx, { name: 'a', envelope: broken, at: 1, by: 'x' }));
    server.keys.addKey();
    await expect(rotateJob(server.config.secrets).run(work(bench))).rejects.toMatchObject({ code: 'secret.damaged' });
    expect((await findSecret(server.state.db, 'a'))?.envelope).toBe(broken);
    expect(await openSecret(server, 'b')).toBe('two');
    expect(server.keys.keyOf((await findSecret(server.state.db, 'b'))?.envelope ?? '')).toBe(server.keys.current);
  });

  it('does not touch what was set anew in between', async () => {
    const bench = await servers.start();
    const { server } = bench;
    await put(bench, 'a', 'one');
    server.keys.addKey();
    const running = rotateJob(server.config.secrets).run(work(bench));
    await put(bench, 'a', 'newer');
    await running;
    expect(await openSecret(server, 'a')).toBe('newer');
  });
});
