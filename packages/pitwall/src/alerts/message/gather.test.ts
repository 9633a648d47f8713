import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '@pitwall/sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hour } from '../../core/duration.ts';
import { putAlerts, type StoredAlert } from '../../state/alert-table.ts';
import { appendAudit } from '../../state/audit-table.ts';
import type { Json } from '../../state/canonical-json.ts';
import { appendFindings, correctFinding } from '../../state/finding-table.ts';
import { openState } from '../../state/open.ts';
import type { State } from '../../state/state.ts';
import { gather } from './gather.ts';
import { began, storedAlert, storedPart } from './testing/stored-alert.ts';

let folder: string;
let state: State;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pitwall-gather-'));
  state = await openState({ folder }, { now: () => began });
});

afterEach(async () => {
  await state.close();
  rmSync(folder, { recursive: true, force: true });
});

const { subject, metric } = storedPart();

const finding = (value: number | null, own: Partial<Finding> = {}): Finding => ({
  subject,
  metric,
  value,
  threshold: null,
  status: 'alert',
  message: 'roi',
  evidence: {},
  at: new Date(began).toISOString(),
  ...own,
});

const audit = (
  verb: string,
  own: { at?: number; subject?: string; input?: Json; actor?: string; outcome?: 'done' | 'denied' } = {},
) =>
  state.change((tx) =>
    appendAudit(tx, {
      at: began - hour,
      actor: 'user:u-anna',
      verb,
      subject: 'model:spread',
      outcome: 'done',
      input: {},
      ...own,
    }),
  );

const gathered = async (alert: StoredAlert = storedAlert(), open: Parameters<typeof gather>[2] = []) =>
  (await gather(state.db, [alert], open)).get(alert.id);

describe('around an alert', () => {
  it('nothing may be known', async () => {
    expect(await gathered()).toEqual({ recent: [], window: null, before: [], related: [] });
    expect(await gathered(storedAlert({ parts: [] }))).toMatchObject({ recent: [], window: null });
  });

  it('stand the last ten values of the worst of its parts, the oldest first', async () => {
    await state.change((tx) =>
      appendFindings(
        tx,
        Array.from({ length: 15 }, (_, index) => ({
          id: `f${index}`,
          finding: finding(index),
          window: { start: began + index * hour, end: began + (index + 1) * hour },
        })),
      ),
    );
    const other = { id: 'other', finding: finding(99, { metric: 'performance.auc' }), window: null };
    await state.change((tx) => appendFindings(tx, [other]));
    const { recent = [], window } = (await gathered()) ?? {};
    expect(recent.map(({ value }) => value)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    expect(recent.at(-1)).toEqual({ at: began + 15 * hour, value: 14, status: 'alert' });
    expect(window).toEqual({ start: began + 14 * hour, end: began + 15 * hour });
  });

  it('values that were corrected since are left out, and those of moments have theirs', async () => {
    await state.change(async (tx) => {
      await appendFindings(tx, [
        { id: 'wrong', finding: finding(1), window: null },
        { id: 'right', finding: finding(2), window: null },
        { id: 'none', finding: finding(null, { status: 'unknown', reason: 'no rows' }), window: null },
      ]);
      await correctFinding(tx, { id: 'wrong', by: 'right' });
    });
    expect((await gathered())?.recent).toEqual([
      { at: began, value: null, status: 'unknown' },
      { at: began, value: 2, status: 'alert' },
    ]);
  });

  it('stands what was changed in the day before it began, the newest last', async () => {
    await audit('config.reload', {
      at: began - 2 * hour,
      subject: 'server:configuration',
      actor: 'system',
      input: {
        because: 'file',
        count: 5,
        changes: [{ key: 'models.spread.monitor.every', from: '1h', to: 'secret' }, { key: 'a.b' }],
      },
    });
    await audit('baseline.promote', { input: { version: 4, before: 3 } });
    await audit('version.promote', { at: began - 1 });
    await audit('baseline.promote', { at: began, input: { version: 5, before: null } });
    expect((await gathered())?.before).toEqual([
      {
        at: began - 2 * hour,
        what: 'configuration changed: models.spread.monitor.every, a.b and 3 more',
        by: 'the server',
      },
      { at: began - hour, what: 'baseline 4 in force after 3', by: 'user:u-anna' },
      { at: began - 1, what: 'version promote', by: 'user:u-anna' },
      { at: began, what: 'baseline 5 in force', by: 'user:u-anna' },
    ]);
  });

  it('stands nothing that changed nothing, was refused, was earlier or later, or is about something else', async () => {
    await audit('config.reload', {
      subject: 'server:configuration',
      input: { because: 'signal', changes: [], count: 0 },
    });
    await audit('baseline.promote', { input: { version: 4, before: 4 } });
    await audit('baseline.promote', { input: { version: 5, before: 4 }, outcome: 'denied' });
    await audit('baseline.promote', { input: { version: 6, before: 4 }, at: began - 25 * hour });
    await audit('baseline.promote', { input: { version: 7, before: 4 }, at: began + 1 });
    await audit('baseline.promote', { input: { version: 8, before: 4 }, subject: 'model:other' });
    await audit('model.judge');
    await audit('versionx.y');
    expect((await gathered())?.before).toEqual([]);
  });

  it('stand the last five of many changes, also those of the model of which it is a version', async () => {
    for (let version = 1; version <= 9; version++)
      await audit('baseline.promote', { at: began - hour + version, input: { version, before: version - 1 } });
    const { before = [] } = (await gathered(storedAlert({ subject: 'model:spread@7/column:odds' }))) ?? {};
    expect(before.map(({ what }) => what)).toEqual(
      [5, 6, 7, 8, 9].map((version) => `baseline ${version} in force after ${version - 1}`),
    );
  });

  it('is not lost in whatever the entry of the audit says', async () => {
    for (const input of [null, 'text', [], { changes: 'x', count: 'y' }, { changes: [null, 3, { key: 4 }], count: 2 }])
      await audit('config.reload', { subject: 'server:configuration', input });
    expect((await gathered())?.before.map(({ what }) => what)).toEqual(['configuration changed']);
  });

  it('stand others about the same thing that fire, and not those that are told with it', async () => {
    const others = [
      storedAlert({ id: 'drift', subject: 'model:spread/column:odds', title: 'It drifts', severity: 'high' }),
      storedAlert({ id: 'with', title: 'Told with it' }),
      storedAlert({ id: 'apart', subject: 'model:spread-2', title: 'Of another model' }),
    ];
    await state.change((tx) => putAlerts(tx, [storedAlert(), ...others]));
    const alerts = [storedAlert(), others[1] ?? storedAlert()];
    const all = await gather(state.db, alerts, [storedAlert(), ...others]);
    expect([...all.values()].map(({ related }) => related)).toEqual([
      ['It drifts – model spread, column odds (high)'],
      ['It drifts – model spread, column odds (high)'],
    ]);
  });

  it('is read for ten at the most, and five others of each', async () => {
    const alerts = Array.from({ length: 12 }, (_, index) => storedAlert({ id: `told${index}` }));
    const open = Array.from({ length: 2_000 }, (_, index) =>
      storedAlert({ id: `open${index}`, title: `Title ${index}` }),
    );
    await state.change((tx) => putAlerts(tx, open.slice(0, 10)));
    const all = await gather(state.db, alerts, open);
    expect(all.size).toBe(10);
    expect(all.get('told0')?.related).toHaveLength(5);
  });
});
