import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { cacheFolder } from './data.ts';
import type { Cost } from './report.ts';

/** A process to measure. It reports its own CPU time and memory into the file that BENCH_USAGE_FILE names. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** What it ends with when it has done its work; 0 where not said. */
  readonly exit?: number;
}

const usagePreload = join(import.meta.dirname, 'usage.cjs');

export const node = (...args: readonly string[]): Command => ({
  program: process.execPath,
  args: ['--require', usagePreload, ...args],
});

export const pitwallFile = join(import.meta.dirname, '../packages/pitwall/dist/cli.js');

export const pitwall = (...args: readonly string[]): Command => node(pitwallFile, ...args);

/** Evidently, NannyML and whylogs report home that they were used, unless they are told not to. */
const untracked = { DO_NOT_TRACK: '1', NML_DISABLE_USAGE_LOGGING: '1', WHYLOGS_NO_ANALYTICS: 'True' };

export async function measure({ program, args, exit = 0 }: Command): Promise<Cost> {
  const usageFile = join(cacheFolder, `usage-${process.pid}.json`);
  await rm(usageFile, { force: true });
  const started = performance.now();
  const ended = await run(program, args, usageFile);
  const wall = (performance.now() - started) / 1_000;
  if (ended.code !== exit) {
    throw new Error(`expected exit ${exit} of ${program} ${args.join(' ')}, found ${ended.code}\n${ended.said}`);
  }
  const usage = JSON.parse(await readFile(usageFile, 'utf8')) as Omit<Cost, 'wall'> & Partial<Cost>;
  await rm(usageFile);
  return { wall, ...usage };
}

function run(
  program: string,
  args: readonly string[],
  usageFile: string,
): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: cacheFolder,
      env: { ...process.env, ...untracked, BENCH_USAGE_FILE: usageFile },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (bytes: Buffer) => {
      said = (said + bytes.toString()).slice(-4_000);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, said }));
  });
}
