import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bench, useServers } from '../../../http/testing/bench.ts';
import { addPerson, goodPassword, withToken } from '../../../http/testing/people.ts';
import { allowLocalAccess } from '../../../server/local-access.ts';
import { useCommandLine } from '../../in-process.suite.ts';

const servers = useServers();
const { pitwall } = useCommandLine();

const homeOf = (bench: Bench) => ({
  HOME: join(dirname(bench.folder), 'home'),
  PITWALL_SERVER: bench.serving.address,
});

const fileIn = ({ HOME }: { readonly HOME: string }): string => join(HOME, '.config', 'pitwall', 'credentials.json');

describe('pitwall login', () => {
  it('keeps a key in a file that only its owner can read, and commands use it', async () => {
    const bench = await servers.start();
    await addPerson(bench, { name: 'ada', grants: [{ role: 'viewer' }] });
    const env = homeOf(bench);
    expect(await pitwall('whoami', { env })).toMatchObject({ code: 2, said: expect.stringContaining('auth.missing') });
    const done = await pitwall('login --name ada', { env, stdin: `${goodPassword}\n` });
    expect(done).toMatchObject({ code: 0, out: '', said: expect.stringContaining('until 2026-04-05') });
    expect(statSync(fileIn(env)).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(fileIn(env))).mode & 0o777).toBe(0o700);
    const kept = readFileSync(fileIn(env), 'utf8');
    expect(kept).not.toContain(goodPassword);
    const token = /pitwall_k_\w+/.exec(kept)?.[0] ?? '';
    expect(done.said).not.toContain(token);
    expect((await pitwall('whoami', { env })).out).toMatch(/^ada \(key k-[a-z2-7]{10}\): viewer\n$/);
    // a variable that is set says something else on purpose
    const other = await pitwall('whoami', { env: { ...env, PITWALL_TOKEN: bench.keys.token } });
    expect(other.out).toMatch(/^token:k-\w+: admin\n$/);
    expect((await pitwall('logout', { env })).said).toContain('Signed out');
    expect(readFileSync(fileIn(env), 'utf8')).not.toContain(token);
    expect((await withToken(bench, token)).status).toBe(401);
  });

  it('takes a token from a pipe, once it was tried', async () => {
    const bench = await servers.start();
    const env = homeOf(bench);
    const wrong = await pitwall('login --token', { env, stdin: 'pitwall_wrong\n' });
    expect(wrong).toMatchObject({ code: 2, said: expect.stringContaining('auth.invalid') });
    expect((await pitwall('login --token', { env, stdin: `${bench.keys.token}\n` })).code).toBe(0);
    expect((await pitwall('whoami', { env })).out).toContain('admin');
    await bench.serving.stop();
    expect((await pitwall('logout', { env })).said).toContain('could not be revoked');
    expect(readFileSync(fileIn(env), 'utf8')).not.toContain(bench.keys.token);
  });

  it('says what is wrong with a password, a server, and a file that others can read or that is torn', async () => {
    const bench = await servers.start();
    await addPerson(bench, { name: 'ada' });
    const env = homeOf(bench);
    const login = (words: string, stdin = 'x\n') => pitwall(`login ${words}`, { env, stdin });
    expect((await login('--name ada')).said).toContain('auth.wrong');
    expect((await login('--name ada --server nowhere')).said).toContain('arguments.invalid');
    expect((await login('--name ada --server http://127.0.0.1:1')).said).toContain('server.unreachable');
    mkdirSync(dirname(fileIn(env)), { recursive: true });
    writeFileSync(fileIn(env), '{"servers":{}}', { mode: 0o644 });
    expect((await pitwall('whoami', { env })).said).toContain('auth.kept');
    writeFileSync(join(dirname(fileIn(env)), 'other'), 'torn {', { mode: 0o600 });
    const torn = { ...env, XDG_CONFIG_HOME: join(env.HOME, 'torn') };
    mkdirSync(join(torn.XDG_CONFIG_HOME, 'pitwall'), { recursive: true });
    writeFileSync(join(torn.XDG_CONFIG_HOME, 'pitwall', 'credentials.json'), 'torn {', { mode: 0o600 });
    expect((await pitwall('whoami', { env: torn })).said).toContain('auth.kept');
  });
});

describe('pitwall user and pitwall token', () => {
  it('let the owner of the machine make accounts and keys, change them, and take them back', async () => {
    const bench = await servers.start();
    await allowLocalAccess(bench.server, bench.folder, bench.serving.address);
    const run = (words: string) => pitwall(`${words} --data ${bench.folder}`);
    expect((await run('whoami')).out).toBe('owner: everything\n');
    const added = await run('user add Ada --role operator --on model:spread-* --role viewer');
    expect(added.said).toContain('ada may do: operator on model:spread-*, viewer on model:spread-*');
    expect(added.out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/sign-in\?link=pitwall_[\w-]{43}\n$/);
    expect((await run('user list')).out).toMatch(/^ada {2}operator on .* · has no password yet · u-[a-z2-7]{10}\n$/);
    expect((await run('user grant ada --role viewer')).out).toContain('ada  viewer ·');
    expect((await run('user grant ada')).said).toContain('arguments.invalid');
    expect((await run('user grant ada --nothing')).out).toContain('ada  nothing ·');
    expect((await run('user disable ada')).out).toContain('disabled since 2026-01-05');
    expect((await run('user enable ada')).out).not.toContain('disabled');
    expect((await run('user unlock ada')).code).toBe(0);
    expect((await run('user password ada')).out).toMatch(/sign-in\?link=/);
    expect((await run('user disable bob')).said).toContain('account.missing');

    const made = await run('token add shop --role service --days 30');
    const token = made.out.trim();
    expect(made.said).toContain('lasts until 2026-02-04');
    expect((await withToken(bench, token, '/api/v1/whoami')).status).toBe(200);
    const listed = JSON.parse((await run('token list --json')).out) as { id: string; name: string }[];
    expect(listed.map(({ name }) => name).sort()).toEqual(['bench', 'shop']);
    expect((await run('token list')).out).not.toContain(token);
    const id = listed.find(({ name }) => name === 'shop')?.id ?? '';
    expect((await run(`token revoke ${id}`)).said).toContain('opens nothing any more');
    expect((await withToken(bench, token, '/api/v1/whoami')).status).toBe(401);
    expect((await run('token add shop')).said).toContain('what the key may do');
    expect((await run('token add shop --role service --days 400')).said).toContain('arguments.invalid');
  });
});
