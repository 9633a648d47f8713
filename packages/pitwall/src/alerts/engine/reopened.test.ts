import { describe, expect, it } from 'vitest';
import { perform } from '../../server/perform.ts';
import { openGroups } from '../../state/alert-group-table.ts';
import { listDeliveries } from '../../state/delivery-table.ts';
import { alertAcknowledge } from '../verbs/alert-acknowledge.ts';
import { alertResolve } from '../verbs/alert-resolve.ts';
import { type Room, useRooms } from './testing/room.ts';

const open = useRooms();
const minute = 60_000;
const bad = { status: 'alert' } as const;
const fine = { status: 'pass' } as const;

const alerts = (rule: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => ({
  alerts: { rules: [{ name: 'mine', match: { metric: 'test.*' }, ...rule }], route: { to: 'console' }, ...more },
});

async function only(room: Room): Promise<{ alert: string; subject: string }> {
  const [first] = await room.alerts();
  return { alert: first?.id ?? '', subject: first?.subject ?? '' };
}

const told = async (room: Room) => (await room.told()).map(({ channel, message }) => [channel, message.kind]);

describe('an incident that begins again', () => {
  it('is not escalated for the time since a blip of which nobody was told', async () => {
    const escalate = [{ after: '15m', to: 'file' }];
    const room = await open(alerts({}, { route: { to: 'console', escalate, group_wait: '30s' } }));
    await room.find(bad);
    await room.pass(5_000);
    await room.find(fine);
    await room.pass(2 * 60 * minute, 10 * minute);
    expect(await told(room)).toEqual([]);
    expect(await openGroups(room.server.state.db)).toEqual([]);
    await room.find(bad);
    await room.pass(10 * minute, minute);
    expect(await told(room)).toEqual([['console', 'firing']]);
    await room.pass(10 * minute, minute);
    expect(await told(room)).toEqual([['file', 'escalation']]);
  });

  it('is told of as over where it is but pending again', async () => {
    const room = await open(alerts({ open_after: 2 }));
    await room.find(bad);
    await room.pass(minute);
    await room.find(bad);
    await room.pass(minute);
    expect(await told(room)).toEqual([['console', 'firing']]);
    // both are looked at together
    await room.find(fine);
    room.clock.now += 1_000;
    await room.find(bad);
    await room.pass(minute);
    const [over, ...others] = await room.told();
    expect(others).toEqual([]);
    expect(over?.message).toMatchObject({ kind: 'resolved', firing: 0, resolved: 1, severity: 'high' });
    expect(over?.message.alerts).toMatchObject([{ state: 'resolved' }]);
    await room.find(bad);
    await room.pass(minute);
    expect(await told(room)).toEqual([['console', 'firing']]);
  });

  it('after it was resolved by hand begins with what is found later, and not with what was late', async () => {
    const room = await open(alerts());
    const at = room.clock.now;
    await room.find(bad);
    await room.pass(minute);
    await perform(room.context, alertResolve, await only(room));
    await room.pass(minute);
    await room.findIn({ start: at - 90 * minute, end: at - 60 * minute }, bad);
    await room.pass(minute);
    expect((await room.alerts())[0]).toMatchObject({ state: 'resolved', episode: 1 });
    await room.find(bad);
    await room.pass(minute);
    expect((await room.alerts())[0]).toMatchObject({ state: 'firing', episode: 2 });
    expect(await told(room)).toEqual([
      ['console', 'firing'],
      ['console', 'resolved'],
      ['console', 'firing'],
    ]);
  });

  it('of a severity that was lowered and raised again is told once as raised', async () => {
    const room = await open(alerts({ severity: { warning: 'medium', alert: 'critical' } }));
    for (const status of ['warning', 'alert', 'warning', 'alert', 'warning'] as const) {
      await room.find({ status });
      await room.pass(10 * minute, minute);
    }
    expect((await room.told()).map(({ message }) => message.reason)).toEqual(['first notification', 'severity raised']);
    await room.find(fine);
    await room.pass(minute);
    expect(await told(room)).toEqual([['console', 'resolved']]);
  });

  it('that is acknowledged in several groups is told in each of them, and not escalated in any', async () => {
    const escalate = [{ after: '30m', to: 'file' }];
    const routes = [
      { matchers: 'kind="model"', to: 'console', continue: true, escalate },
      { matchers: 'name="spread"', to: 'console', escalate },
    ];
    const room = await open(alerts({}, { route: { to: 'console', routes } }));
    await room.find(bad);
    await room.pass(minute);
    expect(await told(room)).toEqual([
      ['console', 'firing'],
      ['console', 'firing'],
    ]);
    await perform(room.context, alertAcknowledge, await only(room));
    await room.pass(6 * 60 * minute, 10 * minute);
    expect(await told(room)).toEqual([
      ['console', 'acknowledged'],
      ['console', 'acknowledged'],
    ]);
    await room.find(fine);
    await room.pass(minute);
    const over = await room.told();
    expect(over.map(({ message }) => message.kind)).toEqual(['resolved', 'resolved']);
    expect(new Set(over.map(({ delivery }) => delivery.id)).size).toBe(2);
  });

  it('after a backup from before it was restored is told under keys of its own', async () => {
    const room = await open(alerts());
    const keys = new Set<string>();
    for (let time = 0; time < 2; time++) {
      await room.find(bad);
      await room.pass(minute);
      const { items } = await listDeliveries(room.server.state.db);
      for (const { id } of items) keys.add(id);
      // as the state was before
      await room.server.state.change(async (tx) => {
        for (const table of ['alert', 'alert_group', 'alert_member', 'delivery'] as const)
          await tx.deleteFrom(table).execute();
      });
    }
    expect(keys.size).toBe(2);
  });
});
