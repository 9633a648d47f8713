import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, noon, useServers } from '../../http/testing/bench.ts';
import { judge } from './served.suite.ts';

const servers = useServers();
const root = fileURLToPath(new URL('../../../../../', import.meta.url));
const entry = fileURLToPath(new URL('../../cli.ts', import.meta.url));
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** The command line in a process of its own, until it is interrupted. */
function start(bench: Bench, ...typed: readonly string[]) {
  const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', entry, ...typed], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      PITWALL_SERVER: bench.serving.address,
      PITWALL_TOKEN: bench.keys.token,
      PITWALL_NOW: new Date(noon).toISOString(),
    },
  });
  children.push(child);
  let out = '';
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return { child, ended, out: () => out, said: () => said };
}

const jsonLines = (text: string) =>
  text.split('\n').flatMap((line) => (line ? [JSON.parse(line) as Record<string, unknown>] : []));
const patient = { timeout: 20_000 };

describe('a command that goes on', () => {
  it('status --watch looks again and again, survives a server that is gone, and ends with the last code', async () => {
    const bench = await servers.start({ models: ['spread'] });
    const watching = start(bench, 'status', '--watch', '--every', '0.2', '--json');
    await expect.poll(() => jsonLines(watching.out()).length, patient).toBeGreaterThan(1);
    await judge(bench, { id: 'f1' });
    await expect.poll(() => jsonLines(watching.out()).at(-1), patient).toMatchObject({ status: 'alert' });
    watching.child.kill('SIGINT');
    expect(await watching.ended).toBe(1);
    expect(watching.said()).toBe('');

    const other = start(bench, 'status', '--watch', '--every', '0.2');
    await expect.poll(() => other.out().split('Models').length, patient).toBeGreaterThan(2);
    // blocks behind each other: nothing is drawn over where nobody looks
    expect(other.out()).not.toContain('\u001b');
    await bench.serving.stop();
    await expect.poll(other.said, patient).toContain('server.unreachable');
    other.child.kill('SIGINT');
    expect(await other.ended).toBe(2);
  }, 60_000);

  it('events tail --follow tells of new predictions, their labels and findings, each once', async () => {
    const bench = await servers.start({ models: ['spread'] });
    const send = (kind: string, event: object) =>
      bench.send(`/api/v1/models/spread/${kind}s`, `${JSON.stringify(event)}\n`);
    await send('prediction', { id: 1, prediction: 0.5 });
    await send('prediction', { id: 2, prediction: 0.5 });
    await bench.server.events.settled();
    const tail = start(bench, 'events', 'tail', '--follow', '--json', '--limit', '1');
    await expect.poll(() => jsonLines(tail.out()).length, patient).toBe(1);
    // until it follows, nothing tells the old from the new
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await send('prediction', { id: 3, prediction: 0.6 });
    await expect.poll(() => jsonLines(tail.out()).length, patient).toBe(2);
    await send('label', { id: 3, label: 1 });
    await expect.poll(() => jsonLines(tail.out()).length, patient).toBe(3);
    await judge(bench, { id: 'f1' });
    await expect.poll(() => jsonLines(tail.out()).length, patient).toBe(4);
    tail.child.kill('SIGINT');
    expect(await tail.ended).toBe(0);
    expect(jsonLines(tail.out())).toMatchObject([
      { kind: 'prediction', id: '2', label: null },
      { kind: 'prediction', id: '3', label: null },
      { kind: 'prediction', id: '3', label: 1 },
      { kind: 'finding', id: 'f1' },
    ]);
  }, 60_000);
});
