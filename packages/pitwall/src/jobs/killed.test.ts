import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { verifyChain } from '../state/audit-chain.ts';
import { listAudit } from '../state/audit-table.ts';
import { type JobRun, listJobRuns } from '../state/job-run-table.ts';
import { listJobs } from '../state/job-table.ts';
import { openState } from '../state/open.ts';
import type { Reader } from '../state/state.ts';
import { createFolder } from '../testing/data-files.ts';
import { buildProgram } from '../testing/kill/program.ts';
import { until } from './testing/bench.ts';

/** More by hand: `JOB_KILLS=100`. */
const rounds = Number(process.env.JOB_KILLS ?? 3);

const entry = fileURLToPath(new URL('./testing/killed-worker.ts', import.meta.url));
const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0).reverse()) step();
});

function start(program: string, folder: string, owner: string) {
  const child: ChildProcess = spawn(process.execPath, [program, folder, owner], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  undo.push(() => void child.kill('SIGKILL'));
  const ended = new Promise((resolve) => child.once('close', resolve));
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  return {
    says: (word: string): Promise<void> =>
      until(() => {
        if (child.exitCode !== null) throw new Error(`It ended before it said ${word}.`);
        return text.includes(word);
      }),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function readBack<T>(folder: string, read: (db: Reader) => Promise<T>): Promise<T> {
  const state = await openState({ folder }, { now: () => 0 });
  try {
    return await read(state.db);
  } finally {
    await state.close();
  }
}

const allRuns = async (db: Reader): Promise<readonly JobRun[]> =>
  (await listJobRuns(db, { order: 'oldest', limit: 1000 })).items;

describe('a server that is killed', () => {
  it(`loses the run under way, runs the job again, and does nothing twice, ${rounds} times`, {
    timeout: 60_000 + rounds * 10_000,
  }, async () => {
    const home = createFolder();
    undo.push(() => home.remove());
    const folder = join(home.path, 'data');
    const program = await buildProgram(home.path, entry);
    const first = start(program, folder, 'server 0');
    await first.says('hangs run_');
    await first.kill();
    expect(await readBack(folder, listJobs)).toMatchObject([
      { name: 'counts' },
      { name: 'hangs', lease: { owner: 'server 0' } },
    ]);
    for (let round = 1; round <= rounds; round++) {
      const next = start(program, folder, `server ${round}`);
      await next.says('went on');
      await after((round * 137) % 400);
      await next.kill();
    }
    await readBack(folder, async (db) => {
      const runs = await allRuns(db);
      const [lost, again] = runs.filter(({ job }) => job === 'hangs');
      expect(lost).toMatchObject({ owner: 'server 0', outcome: 'lost', attempt: 1 });
      expect(again).toMatchObject({ owner: 'server 1', outcome: 'done', attempt: 2, dueAt: lost?.dueAt });
      const done = runs.filter(({ job, outcome }) => job === 'counts' && outcome === 'done');
      const counted = (await listAudit(db, { verb: 'count', order: 'oldest', limit: 1000 })).items;
      expect(counted.map(({ at }) => at)).toEqual(done.map(({ dueAt }) => dueAt));
      expect(new Set(counted.map(({ at }) => at)).size).toBe(counted.length);
      expect(counted.length).toBeGreaterThan(1);
      expect(await verifyChain(db)).toMatchObject({ sound: true });
    });
  });
});
