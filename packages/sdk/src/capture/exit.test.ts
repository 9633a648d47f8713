import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { problem, useDoors } from '../testing/door.ts';

const entry = fileURLToPath(new URL('../testing/exit-process.ts', import.meta.url));
const open = useDoors();
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(url: string, way: string): { child: ChildProcess; ended: Promise<[number | null, string | null]> } {
  const child = fork(entry, [url, way], { execArgv: ['--import', 'tsx'], stdio: 'ignore' });
  children.push(child);
  const ended = new Promise<[number | null, string | null]>((resolve) =>
    child.once('exit', (code, signal) => resolve([code, signal])),
  );
  return { child, ended };
}

const ready = (child: ChildProcess) => new Promise((resolve) => child.once('message', resolve));

describe('a process that captured', () => {
  it('sends what waits before it ends for want of work', async () => {
    const door = await open();
    expect(await start(door.url, 'runs out').ended).toEqual([0, null]);
    expect(door.asked.map(({ events }) => events[0]?.id)).toEqual(['last']);
  });

  it('sends what waits, and dies of the signal all the same', async () => {
    const door = await open();
    const { child, ended } = start(door.url, 'waits');
    await ready(child);
    child.kill('SIGTERM');
    expect(await ended).toEqual([null, 'SIGTERM']);
    expect(door.asked).toHaveLength(1);
  });

  it('that listens to the signal itself ends in its own way', async () => {
    const door = await open();
    const { child, ended } = start(door.url, 'listens');
    await ready(child);
    child.kill('SIGTERM');
    expect(await ended).toEqual([7, null]);
    expect(door.asked).toHaveLength(1);
  });

  it('ends at once when it is asked twice, and in a few seconds where the server does not take it', async () => {
    const door = await open(problem(503, 'state.busy'));
    const { child, ended } = start(door.url, 'waits');
    await ready(child);
    child.kill('SIGINT');
    await expect.poll(() => door.asked.length).toBeGreaterThan(0);
    child.kill('SIGINT');
    expect(await ended).toEqual([null, 'SIGINT']);

    const began = performance.now();
    expect(await start(door.url, 'runs out').ended).toEqual([0, null]);
    expect(performance.now() - began).toBeLessThan(9_000);
  }, 20_000);
});
