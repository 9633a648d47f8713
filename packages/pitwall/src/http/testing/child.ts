import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../../', import.meta.url));
const entry = fileURLToPath(new URL('./up-process.ts', import.meta.url));

export interface Child {
  readonly process: ChildProcess;
  /** What it has said so far. */
  said(): string;
  /** Resolves when it says something that matches; rejects when it ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves when it is gone. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** `pitwall up` in a process of its own. */
export const startUp = (...typed: readonly string[]): Child =>
  startNode('--conditions=source', '--import', 'tsx', entry, 'up', ...typed);

/** Node with these words, listened to. */
export function startNode(...words: readonly string[]): Child {
  const child = spawn(process.execPath, words, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  let said = '';
  const listeners = new Set<() => void>();
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    for (const listener of listeners) listener();
  });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  return {
    process: child,
    said: () => said,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(said);
          if (!match) return;
          listeners.delete(look);
          resolve(match);
        };
        listeners.add(look);
        void ended.then(() => reject(new Error(`It ended before it said ${pattern}:\n${said}`)));
        look();
      }),
    ended,
  };
}
