/** Counts what came, a little at a time and as fast as it can, until it is killed: `folder`. */
import { join } from 'node:path';
import { openEvents } from '../events/store.ts';
import { openState } from '../state/open.ts';
import { profileEvents } from './hourly.ts';
import { baselineInForce } from './in-force.ts';

const [folder = ''] = process.argv.slice(2);
const events = await openEvents({ folder: join(folder, 'events'), threads: 1 });
const state = await openState({ folder: join(folder, 'state') }, { now: () => 0 });
const baseline = await baselineInForce(state.db, 'm');
if (!baseline) throw new Error('the test has promoted a baseline');
process.stdout.write('ready\n');
for (;;) {
  const { rows } = await profileEvents({
    context: { events, state },
    model: 'm',
    baseline,
    since: 0,
    most: 1,
    atOnce: 7,
  });
  if (rows === 0) break;
}
process.stdout.write('done\n');
await events.close();
await state.close();
