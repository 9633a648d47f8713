import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { cli, scratch } from './run.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

function serve(folder: string, args: readonly string[]) {
  const child = spawn(process.execPath, [cli, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  ends.push(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    child,
    ended,
    says: (pattern: RegExp) =>
      expect.poll(() => pattern.exec(said)?.[1] ?? '', { timeout: 60_000, interval: 100 }).not.toBe(''),
    said: (pattern: RegExp) => pattern.exec(said)?.[1] ?? '',
    all: (pattern: RegExp) => [...said.matchAll(pattern)].map((match) => match[1] ?? ''),
  };
}

/** A line of alerts.jsonl. */
interface Told {
  readonly kind: string;
  readonly alerts: readonly { readonly subject: string; readonly rule: string }[];
}

const setOf = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();

describe('the example on a server', () => {
  it('plays its week in, is found to have drifted and to lose, tells of that, signs a browser in, and stops clean', {
    timeout: 120_000,
  }, async () => {
    const { pitwall, folder, read } = scratch();
    const server = serve(folder, ['demo', '--serve', '--port', '0', '--pace', '0.2']);
    await server.says(/(the week has played in)/);
    const link = server.said(/Look at it[^\n]*\n +(http\S+)/);
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(200);
    const { origin, pathname, searchParams } = new URL(link);
    // as the button of the page does it
    const signedIn = await fetch(`${origin}${pathname}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin },
      body: searchParams,
    });
    expect(signedIn.status).toBe(303);
    const [cookie = ''] = (signedIn.headers.get('set-cookie') ?? '').split(';');
    const page = await fetch(new URL('/', link), { headers: { cookie } });
    expect(await page.text()).toContain('<title>Pitwall</title>');
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(401);

    // judged every five seconds; in its last window the model has seen the whole week
    await expect
      .poll(async () => (await pitwall(['findings', 'list', '--metric', 'drift.distribution'])).stdout, {
        timeout: 60_000,
        interval: 1_000,
      })
      .toMatch(/market_signals\s+drift\.distribution/);
    const status = await pitwall(['status']);
    expect(status.code).toBe(1);
    expect(status.stdout).toMatch(/✗ home-cover +alert/);
    expect((await pitwall(['jobs', 'list'])).stdout).toContain('monitor:home-cover');

    const open = async () => (await pitwall(['alerts', 'list'])).stdout.match(/(?<=^✗ ).*$/gm)?.sort();
    const wanted = ['games  Data breaks its contract', 'model home-cover  A model is not good enough'];
    await expect
      .poll(open, { timeout: 60_000, interval: 1_000 })
      .toEqual([...wanted, 'model home-cover  Data has drifted']);
    const told = ['dataset:games, contract', 'model:home-cover, drift', 'model:home-cover, performance'];
    await expect
      .poll(() => setOf(server.all(/^ {2}.*(?:critical|high), firing: (.*)$/gm)), { timeout: 60_000, interval: 100 })
      .toEqual(told);
    const messages = read('pitwall-demo/alerts.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Told);
    expect(setOf(messages.map(({ kind }) => kind))).toEqual(['firing']);
    const inFile = messages.flatMap(({ alerts }) => alerts.map(({ subject, rule }) => `${subject}, ${rule}`));
    expect(setOf(inFile)).toEqual(told);

    const began = performance.now();
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(existsSync(join(folder, 'pitwall-data', 'server.json'))).toBe(false);
    // the folder itself still answers
    const after = await pitwall(['findings', 'list', '--metric', 'drift.distribution', '--json']);
    expect(after.stdout).toContain('market_signals');
  });
});
