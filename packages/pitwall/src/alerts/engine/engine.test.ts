import { describe, expect, it } from 'vitest';
import { perform } from '../../server/perform.ts';
import { listAlertEvents } from '../../state/alert-event-table.ts';
import { alertAcknowledge } from '../verbs/alert-acknowledge.ts';
import { alertSilence, newSilenceId } from '../verbs/alert-silence.ts';
import { type Room, useRooms } from './testing/room.ts';

const open = useRooms();
const minute = 60_000;
const bad = { status: 'alert' } as const;
const fine = { status: 'pass' } as const;

const only = async (room: Room): Promise<{ alert: string; subject: string }> => {
  const [first] = await room.alerts();
  return { alert: first?.id ?? '', subject: first?.subject ?? '' };
};

const silence = (room: Room): Promise<unknown> =>
  perform(room.context, alertSilence, {
    id: newSilenceId(room.context.world),
    matchers: 'name="spread"',
    for: '2h',
    reason: 'the feed is mended',
  });

const rule = (more: Record<string, unknown> = {}) => ({ name: 'mine', match: { metric: 'test.*' }, ...more });
const alerts = (more: Record<string, unknown> = {}) => ({ alerts: { rules: [rule()], ...more } });

describe('findings make alerts', () => {
  it('one fault that is polled 21 times is one alert with count 21, told once', async () => {
    const room = await open(alerts());
    for (let poll = 0; poll < 21; poll++) {
      await room.find(bad);
      await room.pass(minute);
    }
    const [alert, ...others] = await room.alerts();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ count: 21, state: 'firing', severity: 'high', episode: 1 });
    const told = await room.told();
    expect([...new Set(told.map(({ channel }) => channel))].sort()).toEqual(['console', 'file']);
    expect(told.filter(({ channel }) => channel === 'console')).toHaveLength(1);
  });

  it('an alert that is resolved fires again: three incidents are three messages, each with its end', async () => {
    const room = await open(alerts());
    for (let incident = 0; incident < 3; incident++) {
      await room.find(bad);
      await room.pass(minute);
      await room.find(fine);
      await room.pass(30 * minute);
    }
    const told = (await room.told()).filter(({ channel }) => channel === 'console');
    expect(told.map(({ message }) => [message.kind, message.reason])).toEqual([
      ['firing', 'first notification'],
      ['resolved', 'all alerts resolved'],
      ['firing', 'first notification'],
      ['resolved', 'all alerts resolved'],
      ['firing', 'first notification'],
      ['resolved', 'all alerts resolved'],
    ]);
    expect(new Set(told.map(({ message }) => message.thread)).size).toBe(3);
    const [alert] = await room.alerts();
    expect(alert).toMatchObject({ episode: 3, state: 'resolved' });
  });

  it('a window that ended before the newest one that is known neither opens nor ends an alert', async () => {
    const room = await open(alerts());
    const at = room.clock.now;
    await room.findIn({ start: at - 10 * minute, end: at - 5 * minute }, fine);
    await room.find(bad);
    await room.pass(minute);
    await room.findIn({ start: at - 30 * minute, end: at - 20 * minute }, fine);
    await room.pass(minute);
    expect((await room.alerts())[0]).toMatchObject({ state: 'firing', count: 1 });
    await room.find(fine);
    await room.pass(minute);
    await room.findIn({ start: at - 30 * minute, end: at - 20 * minute }, bad);
    await room.pass(minute);
    expect((await room.alerts())[0]).toMatchObject({ state: 'resolved', episode: 1 });
  });

  it('unknown neither opens nor ends an alert', async () => {
    const room = await open(alerts());
    await room.find({ status: 'unknown', value: null });
    await room.pass(minute);
    expect(await room.alerts()).toEqual([]);
    await room.find(bad);
    await room.pass(minute);
    await room.find({ status: 'unknown', value: null });
    await room.pass(minute);
    expect((await room.alerts())[0]).toMatchObject({ state: 'firing', count: 1 });
  });

  it('of a whole, many measurements are one alert that ends with the last of them', async () => {
    const room = await open({ alerts: { rules: [rule({ per: 'whole' })] } });
    const part = (column: string, status: 'alert' | 'pass') => ({ subject: `model:spread/column:${column}`, status });
    await room.find(part('a', 'alert'), part('b', 'alert'), part('c', 'pass'));
    await room.pass(minute);
    const [alert, ...others] = await room.alerts();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ subject: 'model:spread', metric: 'mine', state: 'firing', count: 1 });
    await room.find(part('a', 'pass'));
    await room.pass(minute);
    expect((await room.alerts())[0]?.state).toBe('firing');
    await room.find(part('b', 'pass'));
    await room.pass(minute);
    expect((await room.alerts())[0]?.state).toBe('resolved');
    const told = (await room.told()).filter(({ channel }) => channel === 'console');
    expect(told.map(({ message }) => message.kind)).toEqual(['firing', 'resolved']);
  });

  it('what gets worse is told at once', async () => {
    const room = await open({ alerts: { rules: [rule({ severity: { warning: 'medium', alert: 'critical' } })] } });
    await room.find({ status: 'warning' });
    await room.pass(minute);
    await room.find(bad);
    await room.pass(10_000, 1_000);
    const told = (await room.told()).filter(({ channel }) => channel === 'console');
    expect(told.map(({ message }) => [message.severity, message.reason])).toEqual([
      ['medium', 'first notification'],
      ['critical', 'severity raised'],
    ]);
  });

  it('who acknowledged is not told again, until the acknowledgement ends', async () => {
    const room = await open(alerts({ route: { to: 'console', repeat_interval: '1h' } }));
    await room.find(bad);
    await room.pass(minute);
    const [alert] = await room.alerts();
    await perform(room.context, alertAcknowledge, { alert: alert?.id, subject: alert?.subject, for: '3h' });
    await room.pass(2 * 60 * minute, 10 * minute);
    expect((await room.told()).map(({ message }) => message.kind)).toEqual(['firing', 'acknowledged']);
    await room.pass(90 * minute, 10 * minute);
    expect((await room.told()).map(({ message }) => message.reason)).toEqual(['the acknowledgement is over']);
    expect((await room.alerts())[0]?.state).toBe('firing');
    const { items } = await listAlertEvents(room.server.state.db, { order: 'oldest' });
    expect(items.map(({ kind }) => kind)).toEqual(['fired', 'acknowledged', 'acknowledgement_expired']);
  });

  it('what is silenced is told to nobody while it is, and again when the silence is over', async () => {
    const room = await open(alerts({ route: { to: 'console' } }));
    await room.find(bad);
    await room.pass(minute);
    await silence(room);
    await room.find({ ...bad, metric: 'test.other' });
    await room.pass(60 * minute, minute);
    expect((await room.told()).map(({ message }) => message.reason)).toEqual(['first notification']);
    await room.pass(70 * minute, minute);
    expect((await room.told()).map(({ message }) => message.reason)).toEqual(['new alerts added']);
  });

  it('what is over while it is silenced is told to those who were told that it fires', async () => {
    const room = await open(alerts({ route: { to: 'console' } }));
    await room.find(bad);
    await room.pass(minute);
    await silence(room);
    await room.find(fine);
    await room.pass(3 * 60 * minute, minute);
    expect((await room.told()).map(({ message }) => message.kind)).toEqual(['firing', 'resolved']);
  });

  it('a forgotten silence is told of when it is over and what it kept quiet still fires', async () => {
    const room = await open(alerts({ route: { to: 'console' } }));
    await room.find(bad);
    await room.pass(minute);
    await silence(room);
    await room.pass(3 * 60 * minute, minute);
    expect((await room.told()).map(({ message }) => message.reason)).toEqual([
      'first notification',
      'a silence on it is over',
    ]);
  });

  it('nobody who acknowledges in time is passed over by the next step of the escalation', async () => {
    const escalate = [{ after: '15m', to: 'file' }];
    const room = await open(alerts({ route: { to: 'console', escalate, repeat_interval: '24h' } }));
    await room.find(bad);
    await room.pass(20 * minute, minute);
    expect((await room.told()).map(({ channel, message }) => [channel, message.kind])).toEqual([
      ['console', 'firing'],
      ['file', 'escalation'],
    ]);
    await room.find(fine);
    await room.pass(minute);
    expect((await room.told()).map(({ channel, message }) => [channel, message.kind])).toEqual([
      ['console', 'resolved'],
      ['file', 'resolved'],
    ]);
    await room.find(bad);
    await room.pass(minute);
    await perform(room.context, alertAcknowledge, await only(room));
    await room.pass(60 * minute, minute);
    expect((await room.told()).map(({ channel, message }) => [channel, message.kind])).toEqual([
      ['console', 'firing'],
      ['console', 'acknowledged'],
    ]);
  });
});
