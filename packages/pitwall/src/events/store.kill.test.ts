import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { rowsOf } from './database.ts';
import { openEvents } from './store.ts';

const rounds = Number(process.env.PITWALL_KILL_ROUNDS ?? 10);
const scratch = mkdtempSync(join(tmpdir(), 'pitwall-kill-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const child = fileURLToPath(new URL('./kill-child.suite.ts', import.meta.url));

/** Where each round is killed, spread over what a process does from its start on; the same in each run of the test. */
const moment = (round: number): number => (round * 137) % 400;

interface Life {
  readonly predictions: number[];
  readonly labels: number[];
}

/** Every fifth process is killed while it starts, the others after they said that they are ready. */
async function liveAndDie(folder: string, round: number, first: number): Promise<Life> {
  const process = spawn(globalThis.process.execPath, [
    '--conditions=source',
    '--import',
    loader,
    child,
    folder,
    String(first),
  ]);
  let said = '';
  let complained = '';
  let isReady = false;
  process.stderr.on('data', (chunk) => {
    complained += chunk;
  });
  process.stdout.on('data', (chunk) => {
    said += chunk;
    if (isReady || !said.startsWith('ready')) return;
    isReady = true;
    if (round % 5 !== 4) setTimeout(() => process.kill('SIGKILL'), moment(round));
  });
  if (round % 5 === 4) setTimeout(() => process.kill('SIGKILL'), 500 + 2 * moment(round));
  await new Promise((resolve) => process.on('close', resolve));
  expect(complained).toBe('');
  const life: Life = { predictions: [], labels: [] };
  // What follows the last line break was not said to its end.
  for (const line of said.split('\n').slice(0, -1)) {
    const [kind, from, size] = line.split(' ');
    if (kind === 'ready') continue;
    const ids = Array.from({ length: Number(size) }, (_, index) => Number(from) + index);
    (kind === 'p' ? life.predictions : life.labels).push(...ids);
  }
  return life;
}

it(
  `after each of ${rounds} kills everything acknowledged is there once, and the start is clean`,
  async () => {
    const folder = join(scratch, 'events');
    const predictions = new Set<number>();
    const labels = new Set<number>();
    for (let round = 0; round < rounds; round += 1) {
      const life = await liveAndDie(folder, round, round * 10_000_000);
      for (const id of life.predictions) predictions.add(id);
      for (const id of life.labels) labels.add(id);
      const events = await openEvents({ folder });
      expect(await events.conflicts()).toEqual([]);
      for (const [table, acknowledged] of [
        ['prediction', predictions],
        ['label', labels],
      ] as const) {
        const found = (await rowsOf(events.reader, `SELECT id FROM ${table}`)).map(([id]) => Number(id));
        const there = new Set(found);
        expect(found.length - there.size, `${table}: more than once, round ${round}`).toBe(0);
        expect(
          [...acknowledged].filter((id) => !there.has(id)),
          `${table}: lost, round ${round}`,
        ).toEqual([]);
      }
      await events.close();
    }
    expect(predictions.size).toBeGreaterThan(rounds * 10);
  },
  30_000 + rounds * 10_000,
);
