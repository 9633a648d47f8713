import { describe, expect, it } from 'vitest';
import { auditDeliveries } from './delivery/auditor.ts';
import { alertSettings } from './engine/settings.ts';
import { useRooms } from './engine/testing/room.ts';

const open = useRooms();
const minute = 60_000;

describe('alerts about alerts', () => {
  it('T36: that a message was not delivered is one alert, however many of its own messages are not delivered', async () => {
    const room = await open({ alerts: { channels: { hook: { webhook: 'https://hook.example/x' } } } });
    await room.find({ subject: 'model:spread', metric: 'performance.roi' });
    await room.turn();
    let lost = (await room.told()).length;
    expect(lost).toBeGreaterThan(0);
    const told: number[] = [];
    for (let round = 0; round < 30; round += 1) {
      room.clock.now += minute;
      // nothing ever arrives: each message that was made is one more that was given up
      const found = auditDeliveries({
        threads: [{ thread: 't.1', severity: 'critical', since: 0 }],
        deliveries: new Map(),
        dead: [{ channel: 'hook', count: lost, lastError: `answered 500 for the ${round}th time` }],
        health: [{ channel: 'hook', failures: 10 + round, openUntil: null, quietUntil: null, tokens: 0, tokensAt: 0 }],
        channels: alertSettings(room.server.config).channels,
        now: room.clock.now,
      });
      await room.find(...found);
      await room.turn();
      const made = (await room.told()).length;
      told.push(made);
      lost += made;
    }
    expect((await room.alerts()).map(({ subject, metric }) => `${subject} ${metric}`).sort()).toEqual([
      'component:channel-hook delivery.channel',
      'component:channel-hook delivery.dead',
      'component:delivery delivery.undelivered',
      'model:spread performance',
    ]);
    // all of it is told at its beginning, and then there is nothing new to tell
    expect(told.slice(5).every((made) => made === 0)).toBe(true);
    expect(lost).toBeLessThan(10);
  });
});
