/** Judges three days as fast as it can, again and again from the beginning, until it is killed: `folder`. */
import { randomBytes } from 'node:crypto';
import { configSchema } from '../config/schema.ts';
import { batchOf } from '../events/batch.ts';
import { system } from '../server/actor.ts';
import { openServer } from '../server/open.ts';
import { runMonitor } from './run-monitor.ts';

const day = 86_400_000;
const hour = 3_600_000;
const monday = Date.UTC(2026, 2, 2);

const killedModels = {
  m: {
    task: 'binary',
    prediction: 'p',
    label: 'y',
    monitor: { windows: ['1d', '6h'], minimum_samples: 10 },
    performance: { thresholds: { accuracy: { alert: '< 0.5' } } },
  },
};

/** Every step may be taken twice. */
export async function judgeThreeDays(folder: string, step: (name: string) => void = () => undefined): Promise<void> {
  const clock = { now: monday };
  const config = configSchema.parse({ models: killedModels });
  const world = { now: () => clock.now, random: (bytes: number) => randomBytes(bytes) };
  const server = await openServer({ folder, home: folder, version: '0', config, world });
  const context = { ...server, config, actor: system };
  try {
    for (let number = 0; number < 3; number += 1) {
      const ids = Array.from({ length: 96 }, (_, index) => index);
      const at = (index: number): number => monday + number * day + index * (hour / 4);
      const id = (index: number): string => `${number}-${index}`;
      clock.now = monday + (number + 1) * day;
      const now = new Date(clock.now);
      const predictions = ids.map((index) => ({
        model: 'm',
        id: id(index),
        at: at(index),
        prediction: (index % 10) / 10,
      }));
      await server.events.ingest(batchOf(predictions, { kind: 'prediction', now }));
      await server.events.settled();
      clock.now += hour;
      step(`predictions ${number}`);
      await runMonitor({ context, model: 'm' });
      const labels = ids.map((index) => ({ model: 'm', id: id(index), at: clock.now, label: index % 3 === 0 ? 1 : 0 }));
      await server.events.ingest(batchOf(labels, { kind: 'label', now: new Date(clock.now) }));
      await server.events.settled();
      clock.now += 2 * hour;
      step(`labels ${number}`);
      await runMonitor({ context, model: 'm', atOnce: true });
    }
  } finally {
    await server.close();
  }
}

const [, script = '', folder] = process.argv;
if (/kill-child\.suite\.m?[jt]s$/.test(script) && folder !== undefined) {
  await judgeThreeDays(folder, (name) => process.stdout.write(`${name}\n`));
  process.stdout.write('done\n');
}
