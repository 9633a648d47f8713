import { expect, it } from 'vitest';
import { getRemote, putChannelHealth, putRemote, readChannelHealth } from './delivery-channel-table.ts';
import { readDigest, setDigested } from './delivery-digest.ts';
import { listUnbacked, setFallenBack, supersedeBackups, supersedeDelivery } from './delivery-fallback.ts';
import {
  buryDeliveries,
  putOffDelivery,
  readLoads,
  reclaimDeliveries,
  releaseDeliveries,
  setDelivered,
  shiftDeliveries,
  takeDeliveries,
} from './delivery-lease.ts';
import {
  appendDeliveryAttempts,
  type Delivery,
  dropDelivery,
  findDeliveries,
  getDelivery,
  insertDeliveries,
  listDeliveries,
  listDeliveryAttempts,
  type NewDelivery,
  retryDelivery,
} from './delivery-table.ts';
import type { Bench } from './state.suite.ts';

const minute = 60_000;

export function deliverySuite(bench: () => Bench): void {
  const row = (id: string, change: Partial<NewDelivery> = {}): NewDelivery => ({
    id,
    channel: 'slack',
    target: '',
    thread: id,
    kind: 'firing',
    severity: 'high',
    payload: { title: id, text: 'ä "quoted" 💥' },
    madeAt: bench().now,
    expiresAt: null,
    givesUpAt: bench().now + 60 * minute,
    fallbackOf: null,
    ...change,
  });
  const put = (...rows: readonly NewDelivery[]) => bench().state.change((tx) => insertDeliveries(tx, rows));
  const take = (owner = 'me', change: object = {}): Promise<readonly Delivery[]> => {
    const { now, state } = bench();
    const taking = { channel: 'slack', owner, now, until: now + minute, limit: 10, onlyTests: false, ...change };
    return state.change((tx) => takeDeliveries(tx, taking));
  };
  const taken = async (owner?: string, change?: object) => (await take(owner, change)).map(({ id }) => id);
  const get = async (id: string): Promise<Delivery> => {
    const found = await getDelivery(bench().state.db, id);
    if (!found) throw new Error(`Expected ${id}.`);
    return found;
  };

  it('are put there once, and come back as they were', async () => {
    const one = row('aa', { expiresAt: 5, fallbackOf: 'bb', target: 'ops@example.com' });
    expect(await put(one, row('bb'))).toEqual(['aa', 'bb']);
    expect(await put({ ...one, payload: 'other' }, row('cc'))).toEqual(['cc']);
    expect(await get('aa')).toEqual({
      ...one,
      seq: expect.any(Number),
      state: 'waiting',
      dueAt: bench().now,
      attempt: 0,
      lease: null,
      lastError: null,
      toldBy: null,
      endedAt: null,
      fallenBackAt: null,
    });
    expect(await getDelivery(bench().state.db, 'none')).toBeUndefined();
    expect((await findDeliveries(bench().state.db, 'a')).map(({ id }) => id)).toEqual(['aa']);
    expect(await findDeliveries(bench().state.db, "a'%")).toEqual([]);
  });

  it('are listed by pages and by what is asked for', async () => {
    await put(
      ...['a1', 'a2', 'a3'].map((id) => row(id)),
      row('b1', { channel: 'mail', target: 'x', severity: 'low', kind: 'resolved', madeAt: bench().now - minute }),
    );
    const { db } = bench().state;
    const first = await listDeliveries(db, { limit: 3 });
    expect(first.items.map(({ id }) => id)).toEqual(['b1', 'a3', 'a2']);
    const next = await listDeliveries(db, { limit: 3, ...(first.next === null ? {} : { after: first.next }) });
    expect(next.items.map(({ id }) => id)).toEqual(['a1']);
    for (const filter of [
      { channel: 'mail' },
      { target: 'x' },
      { thread: 'b1' },
      { kind: 'resolved' },
      { severities: ['low'] },
      { to: bench().now },
    ])
      expect((await listDeliveries(db, filter)).items.map(({ id }) => id)).toEqual(['b1']);
    expect((await listDeliveries(db, { from: bench().now })).items).toHaveLength(3);
    expect((await listDeliveries(db, { states: ['dead'] })).items).toEqual([]);
    expect((await listDeliveries(db, { states: [] })).items).toEqual([]);
  });

  it('are taken worst first, those about one thing one after the other, and by one taker only', async () => {
    await put(
      row('low', { severity: 'low' }),
      row('first', { thread: 't' }),
      row('second', { thread: 't', severity: 'critical' }),
      row('worst', { severity: 'critical' }),
      row('elsewhere', { channel: 'mail' }),
    );
    expect(await taken('me', { limit: 2 })).toEqual(['worst', 'first']);
    expect(await taken('you')).toEqual(['low']);
    expect(await get('first')).toMatchObject({ state: 'sending', attempt: 1, lease: { owner: 'me' } });
    await bench().state.change((tx) => setDelivered(tx, ['first', 'worst'], bench().now));
    expect(await taken()).toEqual(['second']);
    expect(await get('first')).toMatchObject({ state: 'delivered', endedAt: bench().now, lease: null });
  });

  it('that failed are due later; what is in other hands is not put off', async () => {
    await put(row('a'));
    await take();
    const { now, state } = bench();
    const off = { id: 'a', owner: 'me', error: 'away', dueAt: now + minute, now };
    expect(await state.change((tx) => putOffDelivery(tx, { ...off, owner: 'you' }))).toBe(false);
    expect(await state.change((tx) => putOffDelivery(tx, off))).toBe(true);
    expect(await taken()).toEqual([]);
    expect(await readLoads(state.db, now, 'me')).toMatchObject([{ due: 0, ready: 0, nextAt: now + minute }]);
    bench().now += minute;
    expect(await readLoads(state.db, bench().now, 'me')).toMatchObject([{ due: 1, ready: 1 }]);
    expect(await taken()).toEqual(['a']);
    await state.change((tx) => putOffDelivery(tx, { ...off, dueAt: null }));
    expect(await get('a')).toMatchObject({ state: 'dead', lastError: 'away', endedAt: now });
  });

  it('say what each channel has to do', async () => {
    const { now, state } = bench();
    await put(
      row('a', { thread: 't', expiresAt: now + 3 }),
      row('b', { thread: 't', severity: 'low', madeAt: now - 5 }),
      row('c', { kind: 'test' }),
      row('d', { channel: 'mail', severity: 'low' }),
    );
    const loads = await readLoads(state.db, now, 'me');
    expect(loads.toSorted((x, y) => (x.channel < y.channel ? -1 : 1))).toEqual([
      {
        channel: 'mail',
        due: 1,
        ready: 1,
        tests: 0,
        nextAt: 0,
        urgentSince: null,
        unbacked: 1,
        leaseUntil: null,
        expiresAt: null,
      },
      {
        channel: 'slack',
        due: 2,
        ready: 1,
        tests: 1,
        nextAt: 0,
        urgentSince: now,
        unbacked: 2,
        leaseUntil: null,
        expiresAt: now + 3,
      },
    ]);
    await take('you', { onlyTests: true });
    const [slack] = (await readLoads(state.db, now, 'me')).filter(({ channel }) => channel === 'slack');
    expect(slack).toMatchObject({ tests: 0, leaseUntil: now + minute });
    const [own] = (await readLoads(state.db, now, 'you')).filter(({ channel }) => channel === 'slack');
    expect(own?.leaseUntil).toBeNull();
  });

  it('are taken again when the lease of another ran out, or all of them at a start', async () => {
    const { now, state } = bench();
    await put(row('a'), row('b'));
    await take('you', { limit: 1 });
    const reclaim = (at: number | null, owner = 'me') =>
      state.change(async (tx) => (await reclaimDeliveries(tx, { now: at, owner })).map(({ id }) => id));
    expect(await reclaim(now)).toEqual([]);
    expect(await reclaim(now + minute, 'you')).toEqual([]);
    expect(await reclaim(now + minute)).toEqual(['a']);
    await take('you');
    expect((await reclaim(null)).sort()).toEqual(['a', 'b']);
    await take('me');
    await state.change((tx) => releaseDeliveries(tx, 'me'));
    expect((await taken('you')).sort()).toEqual(['a', 'b']);
  });

  it('are given to another channel once', async () => {
    const { now, state } = bench();
    await put(row('a'), row('b', { severity: 'low' }), row('c', { kind: 'test' }), row('d', { madeAt: now + 1 }));
    const list = (madeUntil: number | null) =>
      state.change(async (tx) =>
        (await listUnbacked(tx, { channel: 'slack', madeUntil, limit: 9 })).map(({ id }) => id),
      );
    expect(await list(now)).toEqual(['a']);
    expect(await list(null)).toEqual(['a', 'd', 'b']);
    await state.change((tx) => setFallenBack(tx, ['a'], now));
    expect(await list(null)).toEqual(['d', 'b']);
    expect((await get('a')).fallenBackAt).toBe(now);
  });

  it('are superseded by the one that told them, and the other way round', async () => {
    const { now, state } = bench();
    await put(row('a'), row('b', { channel: 'mail', fallbackOf: 'a' }), row('c'), row('d', { fallbackOf: 'c' }));
    await state.change(async (tx) => {
      await setDelivered(tx, ['b', 'c'], now);
      await supersedeDelivery(tx, { id: 'a', by: 'b', now });
      await supersedeDelivery(tx, { id: 'c', by: 'd', now });
      await supersedeBackups(tx, ['c'], now);
    });
    expect(await get('a')).toMatchObject({ state: 'superseded', toldBy: 'b', lastError: null });
    expect(await get('c')).toMatchObject({ state: 'delivered' });
    expect(await get('d')).toMatchObject({ state: 'waiting' });
    await state.change(async (tx) => {
      await setFallenBack(tx, ['c'], now);
      await supersedeBackups(tx, ['c'], now);
    });
    expect(await get('d')).toMatchObject({ state: 'superseded', toldBy: 'c' });
  });

  it('are told in one for each target, of each thread how it stands', async () => {
    const { now, state } = bench();
    await put(
      row('a1', { thread: 'a', target: 'x' }),
      row('a2', { thread: 'a', target: 'x', kind: 'resolved' }),
      row('b', { target: 'x', severity: 'critical', expiresAt: now - 1 }),
      row('c', { target: 'y', severity: 'low' }),
      row('d', { target: 'x', kind: 'test' }),
      row('e', { target: 'x', kind: 'digest', payload: 'earlier' }),
      row('f', { channel: 'mail' }),
    );
    const all = { channel: 'slack', expiredAt: null };
    const parts = await state.change((tx) => readDigest(tx, all, 1));
    expect(parts.map(({ target, worst, earlier }) => [target, worst, earlier])).toEqual([
      ['x', [row('b').payload], ['earlier']],
      ['y', [row('c').payload], []],
    ]);
    expect(parts[0]?.threads.toSorted((p, q) => (p.kind < q.kind ? -1 : 1))).toEqual([
      { kind: 'firing', severity: 'critical', count: 1 },
      { kind: 'resolved', severity: 'high', count: 1 },
    ]);
    const late = await state.change((tx) => readDigest(tx, { ...all, expiredAt: now }, 1));
    expect(late.map(({ target, threads }) => [target, threads.length])).toEqual([['x', 1]]);
    await state.change((tx) => setDigested(tx, { ...all, target: 'x', digest: 'new', now }));
    expect(await get('a1')).toMatchObject({ state: 'digested', toldBy: 'new', endedAt: now });
    const left = await listDeliveries(state.db, { states: ['waiting'], order: 'oldest' });
    expect(left.items.map(({ id }) => id)).toEqual(['c', 'd', 'f']);
  });

  it('are sent again by hand where they died, and dropped by hand where they did not', async () => {
    const { now, state } = bench();
    await put(row('a', { expiresAt: now }), row('b'));
    const drop = (id: string) => state.change((tx) => dropDelivery(tx, { id, now, because: 'by hand' }));
    const retry = (id: string) => state.change((tx) => retryDelivery(tx, { id, now: now + 1, givesUpAt: now + 2 }));
    expect(await drop('a')).toMatchObject({ state: 'dead', lastError: 'by hand', endedAt: now, fallenBackAt: now });
    expect(await retry('a')).toMatchObject({ state: 'waiting', givesUpAt: now + 2, expiresAt: null, endedAt: null });
    await take();
    expect(await retry('b')).toBeUndefined();
    expect(await drop('b')).toMatchObject({ state: 'dead', lease: null });
    await state.change((tx) => setDelivered(tx, ['b'], now));
    expect(await retry('b')).toBeUndefined();
    expect(await drop('b')).toBeUndefined();
    expect(await drop('none')).toBeUndefined();
  });

  it('of a channel that is gone are buried', async () => {
    const { now, state } = bench();
    await put(row('a'), row('b'), row('c'));
    const bury = () => state.change((tx) => buryDeliveries(tx, { channel: 'slack', now, error: 'gone', limit: 2 }));
    expect((await bury()).map(({ id }) => id).sort()).toEqual(['a', 'b']);
    expect(await bury()).toMatchObject([{ id: 'c', state: 'dead', lastError: 'gone' }]);
    expect(await bury()).toEqual([]);
  });

  it('keep what came of each attempt', async () => {
    const attempt = { delivery: 'a', milliseconds: 3, status: null, detail: 'x' };
    await bench().state.change((tx) =>
      appendDeliveryAttempts(tx, [
        { ...attempt, attempt: 1, at: 1, outcome: 'failed', status: 503 },
        { ...attempt, attempt: 2, at: 2, outcome: 'delivered' },
        { ...attempt, delivery: 'b', attempt: 1, at: 2, outcome: 'delivered' },
      ]),
    );
    const { db } = bench().state;
    expect(await listDeliveryAttempts(db, 'a')).toMatchObject([
      { attempt: 1, outcome: 'failed', status: 503 },
      { attempt: 2, outcome: 'delivered', status: null },
    ]);
    expect((await listDeliveryAttempts(db, 'a', 1)).map((one) => one.attempt)).toEqual([2]);
  });

  it('move with a clock that was set back', async () => {
    const { now, state } = bench();
    await put(row('a', { madeAt: now + 5 * minute }), row('b', { madeAt: now - minute }));
    const health = { channel: 'slack', failures: 2, openUntil: now, quietUntil: null, tokens: 1.5, tokensAt: now };
    await state.change(async (tx) => {
      await putChannelHealth(tx, { ...health, failures: 1 });
      await putChannelHealth(tx, health);
      await shiftDeliveries(tx, { now, by: 5 * minute });
    });
    expect(await get('a')).toMatchObject({ madeAt: now, dueAt: now });
    expect(await get('b')).toMatchObject({ madeAt: now - minute });
    const moved = { ...health, openUntil: now - 5 * minute, tokensAt: now - 5 * minute };
    expect(await readChannelHealth(state.db)).toEqual([moved]);
  });

  it('remember what a channel made of a thread', async () => {
    const { state } = bench();
    const place = { channel: 'github', target: '', thread: 't' };
    expect(await getRemote(state.db, place)).toBeUndefined();
    await state.change((tx) => putRemote(tx, place, { body: { issue: 1 }, at: 1 }));
    await state.change((tx) => putRemote(tx, place, { body: { issue: 2 }, at: 2 }));
    expect(await getRemote(state.db, place)).toEqual({ issue: 2 });
    expect(await getRemote(state.db, { ...place, thread: 'u' })).toBeUndefined();
  });
}
