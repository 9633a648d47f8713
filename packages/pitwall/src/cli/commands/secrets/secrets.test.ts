import { describe, expect, it } from 'vitest';
import { type Bench, useServers } from '../../../http/testing/bench.ts';
import { openSecret } from '../../../secrets/reveal.ts';
import { useCommandLine } from '../../in-process.suite.ts';

const servers = useServers();
const { pitwall } = useCommandLine();

const asker =
  (bench: Bench) =>
  (typed: string, stdin = '') =>
    pitwall(typed, {
      stdin,
      env: {
        PITWALL_SERVER: bench.serving.address,
        PITWALL_TOKEN: bench.keys.token,
        PITWALL_NOW: '2026-01-05T12:10:00Z',
      },
    });

describe('pitwall secrets', () => {
  it('sets a secret from standard input, lists and removes it, and never shows what it holds', async () => {
    const bench = await servers.start();
    const ask = asker(bench);
    const set = await ask('secrets set smtp', 'canary-hunter2\n');
    expect(set).toEqual({ code: 0, out: '', said: 'smtp is kept, version 1.\n' });
    expect(await openSecret(bench.server, 'smtp')).toBe('canary-hunter2');
    const listed = await ask('secrets list');
    expect(listed.out).toMatch(/smtp {2}version 1 {2}set 10 min(utes)? ago/);
    const json = await ask('secrets list --json');
    expect(JSON.parse(json.out)).toMatchObject([{ name: 'smtp', version: 1 }]);
    expect(`${listed.out}${json.out}`).not.toContain('canary');
    expect(await ask('secrets remove smtp')).toMatchObject({ code: 0, said: 'smtp is gone.\n' });
    expect(await ask('secrets list')).toMatchObject({ code: 0, out: '', said: expect.stringContaining('no secrets') });
  });

  it('takes no value as an argument, none that is empty, and no name that cannot be one', async () => {
    const ask = asker(await servers.start());
    expect((await ask('secrets set smtp hunter2', 'x')).code).toBe(2);
    expect(await ask('secrets set smtp', '\n')).toMatchObject({
      code: 2,
      said: expect.stringContaining('found nothing'),
    });
    const wrong = await ask('secrets set a/b', 'canary');
    expect(wrong).toMatchObject({ code: 2, said: expect.stringContaining('request.invalid') });
    expect(wrong.said).not.toContain('canary');
    expect(await ask('secrets remove smtp')).toMatchObject({
      code: 2,
      said: expect.stringContaining('secret.missing'),
    });
  });

  it('rotates the key, tells what is sealed with which, and drops none that is used', async () => {
    const bench = await servers.start();
    const ask = asker(bench);
    await ask('secrets set smtp', 'canary');
    const old = bench.server.keys.current;
    expect((await ask('secrets rotate')).said).toContain(`is ${bench.server.keys.current} now, ${old} before`);
    const { out } = await ask('secrets keys');
    expect(out).toContain('Keys (in keys.json of the data directory)');
    expect(out).toMatch(new RegExp(`${bench.server.keys.current} +0 sealed +current`));
    expect(out).toMatch(new RegExp(`${old} +1 sealed +of before`));
    expect(await ask(`secrets keys --drop ${old}`)).toMatchObject({
      code: 2,
      said: expect.stringContaining('secret.key_used'),
    });
  });
});
