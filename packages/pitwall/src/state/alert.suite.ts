import { expect, it } from 'vitest';
import { dueOf } from './alert-due.ts';
import { appendAlertEvents, listAlertEvents } from './alert-event-table.ts';
import {
  type AlertGroup,
  addMembers,
  flushAtOnce,
  getGroups,
  groupMembers,
  groupsDue,
  groupsOfAlerts,
  openGroups,
  putGroups,
  removeMembers,
} from './alert-group-table.ts';
import { countRuleHits, getMark, listRuleHits, putMark } from './alert-mark-table.ts';
import {
  type AlertFilter,
  alertsDue,
  countAlerts,
  findAlerts,
  getAlert,
  getAlerts,
  listAlerts,
  type NewAlert,
  openAlerts,
  putAlerts,
  removeAlerts,
} from './alert-table.ts';
import type { Bench } from './state.suite.ts';

export function alertSuite(bench: () => Bench): void {
  const alert = (id: string, change: Partial<NewAlert> = {}): NewAlert => ({
    id,
    subject: 'model:spread',
    metric: 'drift',
    rule: 'drift',
    severity: 'high',
    state: 'firing',
    labels: { model: 'spread', note: '🏀 "\\' },
    episode: 1,
    count: 3,
    since: 10,
    firedAt: 20,
    seenAt: 30,
    resolvedAt: null,
    nextAt: null,
    changedAt: 30,
    title: 'Data has drifted',
    fix: null,
    runbook: null,
    parts: [],
    until: 30,
    life: { past: 'bbb' },
    ...change,
  });
  const put = (...alerts: readonly NewAlert[]): Promise<void> => bench().state.change((tx) => putAlerts(tx, alerts));
  const ids = async (filter: AlertFilter): Promise<readonly string[]> =>
    (await listAlerts(bench().state.db, filter)).items.map(({ id }) => id);
  const group = (id: string, change: Partial<AlertGroup> = {}): AlertGroup => ({
    id,
    route: 'root',
    labels: { kind: 'model' },
    round: 1,
    isOpen: true,
    openedAt: 5,
    flushAt: null,
    escalateAt: null,
    escalation: { openedAt: 5, taken: [], heldSince: null, heldFor: 0 },
    flushedAt: null,
    severities: {},
    told: {},
    pending: [],
    ...change,
  });

  it('come back as they were, keep their place when they change, and are gone when they are removed', async () => {
    const { db } = bench().state;
    await put(alert('a1'), alert('b2'));
    await put(alert('a1', { state: 'resolved', resolvedAt: 40, severity: 'critical', labels: {} }), alert('c3'));
    expect(await getAlert(db, 'a1')).toEqual({
      ...alert('a1', { state: 'resolved', resolvedAt: 40, severity: 'critical', labels: {} }),
      seq: 1,
    });
    expect(await ids({ order: 'oldest' })).toEqual(['a1', 'b2', 'c3']);
    await bench().state.change((tx) => removeAlerts(tx, ['b2', 'never']));
    expect((await getAlerts(db, ['a1', 'b2', 'c3'])).map(({ id }) => id).sort()).toEqual(['a1', 'c3']);
    expect(await getAlert(db, 'b2')).toBeUndefined();
  });

  it('may be thousands at once', async () => {
    const many = Array.from({ length: 1_203 }, (_, index) => alert(index.toString(16).padStart(4, '0')));
    await put(...many);
    await put(...many.map((one) => ({ ...one, count: 4 })));
    expect(
      await getAlerts(
        bench().state.db,
        many.map(({ id }) => id),
      ),
    ).toHaveLength(many.length);
    expect((await openAlerts(bench().state.db)).length).toBe(many.length);
  });

  it('are found by state, severity, subject, rule and the beginning of their id', async () => {
    const { db } = bench().state;
    await put(
      alert('aa11', { severity: 'critical' }),
      alert('aa22', { state: 'acknowledged', rule: 'other' }),
      alert('bb33', { state: 'resolved', subject: 'model:other' }),
    );
    expect(await ids({ states: ['firing', 'acknowledged'], order: 'oldest' })).toEqual(['aa11', 'aa22']);
    expect(await ids({ severities: ['critical'] })).toEqual(['aa11']);
    expect(await ids({ subject: 'model:other' })).toEqual(['bb33']);
    expect(await ids({ rule: 'other' })).toEqual(['aa22']);
    expect(await ids({ states: [] })).toEqual([]);
    expect((await findAlerts(db, 'aa')).map(({ id }) => id)).toEqual(['aa11', 'aa22']);
    expect(await findAlerts(db, "a' or 1=1")).toEqual([]);
    expect((await openAlerts(db)).map(({ id }) => id).sort()).toEqual(['aa11', 'aa22']);
    const first = await listAlerts(db, { limit: 2, order: 'oldest' });
    expect(first.more).toBe(true);
    expect(await ids({ order: 'oldest', ...(first.next === null ? {} : { after: first.next }) })).toEqual(['bb33']);
    expect((await countAlerts(db)).reduce((sum, { count }) => sum + count, 0)).toBe(3);
  });

  it('are due by the clock, as groups are', async () => {
    const { state } = bench();
    await put(alert('a', { nextAt: 100 }), alert('b', { nextAt: 50 }), alert('c'));
    await state.change(async (tx) => {
      await putGroups(tx, [group('g1', { flushAt: 70 }), group('g2', { escalateAt: 99, isOpen: false })]);
      await putGroups(tx, [group('g2', { escalateAt: 40, isOpen: false })]);
    });
    expect((await alertsDue(state.db, 99, 10)).map(({ id }) => id)).toEqual(['b']);
    expect((await groupsDue(state.db, 70, 10)).map(({ id }) => id).sort()).toEqual(['g1', 'g2']);
    expect(await dueOf(state.db, 'findings')).toEqual({ mark: null, newest: null, at: 40 });
    expect((await openGroups(state.db)).map(({ id }) => id)).toEqual(['g1']);
    await state.change((tx) => flushAtOnce(tx, ['g1', 'g2'], { at: 30, because: 'silence_ended' }));
    expect(await getGroups(state.db, ['g1'])).toEqual([group('g1', { flushAt: 30, pending: ['silence_ended'] })]);
    expect((await getGroups(state.db, ['g2']))[0]?.flushAt).toBeNull();
  });

  it('are members of groups until they are taken out', async () => {
    const { state } = bench();
    await put(alert('a'), alert('b', { state: 'resolved', resolvedAt: 60 }));
    const pairs = ['a', 'b'].flatMap((id) => ['g1', 'g2'].map((name) => ({ group: name, alert: id })));
    await state.change((tx) => addMembers(tx, [...pairs, ...pairs]));
    expect(await groupsOfAlerts(state.db, ['a', 'b'])).toHaveLength(2);
    const members = await groupMembers(state.db, ['g1', 'g2', 'g3']);
    expect(members.size).toBe(2);
    expect(
      members
        .get('g1')
        ?.map(({ id, state: is, changedAt }) => [id, is, changedAt])
        .sort(),
    ).toEqual([
      ['a', 'firing', 20],
      ['b', 'resolved', 60],
    ]);
    await state.change((tx) => removeMembers(tx, 'g1', ['b']));
    const left = await groupMembers(state.db, ['g1', 'g2']);
    expect(left.get('g1')?.map(({ id }) => id)).toEqual(['a']);
    expect(left.get('g2')).toHaveLength(2);
  });

  it('have a history that is only added to', async () => {
    const { state } = bench();
    const event = (kind: string, name = 'a') => ({ alert: name, episode: 1, at: 5, kind, actor: 'system', body: {} });
    await state.change((tx) => appendAlertEvents(tx, [event('fired'), event('fired', 'b'), event('resolved')]));
    const { items } = await listAlertEvents(state.db, { alert: 'a', order: 'oldest' });
    expect(items.map(({ kind, seq }) => [kind, seq])).toEqual([
      ['fired', 1],
      ['resolved', 3],
    ]);
    expect((await listAlertEvents(state.db, { kinds: ['resolved'] })).items).toHaveLength(1);
  });

  it('leave marks and counts of rules', async () => {
    const { state } = bench();
    expect(await getMark(state.db, 'findings')).toBeUndefined();
    await state.change(async (tx) => {
      await putMark(tx, 'findings', 7);
      await putMark(tx, 'findings', 9);
      await countRuleHits(tx, new Map([['drift', 2]]), 10);
      await countRuleHits(tx, new Map([['drift', 3]]), 20);
    });
    expect(await getMark(state.db, 'findings')).toBe(9);
    expect(await listRuleHits(state.db)).toEqual([{ name: 'drift', hits: 5, lastAt: 20 }]);
  });
}
