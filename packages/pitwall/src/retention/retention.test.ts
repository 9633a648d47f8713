import { describe, expect, it } from 'vitest';
import { type Bench, useServers } from '../http/testing/bench.ts';
import { recordSamples } from '../metrics/record.ts';
import { system } from '../server/actor.ts';
import { perform } from '../server/perform.ts';
import { verifyChain } from '../state/audit-chain.ts';
import { listAudit } from '../state/audit-table.ts';
import { appendFindings, listFindings } from '../state/finding-table.ts';
import { rememberResponse } from '../state/idempotency-table.ts';
import { addToken, listTokens, revokeToken } from '../state/testing/tokens.ts';
import { retentionSchema } from './config.ts';
import { journalJob, retentionJob } from './jobs.ts';
import { retentionApply } from './retention-apply.ts';

const servers = useServers();
const day = 86_400_000;

const asking = ({ server }: Bench) => ({ ...server, config: server.config, actor: system });
const apply = async (bench: Bench, signal?: AbortSignal) =>
  (await perform(asking(bench), retentionApply, signal ? { signal } : {})).output;
const entriesOf = async ({ server }: Bench) =>
  (await listAudit(server.state.db, { verb: 'retention.apply' })).items.map(({ outcome, input }) => ({
    outcome,
    input,
  }));

/** Of everything one that is too old and one that is not. */
async function fill(bench: Bench, findings = 1): Promise<void> {
  const { server, clock } = bench;
  const ago = (days: number): number => clock.now - days * day;
  const finding = (id: string, at: number) => ({
    id,
    window: null,
    finding: {
      subject: 'model:m',
      metric: 'score',
      status: 'pass' as const,
      value: 1,
      threshold: null,
      at: new Date(at).toISOString(),
      evidence: {},
    },
  });
  await server.state.change(async (tx) => {
    const old = Array.from({ length: findings }, (_, index) => finding(`old-${index}`, ago(401)));
    // as they are stored; what a finding must have is not looked at here
    await appendFindings(tx, [...old, finding('young', ago(399))] as unknown as Parameters<typeof appendFindings>[1]);
    for (const days of [3, 1]) {
      const request = { actor: 'ci', key: `k-${days}`, verb: 'x', requestHash: 'h' };
      await rememberResponse(tx, request, { response: null, at: ago(days) });
    }
    await addToken(tx, { hash: 'a'.repeat(64), name: 'session-old', at: ago(38), expiresAt: ago(31) });
    await addToken(tx, { hash: 'b'.repeat(64), name: 'session-young', at: ago(36), expiresAt: ago(29) });
    await addToken(tx, { hash: 'c'.repeat(64), name: 'ci', at: ago(500) });
    await addToken(tx, { hash: 'd'.repeat(64), name: 'gone', at: ago(500) });
    await revokeToken(tx, { name: 'gone', at: ago(40) });
    for (const days of [800, 100, 20, 3, 1]) {
      const sample = { component: 'shop', metric: 'orders', at: ago(days), value: days };
      await recordSamples(tx, [sample], { now: clock.now });
    }
  });
  const body = [200, 179].map((days) => JSON.stringify({ id: `p-${days}`, prediction: 0.5, at: ago(days) })).join('\n');
  expect((await bench.send('/api/v1/models/m/predictions', body)).status).toBe(202);
  expect(
    (await bench.send('/api/v1/models/m/labels', JSON.stringify({ id: 'p-200', label: 1, at: ago(2) }))).status,
  ).toBe(202);
  await server.events.settled();
}

const went = {
  events: 2,
  findings: 1,
  idempotency: 1,
  'metrics.hours': 1,
  'metrics.minutes': 3,
  'metrics.raw': 4,
  'metrics.ten_minutes': 2,
  sessions: 2,
};

