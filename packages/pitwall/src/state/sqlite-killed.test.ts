import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { verifyChain } from './audit-chain.ts';
import { openState } from './open.ts';
import { buildWriter } from './testing/run-writer.ts';

/** More by hand: `STATE_KILLS=500`. */
const rounds = Number(process.env.STATE_KILLS ?? 20);

const home = mkdtempSync(join(tmpdir(), 'pitwall-killed-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** The numbers that are there, each with both of its rows, in an unbroken chain. */
async function readBack(folder: string): Promise<ReadonlySet<number>> {
  const state = await openState({ folder }, { now: () => 0 });
  try {
    expect(await verifyChain(state.db)).toMatchObject({ sound: true });
    const rows = await state.db.selectFrom('audit').select(['at', 'subject']).execute();
    const there = new Set(rows.map(({ at }) => at));
    expect(rows.length, 'a change is there with all of its rows, once').toBe(2 * there.size);
    return there;
  } finally {
    await state.close();
  }
}

describe('the state store on SQLite', () => {
  it(`T33: loses nothing that it acknowledged when it is killed at any moment, ${rounds} times`, {
    timeout: 60_000 + rounds * 5_000,
  }, async () => {
    const start = await buildWriter(home);
    const folder = join(home, 'killed');
    const acknowledged = new Set<number>();
    let seed = 1;
    for (let round = 0; round < rounds; round++) {
      const { child, said, ended } = start(folder, round * 1_000_000);
      seed = (seed * 48_271) % 2_147_483_647;
      // every fourth time while it starts, or even makes the database
      const early = round % 4 === 0;
      while (!early && said().length === 0 && child.exitCode === null) await after(2);
      await after(seed % (early ? 150 : 250));
      child.kill('SIGKILL');
      await ended;
      for (const line of said().slice(1)) acknowledged.add(Number(line));
      const there = await readBack(folder);
      expect([...acknowledged].filter((number) => !there.has(number))).toEqual([]);
      // at most what was in the one commit that nobody heard of any more
      expect(there.size - acknowledged.size).toBeLessThanOrEqual(4 * (round + 1));
    }
    expect(acknowledged.size).toBeGreaterThan(rounds);
  });

  it('takes writes of two processes at once and loses none', { timeout: 60_000 }, async () => {
    const start = await buildWriter(home);
    const folder = join(home, 'two');
    const writers = [start(folder, 0, 50), start(folder, 1000, 1050)];
    await Promise.all(writers.map(({ ended }) => ended));
    expect(writers.map(({ child, said }) => [child.exitCode, said().length])).toEqual([
      [0, 51],
      [0, 51],
    ]);
    expect((await readBack(folder)).size).toBe(100);
  });

  it('opens on a log with a torn end, with a whole part of what was written', { timeout: 60_000 }, async () => {
    const start = await buildWriter(home);
    const whole = join(home, 'whole');
    const { child, said, ended } = start(whole, 0);
    while (said().length < 30 && child.exitCode === null) await after(2);
    child.kill('SIGKILL');
    await ended;
    const written = (await readBack(copyOf(whole, 'untorn'))).size;
    const log = statSync(join(whole, 'state.db-wal')).size;
    const tears: readonly (readonly [string, (file: string) => void])[] = [
      ['cut in a frame', (file) => truncateSync(file, log - 1000)],
      ['cut by several frames', (file) => truncateSync(file, log - 20_000)],
      ['rubbish at the end', (file) => appendFileSync(file, Buffer.alloc(5000, 0xa5))],
      ['zeros at the end', (file) => overwriteEnd(file, 9000, 0)],
      ['other bytes at the end', (file) => overwriteEnd(file, 9000, 0x5a)],
      ['no more than its head', (file) => truncateSync(file, 20)],
    ];
    for (const [name, tear] of tears) {
      const folder = copyOf(whole, name);
      tear(join(folder, 'state.db-wal'));
      const there = await readBack(folder);
      expect(there.size, name).toBeLessThanOrEqual(written);
      expect(
        [...there].sort((a, b) => a - b),
        name,
      ).toEqual(Array.from({ length: there.size }, (_, number) => number));
    }
  });

  function copyOf(folder: string, name: string): string {
    const copy = join(home, `copy ${name}`);
    cpSync(folder, copy, { recursive: true });
    // the index of the log belongs to the process that was killed
    rmSync(join(copy, 'state.db-shm'), { force: true });
    return copy;
  }
});

function overwriteEnd(file: string, bytes: number, value: number): void {
  const text = readFileSync(file);
  writeFileSync(file, text.fill(value, Math.max(0, text.length - bytes)));
}
