/** Makes backups of a folder that takes events, or restores one again and again, until it is killed. */
import { join } from 'node:path';
import { realWorld } from '../server/world.ts';
import { makeBackup } from './make.ts';
import { restoreBackup } from './restore.ts';
import { unsealed } from './sealing.ts';
import { ingest, noPause, openedWith, openFilled } from './testing/filled.ts';

const [work = '', home = '', backup = ''] = process.argv.slice(2);

if (work === 'make') {
  const { server } = await openFilled(home);
  process.stdout.write('ready\n');
  for (let round = 0; ; round += 1) {
    // acknowledged before the backup is begun, and more while it is made
    const model = `m-${process.pid}-${round}`;
    await ingest(server, model, 0, 20);
    const [made] = await Promise.all([
      makeBackup(server, { to: join(home, 'to'), sealing: unsealed, pause: noPause }),
      ingest(server, `${model}-more`, 0, 20),
    ]);
    process.stdout.write(`${made.id} ${model}\n`);
  }
} else {
  process.stdout.write('ready\n');
  for (let round = 0; ; round += 1) {
    const data = join(home, `data-${process.pid}-${round}`);
    await restoreBackup({ backup, data, sealingOf: openedWith(home), world: realWorld });
    process.stdout.write('restored\n');
  }
}
