import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../../state/canonical-json.ts';
import { anyMessage, sampleMessage, sampleResolved } from '../../testing/sample-messages.ts';
import { testTools } from '../../testing/send-tools.ts';
import { alertmanagerChannel } from './index.ts';

const program = ['prometheus-alertmanager', 'alertmanager'].find(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe.skipIf(program === undefined)('a real Alertmanager (skipped where it is not installed)', () => {
  let home = '';
  let url = '';
  let child: ChildProcess | undefined;
  const memory: { body: Json | undefined } = { body: undefined };

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'pitwall-alertmanager-'));
    await writeFile(join(home, 'alertmanager.yml'), 'route:\n  receiver: nobody\nreceivers:\n  - name: nobody\n');
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const flags = [`--config.file=${join(home, 'alertmanager.yml')}`, `--storage.path=${join(home, 'data')}`];
    child = spawn(program ?? '', [...flags, `--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address='], {
      stdio: 'ignore',
    });
    for (let tries = 0; tries < 100; tries += 1) {
      const isReady = await fetch(`${url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isReady) return;
      await later(50);
    }
    throw new Error('the Alertmanager did not start');
  });
  afterAll(async () => {
    const ended = child && new Promise((resolve) => child?.once('close', resolve));
    child?.kill();
    await ended;
    await rm(home, { recursive: true, force: true });
  });

  const send = (message = sampleMessage()) =>
    alertmanagerChannel.send(
      message,
      alertmanagerChannel.settings.parse(url),
      testTools({ allow: ['127.0.0.0/8'], now: Date.now, memory }).tools,
    );

  async function firing(): Promise<{ labels: Record<string, string>; annotations: Record<string, string> }[]> {
    const answer = await fetch(`${url}/api/v2/alerts?filter=alertname="stale-feed"`);
    return (await answer.json()) as Awaited<ReturnType<typeof firing>>;
  }

  it('shows an alert until it is over', async () => {
    const at = Date.now() - 60_000;
    const message = sampleMessage({ at, alerts: sampleMessage().alerts.map((alert) => ({ ...alert, since: at })) });
    expect(await send(message)).toMatchObject({ kind: 'delivered' });
    expect(await firing()).toMatchObject([
      { labels: { dataset: 'games', severity: 'critical' }, annotations: { fix: 'Start the feed again' } },
    ]);
    const over = message.alerts.map((alert) => ({ ...alert, state: 'resolved' as const, resolvedAt: Date.now() - 1 }));
    expect(await send(sampleResolved({ alerts: over }))).toMatchObject({ kind: 'delivered' });
    expect(await firing()).toEqual([]);
  });

  it('takes whatever is in a message', async () => {
    await fc.assert(
      fc.asyncProperty(anyMessage, async (message) => {
        memory.body = undefined;
        expect(await send(message)).toMatchObject({ kind: 'delivered' });
      }),
      { numRuns: 25 },
    );
  });
});
