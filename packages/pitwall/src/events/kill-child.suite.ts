/** Takes events in as fast as it can and says which were acknowledged, until it is killed: `folder first`. */
import { batchOf } from './batch.ts';
import { openEvents } from './store.ts';

const [folder = '', first = '0'] = process.argv.slice(2);
const now = new Date('2026-03-01T12:00:00Z');
const events = await openEvents({ folder, segmentBytes: 50_000 });
process.stdout.write(`ready ${events.state().applied}\n`);

let next = Number(first);

async function sender(size: number): Promise<never> {
  for (;;) {
    const ids = Array.from({ length: size }, (_, index) => next + index);
    next += size;
    const predictions = ids.map((id) => ({ model: 'm', id, prediction: id / 1e6, features: { pace: id % 7 } }));
    await events.ingest(batchOf(predictions, { kind: 'prediction', now }));
    process.stdout.write(`p ${ids[0]} ${size}\n`);
    const labels = ids.map((id) => ({ model: 'm', id, label: id % 2 }));
    // Sent twice, as after an answer that never arrived.
    await Promise.all([
      events.ingest(batchOf(labels, { kind: 'label', now })),
      events.ingest(batchOf(predictions, { kind: 'prediction', now })),
    ]);
    process.stdout.write(`l ${ids[0]} ${size}\n`);
  }
}

async function forgetter(): Promise<never> {
  for (;;) {
    await events.forget().catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

await Promise.all([sender(1), sender(7), sender(300), forgetter()]);
