import { describe, expect, it } from 'vitest';
import { type Bench, useServers } from '../../http/testing/bench.ts';
import { addPerson, goodPassword, sendForm, useLink } from '../../http/testing/people.ts';
import { allowLocalAccess } from '../../server/local-access.ts';
import { useCommandLine } from '../in-process.suite.ts';

const servers = useServers();
const { pitwall } = useCommandLine();

const opens = async (bench: Bench, link: string): Promise<boolean> =>
  (await useLink(bench, link.trim())).status === 303;

describe('pitwall sign-in', () => {
  it('writes a link that works once, on the machine of the server without a token', async () => {
    const bench = await servers.start();
    await addPerson(bench, { name: 'ada' });
    await allowLocalAccess(bench.server, bench.folder, bench.serving.address);
    const { code, out, said } = await pitwall(`sign-in --data ${bench.folder}`);
    expect({ code, said }).toEqual({ code: 0, said: '' });
    expect(out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/sign-in\?link=pitwall_[\w-]{43}\n$/);
    expect(await opens(bench, out)).toBe(true);
    expect(await opens(bench, out)).toBe(false);
  });

  it('makes a link for the first administrator where nobody can sign in', async () => {
    const bench = await servers.start();
    await allowLocalAccess(bench.server, bench.folder, bench.serving.address);
    const link = new URL((await pitwall(`sign-in --data ${bench.folder}`)).out.trim()).searchParams.get('link') ?? '';
    const made = await sendForm(bench, { link, name: 'ada', password: goodPassword });
    expect(made.status).toBe(303);
    // the one that was shown at the start is worth nothing by now
    expect((await sendForm(bench, { link: bench.keys.link, name: 'eve', password: goodPassword })).status).toBe(401);
  });

  it('makes the link before useless', async () => {
    const bench = await servers.start();
    const env = { PITWALL_SERVER: bench.serving.address, PITWALL_TOKEN: bench.keys.token };
    const before = await pitwall('sign-in', { env });
    const after = await pitwall('sign-in', { env });
    expect(await opens(bench, before.out)).toBe(false);
    expect(await opens(bench, after.out)).toBe(true);
  });

  it('works behind a path and an address that ends in a slash', async () => {
    const bench = await servers.start();
    const env = { PITWALL_SERVER: `${bench.serving.address}/`, PITWALL_TOKEN: bench.keys.token };
    expect(await opens(bench, (await pitwall('sign-in', { env })).out)).toBe(true);
  });

  it('is refused where no server runs, and with a token that is none', async () => {
    const bench = await servers.start();
    const env = { PITWALL_SERVER: bench.serving.address, PITWALL_TOKEN: 'wrong' };
    expect(await pitwall('sign-in', { env })).toMatchObject({
      code: 2,
      out: '',
      said: expect.stringContaining('auth.invalid'),
    });
    await bench.serving.stop();
    const stopped = await pitwall(`sign-in --data ${bench.folder}`);
    expect(stopped).toMatchObject({ code: 2, out: '', said: expect.stringContaining('server.missing') });
    expect(stopped.said).toContain('pitwall up');
    expect(await pitwall('sign-in --data nowhere')).toMatchObject({ code: 2, out: '' });
  });
});
