import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { cacheFolder } from '../data.ts';
import { pitwallFile } from '../measure.ts';
import type { Target, Usage } from './load-job.ts';

/** The built server, in a process of its own. */
export interface Up {
  readonly address: string;
  /** Of the administrator; empty where the folder was there before. */
  readonly token: string;
  readonly pid: number;
  /** From before the process was started until `/readyz` said yes. */
  readonly readySeconds: number;
  stop(): Promise<void>;
}

export interface UpOptions {
  readonly folder: string;
  /** `pitwall.yaml`, as data; any model where not said. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Of the start before. */
  readonly token?: string;
}

export const targetOf = ({ address, token, pid }: Up): Target => ({ address, token, pid });

/** Cores that were busy, on average. */
export const coresOf = ({ seconds, serverCpu, senderCpu }: Usage) => ({
  server: serverCpu / seconds,
  sender: senderCpu / seconds,
});

/** A folder of its own for one measurement, gone when it is over. */
export async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(cacheFolder, 'server-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs `work` on a server that is started before and stopped after it. */
export async function withServer<Result>(options: UpOptions, work: (up: Up) => Promise<Result>): Promise<Result> {
  const up = await startServer(options);
  try {
    return await work(up);
  } finally {
    await up.stop();
  }
}

const lookEveryMilliseconds = 5;

export async function startServer({ folder, config = { project: 'bench' }, token = '' }: UpOptions): Promise<Up> {
  const file = join(folder, 'pitwall.yaml');
  // JSON is YAML
  await writeFile(file, JSON.stringify(config));
  const args = ['up', '--config', file, '--data', join(folder, 'data'), '--port', '0'];
  const started = performance.now();
  const child = spawn(process.execPath, [pitwallFile, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const said = listen(child);
  const [, address = ''] = await said(/ started (http:\S+)/);
  for (;;) {
    const { status } = await fetch(`${address}/readyz`);
    if (status === 200) break;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMilliseconds));
  }
  const readySeconds = (performance.now() - started) / 1_000;
  const [, found = ''] = token === '' ? await said(/token +(pitwall_\S+)/) : ['', token];
  return { address, token: found, pid: child.pid ?? 0, readySeconds, stop: () => stop(child) };
}

/** What waits for the child to say something; rejects where it ends before. */
function listen(child: ChildProcess): (pattern: RegExp) => Promise<RegExpExecArray> {
  let said = '';
  const looks = new Set<() => void>();
  const lookAll = (): void => {
    for (const look of looks) look();
  };
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-10_000);
    lookAll();
  });
  child.on('close', lookAll);
  return (pattern) =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(said);
        if (match) resolve(match);
        else if (child.exitCode === null) return;
        else reject(new Error(`expected a server that says ${pattern}, found one that ended:\n${said}`));
        looks.delete(look);
      };
      looks.add(look);
      look();
    });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  await closed;
}
