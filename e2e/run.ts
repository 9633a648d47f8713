import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished, vi } from 'vitest';

/** Each test starts several processes, on a machine that may have other things to do. */
vi.setConfig({ testTimeout: 180_000 });

/** What `npm run build` made; nothing of the sources is loaded here. */
export const cli = fileURLToPath(new URL('../packages/pitwall/dist/cli.js', import.meta.url));

export interface Ran {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as it came. */
  readonly bytes: Buffer;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
}

/** A folder of its own for one test, and the command line in it. */
export interface Scratch {
  readonly folder: string;
  /** Where its processes put temporary files. */
  readonly temporary: string;
  write(file: string, content: string | Uint8Array): void;
  read(file: string): string;
  pitwall(typed: readonly string[], options?: RunOptions): Promise<Ran>;
  /** Through a shell, with `pitwall` in it. */
  shell(script: string, options?: RunOptions): Promise<Ran>;
}

export function scratch(): Scratch {
  const folder = mkdtempSync(join(tmpdir(), 'e2e-pitwall-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const temporary = join(folder, '.tmp');
  const bin = join(folder, '.bin');
  mkdirSync(temporary);
  mkdirSync(bin);
  writeFileSync(join(bin, 'pitwall'), `#!/bin/sh\nexec '${process.execPath}' '${cli}' "$@"\n`, { mode: 0o755 });
  const environment = { TMPDIR: temporary, PATH: `${bin}:${process.env.PATH}` };
  return {
    folder,
    temporary,
    write(file, content) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), content);
    },
    read: (file) => readFileSync(join(folder, file), 'utf8'),
    pitwall: (typed, options) => run([process.execPath, cli, ...typed], folder, environment, options),
    shell: (script, options) => run(['bash', '-c', script], folder, environment, options),
  };
}

/** The environment of the one who runs the tests must not decide them. */
export function cleanEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(PITWALL|NO_COLOR|FORCE_COLOR|TERM|COLUMNS|NODE_OPTIONS|VITEST|CI|GITHUB)/.test(name),
  );
  return Object.fromEntries(kept.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

function run(
  [command = '', ...typed]: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>>,
  { env = {}, stdin = '' }: RunOptions = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, typed, { cwd, env: { ...cleanEnvironment(), ...environment, ...env } });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const bytes = Buffer.concat(stdout);
      resolve({ code, signal, bytes, stdout: bytes.toString(), stderr: Buffer.concat(stderr).toString() });
    });
    // A command that fails before it reads closes the pipe; its exit code tells more than that.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
  });
}
