import { afterEach, describe, expect, it } from 'vitest';
import { pinnedFetch } from '../cli/connection/pinned-fetch.ts';
import { useServers } from './testing/bench.ts';
import { goodPassword } from './testing/people.ts';
import { hasOpenssl, useFolders, writePair } from './transport/testing/certificates.ts';

const servers = useServers();
const folders = useFolders();
afterEach(folders.removeAll);

describe.skipIf(!hasOpenssl)('the cookie of a session over TLS (skipped where openssl is not there)', () => {
  it('T13: is one that no other host can set, and goes over TLS only', async () => {
    const bench = await servers.start({ config: { http: { tls: writePair(folders.make(), 'pit') } } });
    const { address } = bench.serving;
    const ask = pinnedFetch(bench.serving.fingerprint() ?? '');
    const form = (fields: Readonly<Record<string, string>>, origin = address) =>
      ask(`${address}/sign-in`, { method: 'POST', headers: { origin }, body: new URLSearchParams(fields) });
    const { link } = bench.keys;
    const asked = { link, name: 'ada', password: goodPassword };
    expect((await form(asked, 'https://elsewhere.example')).status).toBe(403);
    const cookie = (await form(asked)).headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(
      /^__Host-pitwall_session=pitwall_[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=604800; Secure$/,
    );
    const [pair = ''] = cookie.split(';');
    const who = async (sent: string) => (await ask(`${address}/api/v1/whoami`, { headers: { cookie: sent } })).status;
    expect(await who(pair)).toBe(200);
    // what another host of the domain may set is not looked at
    expect(await who(pair.replace('__Host-', ''))).toBe(401);
    const out = await ask(`${address}/sign-out`, { method: 'POST', headers: { cookie: pair, origin: address } });
    expect(out.headers.get('set-cookie')).toMatch(/^__Host-pitwall_session=; .*Max-Age=0; Secure$/);
    expect(out.headers.get('clear-site-data')).toBe('"cookies", "storage"');
    expect(await who(pair)).toBe(401);
  });
});
