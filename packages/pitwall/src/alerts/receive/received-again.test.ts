import { describe, expect, it } from 'vitest';
import { useRooms } from '../engine/testing/room.ts';
import { expireReceived } from './expire.ts';
import { receiveAlerts } from './receive.ts';
import { readPosted } from './sent-alert.ts';

const open = useRooms();
const minute = 60_000;
const day = 24 * 60 * minute;

describe('an alert of others', () => {
  it('that comes again after it was forgotten is told again', async () => {
    const room = await open({ alerts: { route: { to: 'console' } } });
    const send = (): Promise<unknown> =>
      receiveAlerts(room.context, {
        source: 'Prometheus',
        read: readPosted,
        alerts: [{ labels: { alertname: 'DiskFull', severity: 'critical' }, annotations: { summary: 'no room' } }],
      });
    for (let time = 0; time < 2; time++) {
      await send();
      await room.pass(minute);
      room.clock.now += 6 * minute;
      await expireReceived(room.context, room.clock.now);
      await room.pass(minute);
      expect((await room.told()).map(({ message }) => message.kind)).toEqual(['firing', 'resolved']);
      // something else that ends has what is old forgotten
      room.clock.now += 8 * day;
      await receiveAlerts(room.context, {
        source: 'Prometheus',
        read: readPosted,
        alerts: [{ labels: { alertname: `Other${time}` } }],
      });
      await room.pass(minute);
      room.clock.now += 6 * minute;
      await expireReceived(room.context, room.clock.now);
      await room.pass(minute);
      await room.told();
    }
  });
});
