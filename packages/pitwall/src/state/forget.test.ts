import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  countForgotten,
  type Forgettable,
  forgetRows,
  holdingOf,
  stateBytes,
  tellCounted,
  tellForgotten,
} from './forget.ts';
import { bucketHoldings, forgetBuckets, forgetEmptySeries, seriesBefore } from './forget-metrics.ts';
import { rememberResponse } from './idempotency-table.ts';
import { addBuckets, listMetricSeries, readBuckets, takeSeries } from './metric-table.ts';
import { openState, type StatePlace } from './open.ts';
import type { State } from './state.ts';
import { findPostgres, noPostgres, type PostgresServer, startPostgres } from './testing/postgres.ts';
import { addToken, listTokens, revokeToken } from './testing/tokens.ts';

const home = mkdtempSync(join(tmpdir(), 'pitwall-forget-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const bin = findPostgres();

describe('forgetting on SQLite', () => {
  let stores = 0;
  forgetSuite(async () => ({ folder: join(home, `store-${++stores}`) }));
});

describe.skipIf(!bin)(`forgetting on Postgres (skipped where there is ${noPostgres})`, () => {
  let server: PostgresServer | undefined;
  afterAll(() => server?.remove(), 30_000);
  forgetSuite(async () => {
    server ??= startPostgres(bin ?? '');
    return { url: await server.database() };
  });
});

function forgetSuite(place: () => Promise<StatePlace>): void {
  let opened: State | undefined;
  const state = (): State => {
    if (!opened) throw new Error('There is a store only inside of a test.');
    return opened;
  };
  beforeEach(async () => {
    opened = await openState(await place(), { now: () => 0 });
  });
  afterEach(() => opened?.close());
  const forget = (kind: Forgettable, before: number, most = 100) =>
    state().change((tx) => forgetRows(tx, kind, { before, most }));

  it('takes the oldest first, no more than it was told, and none that is not older', async () => {
    await state().change(async (tx) => {
      for (let at = 10; at >= 1; at -= 1) {
        const request = { actor: `ci ${at % 2}`, key: `k-${at}`, verb: 'x', requestHash: 'h' };
        await rememberResponse(tx, request, { response: null, at });
      }
    });
    expect(await holdingOf(state().db, 'idempotency', 6)).toEqual({ rows: 10, goes: 5, oldest: 1 });
    expect(await forget('idempotency', 6, 3)).toBe(3);
    expect(await holdingOf(state().db, 'idempotency', 6)).toEqual({ rows: 7, goes: 2, oldest: 4 });
    expect([await forget('idempotency', 6), await forget('idempotency', 6)]).toEqual([2, 0]);
    expect(await holdingOf(state().db, 'idempotency', 0)).toEqual({ rows: 5, goes: 0, oldest: 6 });
  });

  it('leaves a token that is in use, and runs that are under way or the last of their job', async () => {
    await state().change(async (tx) => {
      for (const name of ['ci', 'revoked', 'revoked-late']) await addToken(tx, { hash: name, name, at: 5 });
      await addToken(tx, { name: 'over', at: 5, expiresAt: 9 });
      await revokeToken(tx, { name: 'revoked', at: 8 });
      await revokeToken(tx, { name: 'revoked-late', at: 20 });
      const job = { schedule: null, lease_owner: null, lease_until: null, lease_run: null, attempts: 0, next_at: null };
      const rest = { dead_at: null, last_error: null, summary: '', due_at: null, lease_since: null, last_run: 'last' };
      await tx
        .insertInto('job')
        .values({ name: 'nightly', ...job, ...rest })
        .execute();
      for (const [seq, id, ended] of [
        [1, 'first', 2],
        [2, 'hangs', null],
        [3, 'last', 4],
      ] as const) {
        const run = { job: 'nightly', owner: 'a', attempt: 1, started_at: seq, due_at: seq, detail: null };
        await tx
          .insertInto('job_run')
          .values({ ...run, seq, id, ended_at: ended, outcome: ended === null ? null : 'done' })
          .execute();
      }
    });
    expect(await forget('sessions', 10)).toBe(2);
    expect((await listTokens(state().db)).map(({ name }) => name).sort()).toEqual(['ci', 'revoked-late']);
    expect(await forget('job_runs', 100)).toBe(1);
    const left = await state().db.selectFrom('job_run').select('id').orderBy('seq').execute();
    expect(left.map(({ id }) => id)).toEqual(['hangs', 'last']);
    expect(await holdingOf(state().db, 'findings', 10)).toEqual({ rows: 0, goes: 0, oldest: null });
    expect(await holdingOf(state().db, 'profiles', 10)).toEqual({ rows: 0, goes: 0, oldest: null });
  });

  it('takes alerts that are over with their history, and messages that were delivered, and none that is not', async () => {
    await state().change(async (tx) => {
      for (const [id, resolved] of [
        ['fires', null],
        ['over', 5],
      ] as const) {
        const known = { subject: 'model:a', metric: 'm', rule: 'r', severity: 'high', labels: '{}', body: '{}' };
        const figures = { episode: 1, count: 1, since: 1, fired_at: 1, seen_at: 1, next_at: null, changed_at: 1 };
        const over = { state: resolved === null ? 'firing' : 'resolved', resolved_at: resolved };
        await tx
          .insertInto('alert')
          .values({ id, seq: id.length, ...known, ...figures, ...over })
          .execute();
        await tx
          .insertInto('alert_event')
          .values({ seq: id.length, alert: id, episode: 1, at: 1, kind: 'fired', actor: 'system', body: '{}' })
          .execute();
        const place = { channel: 'c', target: '', thread: 't', kind: 'firing', severity: 'high', payload: '{}' };
        const times = { made_at: 1, due_at: 1, expires_at: null, gives_up_at: 99, attempt: 1 };
        const rest = {
          lease_owner: null,
          lease_until: null,
          last_error: null,
          fallback_of: null,
          fallen_back_at: null,
        };
        await tx
          .insertInto('delivery')
          .values({ id, seq: id.length, state: 'waiting', ended_at: resolved, ...place, ...times, ...rest })
          .execute();
        await tx
          .insertInto('delivery_attempt')
          .values({
            seq: id.length,
            delivery: id,
            attempt: 1,
            at: 1,
            milliseconds: 1,
            outcome: 'failed',
            status: null,
            detail: '',
          })
          .execute();
      }
    });
    await state().change((tx) =>
      tx
        .insertInto('delivery_remote')
        .values([
          { channel: 'c', target: '', thread: 'old', at: 4, body: '1' },
          { channel: 'c', target: '', thread: 'new', at: 5, body: '2' },
        ])
        .execute(),
    );
    expect(await forget('delivery_remotes', 5)).toBe(1);
    for (const kind of ['alerts', 'alert_events', 'deliveries', 'delivery_attempts'] as const)
      expect([kind, await forget(kind, 5)]).toEqual([kind, kind.includes('_') ? 1 : 0]);
    for (const kind of ['alerts', 'deliveries'] as const) expect([kind, await forget(kind, 6)]).toEqual([kind, 1]);
    for (const table of ['alert', 'alert_event', 'delivery', 'delivery_attempt'] as const)
      expect([table, await state().db.selectFrom(table).selectAll().execute()]).toEqual([
        table,
        [expect.objectContaining({ seq: 'fires'.length })],
      ]);
  });

  it('takes buckets that ended before the moment, and series of which nothing is left', async () => {
    const minute = 60_000;
    const bucket = { count: 1, sum: 1, min: 1, max: 1, last: 1, lastAt: 1 };
    await state().change(async (tx) => {
      const names = new Map(['a', 'b'].map((metric) => [metric, { component: 'c', metric, labels: {} }]));
      await takeSeries(tx, names, { at: 0, most: 10 });
      await addBuckets(tx, 'minutes', [
        ...[0, 1, 2].map((index) => ({ ...bucket, series: 1, start: index * minute })),
        { ...bucket, series: 2, start: 0 },
      ]);
    });
    const { db } = state();
    const before = 2 * minute + 1;
    expect(await seriesBefore(db, 'minutes', before)).toEqual([1, 2]);
    expect(await seriesBefore(db, 'minutes', minute - 1)).toEqual([]);
    const cutoffs = { raw: before, minutes: before, ten_minutes: before, hours: before };
    expect(await bucketHoldings(db, cutoffs)).toMatchObject({
      minutes: { rows: 4, goes: 3, oldest: 0 },
      hours: { rows: 0, goes: 0, oldest: null },
    });
    const piece = { resolution: 'minutes', before, most: 1 } as const;
    expect(await state().change((tx) => forgetBuckets(tx, { ...piece, series: 2 }))).toBe(1);
    expect(await state().change((tx) => forgetBuckets(tx, { ...piece, series: 1 }))).toBe(1);
    expect(await state().change((tx) => forgetBuckets(tx, { ...piece, series: 1, most: 9 }))).toBe(1);
    expect(await state().change(forgetEmptySeries)).toBe(1);
    expect((await listMetricSeries(db)).items.map(({ metric }) => metric)).toEqual(['a']);
    const query = { series: 1, resolution: 'minutes', step: minute, from: 0, to: 9 * minute } as const;
    expect((await readBuckets(db, query)).map(({ start }) => start)).toEqual([2 * minute]);
  });

  it('is counted with what it forgot, told once, and not told where it was undone', async () => {
    const count = (kind: string, rows: number) => state().change((tx) => countForgotten(tx, kind, rows));
    const tell = () => state().change(tellForgotten);
    await count('findings', 3);
    await count('events', 0);
    await count('findings', 4);
    const undone = state().change(async (tx) => {
      await countForgotten(tx, 'findings', 100);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect([await tell(), await tell()]).toEqual([{ findings: 7 }, {}]);
  });

  it('tells how much another count grew', async () => {
    const tell = (total: number) => state().change((tx) => tellCounted(tx, 'events', total));
    expect([await tell(0), await tell(5), await tell(5), await tell(9)]).toEqual([0, 5, 0, 4]);
    // made anew, it counts from the beginning
    expect(await tell(2)).toBe(2);
  });

  it('knows what all of it takes on the disk', async () => {
    expect(await stateBytes(state().db, state().engine)).toBeGreaterThan(10_000);
  });
}
