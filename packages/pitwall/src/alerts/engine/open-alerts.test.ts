import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '../../config/schema.ts';
import { type NewAlert, openAlerts } from '../../state/alert-table.ts';
import { openState } from '../../state/open.ts';
import type { State, Tx } from '../../state/state.ts';
import { createInhibitor } from '../quiet/inhibit.ts';
import { keep } from './keep.ts';
import type { Change } from './measure.ts';
import { allOpen, noteChange, openBook } from './open-alerts.ts';
import { alertSettings } from './settings.ts';

const settings = alertSettings(configSchema.parse({}));
let folder: string;
let state: State;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pitwall-open-alerts-'));
  state = await openState({ folder }, { now: () => 0 });
});

afterEach(async () => {
  await state.close();
  rmSync(folder, { recursive: true });
});

const alert = (id: string, change: Partial<NewAlert> = {}): NewAlert => {
  const severity = change.severity ?? 'high';
  const name = id.slice(0, 1);
  return {
    id,
    subject: `model:${name}/feature:${id}`,
    metric: 'm',
    rule: 'r',
    severity,
    state: 'firing',
    labels: { kind: 'model', name, alertname: 'r', severity },
    episode: 1,
    count: 1,
    since: 0,
    firedAt: 0,
    seenAt: 0,
    resolvedAt: null,
    nextAt: null,
    changedAt: 0,
    title: id,
    fix: null,
    runbook: null,
    parts: [],
    until: 0,
    life: {},
    ...change,
  };
};

const changed = (one: NewAlert, happened: Change['happened'] = ['fired']): Change => ({
  id: one.id,
  alert: one,
  happened,
  events: [],
});

async function apply(tx: Tx, changes: readonly Change[]): Promise<void> {
  await keep(tx, changes);
  await noteChange(tx, { state, changes });
}

const idsIn = async (db: Tx | State['db']): Promise<readonly string[]> =>
  (await allOpen(state, db)).map(({ id }) => id).sort();

describe('what fires', () => {
  it('is known after each change as the table has it, and inhibits as if it were reckoned anew', async () => {
    const steps: readonly (readonly Change[])[] = [
      [changed(alert('a1')), changed(alert('b1'))],
      [changed(alert('a2', { severity: 'critical' })), changed(alert('b1', { state: 'acknowledged' }))],
      [changed(alert('a2', { state: 'resolved' }), ['resolved'])],
      [{ id: 'a1', alert: undefined, happened: ['dropped'], events: [] }, changed(alert('c1'))],
      // less severe without anything that happened
      [changed(alert('c1', { severity: 'critical' })), changed(alert('c2'))],
      [changed(alert('c1', { severity: 'low' }), [])],
    ];
    const asked = [alert('a9'), alert('b9'), alert('c9')];
    const seen: number[] = [];
    for (const changes of steps) {
      await state.change(async (tx) => {
        await apply(tx, changes);
        const book = await openBook(state, tx);
        const stored = await openAlerts(tx);
        expect([...book.all()].sort(byId)).toEqual([...stored].sort(byId));
        for (const root of ['model:a', 'model:b', 'model:c'])
          expect(
            book
              .about(root)
              .map(({ id }) => id)
              .sort(),
          ).toEqual(stored.flatMap(({ id, subject }) => (subject.startsWith(`${root}/`) ? id : [])).sort());
        const anew = createInhibitor({
          rules: settings.inhibitRules,
          dependencies: settings.dependencies,
          sources: stored,
        });
        const told = asked.map(({ id, labels }) => book.inhibitor(settings).on(id, labels));
        expect(told).toEqual(asked.map(({ id, labels }) => anew.on(id, labels)));
        seen.push(told.flat().length);
      });
    }
    expect(seen).toEqual([0, 1, 0, 0, 1, 0]);
  });

  it('is read again after a transaction that was undone', async () => {
    await state.change((tx) => apply(tx, [changed(alert('a1'))]));
    expect(await state.change(idsIn)).toEqual(['a1']);
    const undone = state.change(async (tx) => {
      await apply(tx, [changed(alert('a2'))]);
      expect(await idsIn(tx)).toEqual(['a1', 'a2']);
      throw new Error('the disk is gone');
    });
    await expect(undone).rejects.toThrow('the disk is gone');
    expect(await idsIn(state.db)).toEqual(['a1']);
    await state.change((tx) => apply(tx, [changed(alert('a3'))]));
    expect(await state.change(idsIn)).toEqual(['a1', 'a3']);
  });

  it('is read again after another server changed it', async () => {
    await state.change((tx) => apply(tx, [changed(alert('a1'))]));
    expect(await state.change(idsIn)).toEqual(['a1']);
    await state.change(async (tx) => {
      await keep(tx, [changed(alert('b1'))]);
      await noteChange(tx);
    });
    expect(await idsIn(state.db)).toEqual(['a1', 'b1']);
    await state.change((tx) => apply(tx, [changed(alert('c1'))]));
    expect(await state.change(idsIn)).toEqual(['a1', 'b1', 'c1']);
  });

  it('stays for whoever has a list of it, and is not read again where nothing changed', async () => {
    await state.change((tx) => apply(tx, [changed(alert('a1'))]));
    const before = await state.change((tx) => allOpen(state, tx));
    await state.change((tx) => apply(tx, [changed(alert('a1'), [])]));
    expect(await allOpen(state, state.db)).toBe(before);
    await state.change((tx) => apply(tx, [changed(alert('a2'))]));
    expect(before.map(({ id }) => id)).toEqual(['a1']);
    expect(await idsIn(state.db)).toEqual(['a1', 'a2']);
  });
});

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);
