import { describe, expect, it } from 'vitest';
import { useRooms } from './testing/room.ts';

const open = useRooms();
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const bad = { status: 'alert' } as const;
const fine = { status: 'pass' } as const;

const config = (more: Record<string, unknown> = {}) => ({
  alerts: { rules: [{ name: 'mine', match: { metric: 'test.*' } }], route: { to: 'console' }, ...more },
});

describe('a clock that is set', () => {
  it('back by a day ends and opens alerts as before', async () => {
    const room = await open(config());
    await room.find(bad, { ...fine, metric: 'test.other' });
    await room.pass(minute);
    await room.find(bad, { ...fine, metric: 'test.other' });
    await room.pass(minute);
    room.clock.now -= day;
    await room.find(fine, { ...bad, subject: 'model:totals' });
    await room.pass(minute, 10_000);
    expect((await room.told()).map(({ message }) => [message.kind, message.group.name]).sort()).toEqual([
      ['firing', 'spread'],
      ['firing', 'totals'],
      ['resolved', 'spread'],
    ]);
    await room.find(bad);
    await room.pass(minute, 10_000);
    expect((await room.told()).map(({ message }) => message.kind)).toEqual(['firing']);
  });

  it('ahead by a year and put right tells what is new, repeats and escalates as if it had not been', async () => {
    const escalate = [{ after: '15m', to: 'file' }];
    const room = await open(config({ route: { to: 'console', escalate, repeat_interval: '1h' } }));
    room.clock.now += 365 * day;
    await room.find(bad);
    await room.pass(minute);
    expect((await room.told()).map(({ channel }) => channel)).toEqual(['console']);
    room.clock.now -= 365 * day;
    await room.turn();
    await room.find({ ...bad, metric: 'test.other' });
    await room.pass(10 * minute, minute);
    expect((await room.told()).map(({ message }) => message.reason)).toEqual(['new alerts added']);
    await room.pass(10 * minute, minute);
    expect((await room.told()).map(({ channel, message }) => [channel, message.kind])).toEqual([
      ['file', 'escalation'],
    ]);
    await room.pass(60 * minute, minute);
    expect((await room.told()).map(({ channel }) => channel).sort()).toEqual(['console', 'file']);
    await room.find(fine, { ...fine, metric: 'test.other' });
    await room.pass(minute);
    expect((await room.told()).map(({ message }) => message.kind)).toEqual(['resolved', 'resolved']);
  });

  it('of whoever measures, ahead by years, does not keep an alert as it was for as long', async () => {
    const room = await open(config());
    const at = room.clock.now;
    await room.findIn({ start: at, end: at + 3_650 * day }, bad);
    await room.pass(minute);
    await room.find(fine);
    await room.pass(minute);
    expect((await room.told()).map(({ message }) => message.kind)).toEqual(['firing', 'resolved']);
  });
});
