import type { Delivery } from '@pitwall/sdk';
import { describe, expect, it } from 'vitest';
import { enqueue } from '../../../alerts/delivery/enqueue.ts';
import { messageAbout } from '../../../alerts/delivery/testing/message-about.ts';
import { alertSettings } from '../../../alerts/engine/settings.ts';
import { type Bench, useServers } from '../../../http/testing/bench.ts';
import { useCommandLine } from '../../in-process.suite.ts';

const servers = useServers();
const { pitwall, write } = useCommandLine();

const asker = (bench: Bench) => (typed: string) =>
  pitwall(typed, {
    env: {
      PITWALL_SERVER: bench.serving.address,
      PITWALL_TOKEN: bench.keys.token,
      PITWALL_NOW: new Date(bench.clock.now + 600_000).toISOString(),
    },
  });

/** Messages in the outbox of a server that sends none. */
async function tell({ server }: Bench, ...threads: readonly string[]): Promise<readonly string[]> {
  const { channels } = alertSettings(server.config);
  const items = threads.map((thread) => {
    const message = messageAbout(thread);
    return { channel: 'console', kind: message.kind, thread, message, sequence: 1 };
  });
  return server.state.change((tx) => enqueue(tx, channels, items, server.world.now()));
}

describe('pitwall deliveries', () => {
  it('lists, shows, drops and retries, by the beginning of an id', async () => {
    const bench = await servers.start();
    const ask = asker(bench);
    expect(await ask('deliveries list')).toMatchObject({ code: 0, said: 'There are none.\n' });
    const [id = ''] = await tell(bench, 'one', 'two');
    const begins = id.slice(0, 10);
    const listed = await ask('deliveries list');
    expect(listed.out).toMatch(new RegExp(`${begins}.. +waiting +10 minutes ago +console +\\w+ +0 attempts`));
    expect((await ask(`deliveries show ${begins}`)).out).toMatch(/through +console\n/);
    expect((await ask(`deliveries drop ${begins}`)).said).toContain('it is never sent');
    expect(await ask(`deliveries drop ${begins}`)).toMatchObject({
      code: 2,
      said: expect.stringContaining('delivery.state'),
    });
    const dead = JSON.parse((await ask('deliveries dead --json')).out) as { items: Delivery[] };
    expect(dead.items.map((one) => one.id)).toEqual([id]);
    expect((await ask('deliveries dead')).out).toContain(`dropped by ${bench.keys.actor}`);
    expect((await ask('deliveries retry --dead')).said).toContain('1 message will be sent in a moment');
    expect((await ask('deliveries dead')).said).toBe('There are none.\n');
    expect((await ask(`deliveries retry ${begins} --dead`)).said).toContain('found both');
    expect((await ask('deliveries retry')).said).toContain('found neither');
    expect((await ask('deliveries show ffff')).said).toContain('delivery.missing');
    expect((await ask('deliveries list --state lost')).said).toContain('request.invalid');
  });
});

describe('pitwall alerts', () => {
  it('shows the channels, and tries none where nobody sends', async () => {
    const bench = await servers.start();
    expect((await asker(bench)('alerts test')).out).toMatch(/ {2}console {2}console\n/);
    expect((await asker(bench)('alerts test consle')).said).toContain('Did you mean `console`');
  });

  it('prints what another configuration becomes, and what was left out', async () => {
    write('alertmanager.yml', 'route: { receiver: team }\nreceivers:\n  - name: team\n');
    const { code, out } = await pitwall('alerts import alertmanager.yml');
    expect([code, out]).toEqual([0, expect.stringMatching(/^alerts:\n/)]);
    write('broken.yml', 'route: { receiver: [\n');
    expect(await pitwall('alerts import broken.yml')).toMatchObject({ code: 2, out: '' });
    expect((await pitwall('alerts import none.yml')).said).toContain('config.missing');
  });
});
