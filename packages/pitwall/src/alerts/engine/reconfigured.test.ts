import { describe, expect, it } from 'vitest';
import { configSchema } from '../../config/schema.ts';
import { openGroups } from '../../state/alert-group-table.ts';
import { type Room, roomOf, useRooms } from './testing/room.ts';

const open = useRooms();
const minute = 60_000;
const hour = 60 * minute;
const bad = { status: 'alert' } as const;
const fine = { status: 'pass' } as const;

const mine = { name: 'mine', match: { metric: 'test.*' } };
const channels = { a: { file: 'a.jsonl' }, b: { file: 'b.jsonl' } };

const withAlerts = (alerts: Record<string, unknown>) => ({ alerts: { rules: [mine], channels, ...alerts } });

/** As after the configuration was read again. */
function reread(room: Room, config: Record<string, unknown>): void {
  Object.assign(room.context, { config: configSchema.parse({ project: 'courtside', ...config }) });
}

const told = async (room: Room) => (await room.told()).map(({ channel, message }) => [channel, message.kind]).sort();

describe('an open incident, when the configuration changes', () => {
  it('is told to those who are on its route now, and its end to those who were', async () => {
    const room = await open(withAlerts({ route: { to: 'a' } }));
    await room.find(bad);
    await room.pass(minute);
    expect(await told(room)).toEqual([['a', 'firing']]);
    reread(room, withAlerts({ route: { to: 'b' } }));
    await room.pass(minute);
    expect(await told(room)).toEqual([['b', 'firing']]);
    await room.pass(9 * hour, 30 * minute);
    expect(await told(room)).toEqual([
      ['b', 'reminder'],
      ['b', 'reminder'],
    ]);
    await room.find(fine);
    await room.pass(minute);
    expect(await told(room)).toEqual([
      ['a', 'resolved'],
      ['b', 'resolved'],
    ]);
    expect(await openGroups(room.server.state.db)).toEqual([]);
  });

  it('is told to a channel that a receiver has now, once', async () => {
    const room = await open(withAlerts({ receivers: { team: ['a'] }, route: { to: 'team' } }));
    await room.find(bad);
    await room.pass(minute);
    reread(room, withAlerts({ receivers: { team: ['a', 'b'] }, route: { to: 'team' } }));
    await room.pass(10 * minute, minute);
    expect(await told(room)).toEqual([
      ['a', 'firing'],
      ['b', 'firing'],
    ]);
  });

  it('is not told to a channel that is not there any more', async () => {
    const escalate = [{ after: '5m', to: 'b' }];
    const room = await open(withAlerts({ route: { to: 'a', escalate } }));
    await room.find(bad);
    await room.pass(10 * minute, minute);
    expect(await told(room)).toEqual([
      ['a', 'firing'],
      ['b', 'escalation'],
    ]);
    reread(room, { alerts: { rules: [mine], channels: { a: channels.a }, route: { to: 'a' } } });
    await room.find(fine);
    await room.pass(10 * minute, minute);
    expect(await told(room)).toEqual([['a', 'resolved']]);
  });

  it('ends where no rule makes it any more, and goes on where another rule does', async () => {
    const whole = { ...mine, per: 'whole' };
    const room = await open(withAlerts({ rules: [whole], route: { to: 'a' } }));
    await room.find(bad);
    await room.pass(minute);
    expect(await told(room)).toEqual([['a', 'firing']]);
    reread(room, withAlerts({ rules: [{ ...whole, name: 'renamed' }], route: { to: 'a' } }));
    await room.pass(10 * minute, minute);
    expect(await told(room)).toEqual([['a', 'resolved']]);
    await room.find(bad);
    await room.pass(minute);
    expect(await told(room)).toEqual([['a', 'firing']]);
    reread(room, withAlerts({ rules: [mine], route: { to: 'a' } }));
    await room.find(bad);
    await room.pass(10 * minute, minute);
    reread(room, withAlerts({ rules: [{ ...mine, name: 'other' }], route: { to: 'a' } }));
    await room.pass(10 * minute, minute);
    expect((await room.alerts()).map(({ metric, state }) => [metric, state])).toEqual([
      ['mine', 'resolved'],
      ['renamed', 'resolved'],
      ['test.metric', 'firing'],
    ]);
  });

  it('that does not change it is told to nobody', async () => {
    const room = await open(withAlerts({ route: { to: 'a' } }));
    await room.find(bad);
    await room.pass(minute);
    await told(room);
    reread(room, withAlerts({ route: { to: 'a' }, rules: [mine, { name: 'beside', match: { metric: 'beside.*' } }] }));
    await room.pass(hour, minute);
    expect(await told(room)).toEqual([]);
    const again = roomOf(room.server, room.clock);
    await again.pass(10 * minute, minute);
    expect(await told(room)).toEqual([]);
  });
});
