import { describe, expect, it } from 'vitest';
import { startEngine } from './engine.ts';
import { useRooms } from './testing/room.ts';

const open = useRooms();

const config = {
  alerts: { rules: [{ name: 'mine', match: { metric: 'test.*' } }], route: { to: 'console', group_wait: '0s' } },
};

describe('the engine', () => {
  it('tells of what is found here though what others said cannot be ended', async () => {
    const room = await open(config);
    const failures: unknown[] = [];
    const engine = startEngine({
      workplace: () => room.server,
      expire: () => Promise.reject(new Error('nobody knows why')),
      failed: (error) => failures.push(error),
    });
    try {
      await room.find({ status: 'alert' });
      await engine.settled();
      expect((await room.told()).map(({ message }) => message.kind)).toEqual(['firing']);
      expect(failures.length).toBeGreaterThan(0);
    } finally {
      await engine.stop();
    }
  });
});
