/** A process of its own, so that what it holds in memory is its own: `fill`, `make` or `restore` of a folder. */
import { join } from 'node:path';
import { makeBackup } from '../packages/pitwall/src/backup/make.ts';
import { restoreBackup } from '../packages/pitwall/src/backup/restore.ts';
import { sealingOf, sealingWith } from '../packages/pitwall/src/backup/sealing.ts';
import { configSchema } from '../packages/pitwall/src/config/schema.ts';
import { openDatabase } from '../packages/pitwall/src/events/database.ts';
import { openKeyRing } from '../packages/pitwall/src/secrets/key-ring.ts';
import { openServer } from '../packages/pitwall/src/server/open.ts';
import { realWorld } from '../packages/pitwall/src/server/world.ts';

const [work = '', home = '', figure = ''] = process.argv.slice(2);
const data = join(home, 'data');
const to = join(home, 'kept');
const noPause = async (): Promise<void> => undefined;

/** Text that cannot be packed to nothing, as numbers of real features cannot. */
const bytesOfRow = 250;
const rowsAtOnce = 200_000;

if (work === 'fill') {
  await (await openServer({ folder: data, version: '0.0.0-bench', world: realWorld })).close();
  const events = join(data, 'events');
  const database = await openDatabase({ path: join(events, 'events.duckdb'), scratch: join(events, 'spill') });
  const rows = Math.ceil(Number(figure) / bytesOfRow);
  for (let from = 0; from < rows; from += rowsAtOnce) {
    const until = Math.min(rows, from + rowsAtOnce);
    await database.writer.run(`INSERT INTO prediction (key, digest, position, nr, received, time, model, id, prediction, features)
      SELECT md5_number(range::VARCHAR), md5_number('d' || range), 1 + range // 1000, range % 1000,
        make_timestamp_ms(1767614400000), make_timestamp_ms(1767614400000 + range), 'bench', 'id-' || range, '0.5',
        json_object('a', md5('a' || range), 'b', md5('b' || range), 'c', md5('c' || range), 'd', md5('d' || range), 'e', md5('e' || range))
      FROM range(${from}, ${until})`);
  }
  await database.writer.run(`UPDATE pitwall_events SET applied = ${1 + Math.floor((rows - 1) / 1000)}`);
  await database.writer.run('CHECKPOINT');
  database.close();
} else if (work === 'make') {
  const server = await openServer({ folder: data, version: '0.0.0-bench', world: realWorld });
  await makeBackup(server, { to, sealing: sealingWith(server.keys), pause: noPause });
  await server.close();
} else {
  const config = configSchema.parse({}).secrets;
  await restoreBackup({
    backup: figure,
    data: join(home, 'restored'),
    sealingOf: (manifest) =>
      sealingOf(manifest, (key) => openKeyRing({ folder: data, config, env: {}, world: realWorld, needed: [key] })),
    world: realWorld,
  });
}
