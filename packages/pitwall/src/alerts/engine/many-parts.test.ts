import { describe, expect, it } from 'vitest';
import { useRooms } from './testing/room.ts';

const open = useRooms();
const minute = 60_000;

describe('an alert with more parts than are kept', () => {
  it('opens with a part that is new though all those that are kept are fine', async () => {
    const rules = [{ name: 'mine', match: { metric: 'test.*' }, per: 'whole' }];
    const room = await open({ alerts: { rules, route: { to: 'console' } } });
    const part = (index: number, status: 'alert' | 'pass') => ({ subject: `dataset:games/column:c${index}`, status });
    const all = Array.from({ length: 2_100 }, (_, index) => index);
    await room.find(...all.map((index) => part(index, 'alert')));
    await room.pass(minute);
    expect((await room.alerts())[0]).toMatchObject({ state: 'firing', count: 1 });
    await room.find(...all.map((index) => part(index, 'pass')));
    await room.pass(minute);
    expect((await room.alerts())[0]).toMatchObject({ state: 'resolved' });
    await room.find(part(5_000, 'alert'));
    await room.pass(minute);
    const [alert] = await room.alerts();
    expect(alert).toMatchObject({ state: 'firing', episode: 2 });
    expect(alert?.parts).toHaveLength(2_000);
    await room.find(part(5_000, 'pass'));
    await room.pass(minute);
    expect((await room.told()).map(({ message }) => message.kind)).toEqual([
      'firing',
      'resolved',
      'firing',
      'resolved',
    ]);
  });
});
