import { describe, expect, it } from 'vitest';
import { perform } from '../../server/perform.ts';
import { alertAcknowledge } from '../verbs/alert-acknowledge.ts';
import { alertSilence, newSilenceId } from '../verbs/alert-silence.ts';
import { alertUnacknowledge } from '../verbs/alert-unacknowledge.ts';
import { type Room, useRooms } from './testing/room.ts';

const open = useRooms();
const minute = 60_000;
const bad = { status: 'alert' } as const;
const fine = { status: 'pass' } as const;

const alerts = (more: Record<string, unknown> = {}) => ({
  alerts: {
    rules: [{ name: 'mine', match: { metric: 'test.*' }, severity: { warning: 'medium', alert: 'critical' } }],
    route: { to: 'console', repeat_interval: '24h' },
    ...more,
  },
});

const silence = (room: Room, length: string): Promise<unknown> =>
  perform(room.context, alertSilence, {
    id: newSilenceId(room.context.world),
    matchers: 'name="spread"',
    for: length,
    reason: 'somebody works on it',
  });

const reasons = async (room: Room): Promise<readonly string[]> =>
  (await room.told()).map(({ message }) => message.reason);

describe('when what kept it quiet is over', () => {
  it('what got worse meanwhile is told as that, though maintenance is no silence of anybody', async () => {
    const maintenance = [
      { name: 'noon', matchers: 'name="spread"', reason: 'every day', cron: '5 12 * * *', for: '30m' },
    ];
    const room = await open(alerts({ maintenance }));
    await room.find({ status: 'warning' });
    await room.pass(2 * minute, minute);
    expect(await reasons(room)).toEqual(['first notification']);
    await room.pass(8 * minute, minute);
    await room.find(bad);
    await room.pass(10 * minute, minute);
    expect(await reasons(room)).toEqual([]);
    await room.pass(20 * minute, minute);
    const [told, ...others] = await room.told();
    expect(others).toEqual([]);
    expect(told?.message).toMatchObject({ reason: 'severity raised', severity: 'critical', firing: 1 });
  });

  it('what is given back while it is silenced is told no more, and its end to those who were told', async () => {
    const room = await open(alerts());
    await room.find(bad);
    await room.pass(minute);
    const [alert] = await room.alerts();
    const named = { alert: alert?.id ?? '', subject: alert?.subject ?? '' };
    await perform(room.context, alertAcknowledge, named);
    await room.pass(minute);
    await silence(room, '3h');
    await perform(room.context, alertUnacknowledge, named);
    await room.pass(10 * minute, 5 * minute);
    await room.find(fine);
    await room.pass(10 * minute, 5 * minute);
    expect((await room.told()).map(({ message }) => message.kind)).toEqual(['firing', 'acknowledged', 'resolved']);
  });

  it('nobody is told that one silence is over while another one holds', async () => {
    const room = await open(alerts());
    await room.find(bad);
    await room.pass(minute);
    await silence(room, '1h');
    await silence(room, '3h');
    await room.pass(2 * 60 * minute, 5 * minute);
    expect(await reasons(room)).toEqual(['first notification']);
    await room.pass(2 * 60 * minute, 5 * minute);
    expect(await reasons(room)).toEqual(['a silence on it is over']);
  });

  it('what began inside of a mute interval is told at its end, and what ended inside of it is not told at all', async () => {
    const intervals = [{ name: 'lunch', time_intervals: [{ times: [{ start_time: '12:00', end_time: '13:00' }] }] }];
    const route = { to: 'console', routes: [{ matchers: 'kind="model"', mute_time_intervals: ['lunch'] }] };
    const room = await open(alerts({ time_intervals: intervals, route }));
    await room.find(bad, { ...bad, metric: 'test.other' });
    await room.pass(10 * minute, minute);
    await room.find({ ...fine, metric: 'test.other' });
    await room.pass(45 * minute, minute);
    expect(await room.told()).toEqual([]);
    await room.pass(10 * minute, minute);
    const [told, ...others] = await room.told();
    expect(others).toEqual([]);
    expect(told?.message).toMatchObject({ kind: 'firing', firing: 1, resolved: 0 });
  });

  it('what an inhibiting alert kept quiet is told within a minute of its end', async () => {
    const dependencies = { 'model:spread': ['dataset:odds'] };
    const room = await open(alerts({ dependencies }));
    await room.find({ ...bad, subject: 'dataset:odds' });
    await room.pass(minute);
    await room.find(bad);
    await room.pass(30 * minute, minute);
    expect((await room.told()).map(({ message }) => message.group.kind)).toEqual(['dataset']);
    await room.find({ ...fine, subject: 'dataset:odds' });
    await room.pass(minute);
    await room.pass(minute);
    expect((await room.told()).map(({ message }) => [message.kind, message.group.kind]).sort()).toEqual([
      ['firing', 'model'],
      ['resolved', 'dataset'],
    ]);
  });
});
