import { describe, expect, it } from 'vitest';
import { useRooms } from './testing/room.ts';

const open = useRooms();
const minute = 60_000;

describe('two incidents of the same moment', () => {
  it('are each told for what happened in them', async () => {
    const rules = [{ name: 'mine', match: { metric: 'test.*' } }];
    const room = await open({ alerts: { rules, route: { to: 'console', group_wait: '30s' } } });
    // one begins to flap with its eleventh change or so; until then each is told
    let flapped = false;
    for (let change = 0; change < 20 && !flapped; change++) {
      await room.find({ status: change % 2 ? 'pass' : 'alert' });
      if (change >= 8) await room.find({ status: 'alert', subject: `model:other${change}` });
      await room.turn();
      const told = await room.told();
      expect(told.filter(({ message }) => message.group.name !== 'spread').map(({ message }) => message.kind)).toEqual(
        [],
      );
      flapped = (await room.alerts()).some(({ life }) => (life as { flapping?: boolean }).flapping);
      room.clock.now += 1_000;
    }
    expect(flapped).toBe(true);
    await room.pass(5 * minute, 10_000);
    const others = (await room.told()).filter(({ message }) => message.group.name !== 'spread');
    expect(others.length).toBeGreaterThan(0);
    expect(new Set(others.map(({ message }) => message.kind))).toEqual(new Set(['firing']));
  });
});
