/** Waits for an event that the database cannot take at first, with nothing else that would keep the process: `folder`. */
import { batchOf } from './batch.ts';
import { openEvents } from './store.ts';

const [folder = ''] = process.argv.slice(2);
const now = new Date('2026-03-01T12:00:00Z');

async function wait(): Promise<void> {
  const events = await openEvents({ folder });
  const { connection, close } = await events.openEngine();
  await connection.run('ALTER TABLE prediction RENAME TO elsewhere');
  const mend = () => connection.run('ALTER TABLE elsewhere RENAME TO prediction').then(close);
  setTimeout(() => void mend(), 500).unref();
  const batch = batchOf([{ model: 'm', id: 1, prediction: 1 }], { kind: 'prediction', now });
  const outcome = await (await events.ingest(batch)).outcome;
  process.stdout.write(`added ${outcome?.added}\n`);
  await events.close();
}

void wait();