describe('retention', () => {
  it('deletes what is too old of everything, leaves the rest, and writes down how much went', async () => {
    const bench = await servers.start({ models: ['m'] });
    await fill(bench);
    const output = await apply(bench);
    expect(output).toMatchObject({ complete: true, deleted: went });
    expect(output.before).toMatchObject({ findings: '2024-12-01T12:00:00.000Z', events: '2025-07-09T12:00:00.000Z' });
    const { state, events } = bench.server;
    expect((await listFindings(state.db)).items.map(({ id }) => id)).toEqual(['young']);
    expect((await events.list({ model: 'm' })).predictions.map(({ id }) => id)).toEqual(['p-179']);
    const names = (await listTokens(state.db)).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['bench', 'ci', 'session-young']));
    expect(names).not.toEqual(expect.arrayContaining(['session-old']));
    expect(await entriesOf(bench)).toMatchObject([{ outcome: 'done', input: { deleted: went, complete: true } }]);
    expect(await verifyChain(state.db)).toMatchObject({ sound: true });
  });

  it('finds nothing more the second time, and the audit as it was', async () => {
    const bench = await servers.start({ models: ['m'] });
    await fill(bench);
    await apply(bench);
    const before = (await listAudit(bench.server.state.db)).items;
    expect(await apply(bench)).toMatchObject({ deleted: {}, complete: true });
    expect((await listAudit(bench.server.state.db)).items.slice(1)).toEqual(before);
  });

  it('deletes in pieces, and others write in between', async () => {
    const bench = await servers.start({ models: ['m'] });
    await fill(bench, 4_000);
    const { state } = bench.server;
    let over = false;
    const applying = apply(bench).finally(() => {
      over = true;
    });
    const left: number[] = [];
    while (!over) {
      await state.change((tx) => addToken(tx, { hash: `hash ${left.length}`, name: `t-${left.length}`, at: 0 }));
      const { rows } = await state.db
        .selectFrom('finding')
        .select(({ fn }) => fn.countAll<number>().as('rows'))
        .executeTakeFirstOrThrow();
      if (left.at(-1) !== rows) left.push(rows);
    }
    expect(await applying).toMatchObject({ deleted: { findings: 4_000 } });
    // 4001, 3501, …, 1: whoever looked in between saw some of these
    expect(left.length).toBeGreaterThan(3);
    expect(left.every((rows) => (rows - 1) % 500 === 0)).toBe(true);
  });

  it('stops between two pieces when it is told to, tells what went, and goes on the next time', async () => {
    const bench = await servers.start({ models: ['m'] });
    await fill(bench);
    expect(await apply(bench, AbortSignal.abort())).toEqual({ deleted: {}, before: {}, complete: false });
    expect(await apply(bench)).toMatchObject({ deleted: went, complete: true });
  });

  it('tells in the next entry what was deleted by one that failed before it could', async () => {
    const bench = await servers.start({ models: ['m'] });
    await fill(bench);
    const { server } = bench;
    const broken = { ...server.events, removed: () => Promise.reject(new Error('gone')) };
    await expect(perform({ ...asking(bench), events: broken }, retentionApply, {})).rejects.toThrow('gone');
    expect((await listFindings(server.state.db)).items.map(({ id }) => id)).toEqual(['young']);
    expect(await apply(bench)).toMatchObject({ deleted: went });
    expect((await entriesOf(bench)).map(({ outcome }) => outcome)).toEqual(['done', 'failed']);
  });
});

describe('the jobs of retention', () => {
  const config = retentionSchema.parse({});
  const work = (bench: Bench) => ({
    context: asking(bench),
    due: bench.clock.now,
    run: 'run-1',
    signal: new AbortController().signal,
  });

  it('says what went', async () => {
    const bench = await servers.start({ models: ['m'] });
    await fill(bench);
    const job = retentionJob(config);
    expect(await job.run(work(bench))).toEqual({
      detail: expect.stringMatching(/^deleted: events 2, findings 1, .*metrics\.raw 4/),
    });
    expect(await job.run(work(bench))).toEqual({ detail: 'nothing was too old' });
  });

  it('keeps the journal short', async () => {
    const bench = await servers.start({ models: ['m'] });
    expect(await journalJob(config).run(work(bench))).toEqual({ detail: 'removed 0 segments' });
  });
});
