import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** The path of a program, where it is installed. */
export function findProgram(...names: readonly string[]): string | undefined {
  for (const name of names) {
    const { status, stdout } = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
    if (status === 0) return stdout.trim();
  }
  return undefined;
}

export const prometheus = findProgram('prometheus');
export const promtool = findProgram('promtool');
export const alertmanager = findProgram('prometheus-alertmanager', 'alertmanager');
export const amtool = findProgram('amtool');

export interface RunProgram {
  readonly url: string;
  readonly folder: string;
  log(): string;
}

export interface ProgramOptions {
  readonly program: string;
  /** Its files by their names. */
  readonly files: Readonly<Record<string, string>>;
  args(folder: string, port: number): readonly string[];
  /** Answers 200 as soon as it is up. */
  readonly ready: string;
}

/** Programs of others on free ports, in folders of their own, gone at the end of the file. */
export function usePrograms() {
  const running: ChildProcess[] = [];
  const folders: string[] = [];
  const end = async (): Promise<void> => {
    await Promise.all(
      running.splice(0).map((child) => {
        const gone = new Promise((resolve) => child.once('exit', resolve));
        if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
        else return undefined;
        return gone;
      }),
    );
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  };
  afterAll(end);
  return {
    folder(): string {
      const folder = mkdtempSync(join(tmpdir(), 'pitwall-neighbour-'));
      folders.push(folder);
      return folder;
    },
    async run(this: { folder(): string }, { program, files, args, ready }: ProgramOptions): Promise<RunProgram> {
      const folder = this.folder();
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
      const port = await freePort();
      let log = '';
      const child = spawn(program, args(folder, port), { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
      child.stdout.on('data', (piece: Buffer) => {
        log += piece.toString();
      });
      child.stderr.on('data', (piece: Buffer) => {
        log += piece.toString();
      });
      running.push(child);
      const url = `http://127.0.0.1:${port}`;
      await eventually(
        async () => (await fetch(`${url}${ready}`)).ok || undefined,
        () => `${program} is not up: ${log}`,
      );
      return { url, folder, log: () => log };
    },
  };
}

const patience = 15_000;

/** Asks until there is an answer. */
export async function eventually<T>(
  ask: () => Promise<T | undefined>,
  why: () => string = () => 'it did not come',
): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    const found = await ask().catch(() => undefined);
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(why());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
