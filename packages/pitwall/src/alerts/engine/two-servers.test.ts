import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { configSchema } from '../../config/schema.ts';
import { openServer, type Server } from '../../server/open.ts';
import { findPostgres, noPostgres, type PostgresServer, startPostgres } from '../../state/testing/postgres.ts';
import { createFolder, type Folder } from '../../testing/data-files.ts';
import { noon, type Room, roomOf } from './testing/room.ts';

const bin = findPostgres();
let postgres: PostgresServer | undefined;
afterAll(() => postgres?.remove(), 30_000);
const folders: Folder[] = [];
const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  for (const folder of folders.splice(0)) folder.remove();
}, 30_000);

const clock = { now: noon };

async function openRoom(stateUrl: string): Promise<Room> {
  const made = createFolder();
  folders.push(made);
  const folder = join(made.path, 'data');
  const alerts = { rules: [{ name: 'mine', match: { metric: 'test.*' } }], route: { to: 'console' } };
  const server = await openServer({
    folder,
    stateUrl,
    home: dirname(folder),
    config: configSchema.parse({ project: 'courtside', alerts }),
    version: '0.0.0-test',
    world: { now: () => clock.now, random: (bytes: number) => randomBytes(bytes) },
  });
  servers.push(server);
  return roomOf(server, clock);
}

describe.skipIf(!bin)(`two engines on one Postgres (skipped where there is ${noPostgres})`, () => {
  it('make each alert once, tell it once, and end it once; one that nothing can be made of stops neither', async () => {
    postgres ??= startPostgres(bin ?? '');
    const url = await postgres.database();
    const [one, two] = [await openRoom(url), await openRoom(url)];
    const subjects = Array.from({ length: 120 }, (_, index) => `model:m${index}`);
    await one.find(...subjects.map((subject) => ({ subject, status: 'alert' as const })));
    await one.server.state.change((tx) =>
      tx.updateTable('finding').set({ body: '{' }).where('subject', '=', 'model:m77').execute(),
    );
    await Promise.all([one.turn(), two.turn(), one.turn(), two.turn()]);
    clock.now += 60_000;
    await Promise.all([one.turn(), two.turn()]);
    const alerts = (await two.alerts()).filter(({ rule }) => rule === 'mine');
    expect(alerts).toHaveLength(119);
    expect(new Set(alerts.map(({ count, episode, state }) => `${count} ${episode} ${state}`))).toEqual(
      new Set(['1 1 firing']),
    );
    const told = await one.told();
    expect(told.filter(({ message }) => message.group.kind === 'component')).toHaveLength(1);
    expect(new Set(told.map(({ delivery }) => delivery.thread)).size).toBe(120);
    expect(told).toHaveLength(120);
    // an index of Postgres takes no longer text, and the one of findings is another one
    await one.find({ subject: `model:${randomBytes(1_330).toString('hex')}`, status: 'alert' }).catch(() => undefined);
    await one.find(...subjects.map((subject) => ({ subject, status: 'pass' as const })));
    await Promise.all([one.turn(), two.turn()]);
    clock.now += 60_000;
    await Promise.all([one.turn(), two.turn()]);
    const over = (await one.told()).filter(({ message }) => message.kind === 'resolved');
    expect(over).toHaveLength(119);
    expect(
      (await one.alerts()).filter(({ rule, state }) => rule === 'mine' && state !== 'resolved').length,
    ).toBeLessThan(2);
  }, 60_000);
});
