import { describe, expect, it } from 'vitest';
import { dueOf } from '../../state/alert-due.ts';
import { openGroups } from '../../state/alert-group-table.ts';
import { useRooms } from './testing/room.ts';

const open = useRooms();
const minute = 60_000;

const config = (route: Record<string, unknown> = {}) => ({
  alerts: {
    rules: [{ name: 'mine', match: { metric: 'test.*' } }],
    receivers: { nobody: [] },
    route: { to: 'nobody', ...route },
  },
});

describe('a route that tells nobody', () => {
  it('is not looked at again and again', async () => {
    const room = await open(config());
    await room.find({ status: 'alert' });
    await room.pass(minute);
    expect((await room.alerts())[0]?.state).toBe('firing');
    expect((await dueOf(room.server.state.db, 'findings')).at).toBeNull();
    await room.find({ status: 'pass' });
    await room.pass(minute);
    expect(await openGroups(room.server.state.db)).toEqual([]);
    expect(await room.told()).toEqual([]);
  });

  it('tells those to whom it escalates, when it is time and not before', async () => {
    const room = await open(config({ escalate: [{ after: '15m', to: 'file' }] }));
    const begun = room.clock.now;
    await room.find({ status: 'alert' });
    await room.pass(minute);
    expect((await dueOf(room.server.state.db, 'findings')).at).toBe(begun + 16 * minute);
    await room.pass(20 * minute, minute);
    expect((await room.told()).map(({ channel, message }) => [channel, message.kind])).toEqual([
      ['file', 'escalation'],
    ]);
    await room.find({ status: 'pass' });
    await room.pass(minute);
    expect((await room.told()).map(({ channel, message }) => [channel, message.kind])).toEqual([['file', 'resolved']]);
  });
});
