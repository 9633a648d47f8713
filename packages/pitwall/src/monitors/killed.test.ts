import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { verifyChain } from '../state/audit-chain.ts';
import { listFindings } from '../state/finding-table.ts';
import { openState } from '../state/open.ts';
import { createFolder } from '../testing/data-files.ts';
import { buildProgram } from '../testing/kill/program.ts';
import { judgeThreeDays } from './kill-child.suite.ts';

/** More by hand: `MONITOR_KILLS=100`. */
const rounds = Number(process.env.MONITOR_KILLS ?? 6);

const home = createFolder();
afterAll(() => home.remove());

const script = fileURLToPath(new URL('./kill-child.suite.ts', import.meta.url));

/** What stands, and whether everything that was ever said holds together. */
async function readBack(folder: string): Promise<readonly string[]> {
  const state = await openState({ folder }, { now: () => 0 });
  try {
    expect(await verifyChain(state.db)).toMatchObject({ sound: true });
    const { items } = await listFindings(state.db, { limit: 1_000 });
    const ids = new Set(items.map(({ id }) => id));
    expect(items.every(({ correctedBy }) => correctedBy === null || ids.has(correctedBy))).toBe(true);
    const standing = items.filter(({ correctedBy }) => correctedBy === null);
    const questions = standing.map(
      ({ window, finding: { subject, metric } }) => `${window?.start} ${window?.end} ${subject} ${metric}`,
    );
    expect(new Set(questions).size, 'nothing stands twice').toBe(questions.length);
    return standing.map(({ finding: { status, value } }, index) => `${questions[index]} ${status} ${value}`).sort();
  } finally {
    await state.close();
  }
}

describe('a server that is killed while it judges', () => {
  it(`has every finding once in the end, killed ${rounds} times`, { timeout: 60_000 + rounds * 20_000 }, async () => {
    const whole = join(home.path, 'whole');
    await judgeThreeDays(whole);
    const expected = await readBack(whole);
    expect(expected.length).toBeGreaterThan(50);

    const folder = join(home.path, 'killed');
    const program = await buildProgram(home.path, script);
    let seed = 7;
    for (let round = 0; round < rounds; round += 1) {
      const child = spawn(process.execPath, [program, folder], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, NODE_OPTIONS: '' },
      });
      const begun = new Promise((resolve) => child.stdout.once('data', resolve));
      const ended = new Promise((resolve) => child.once('close', resolve));
      await Promise.race([begun, ended]);
      seed = (seed * 48_271) % 2_147_483_647;
      await after(seed % 1_200);
      child.kill('SIGKILL');
      await ended;
      await readBack(folder);
    }
    await judgeThreeDays(folder);
    expect(await readBack(folder)).toEqual(expected);
  });
});
