import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { createConnection } from 'node:net';
import { importJWK, jwtVerify, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { openPrivate } from '../../../access/jwt/key-pair.ts';
import { newAccountId } from '../../../access/secret.ts';
import { accountAdd } from '../../../access/verbs/account-add.ts';
import { accountDisable, accountGrant } from '../../../access/verbs/account-change.ts';
import { accountPassword } from '../../../access/verbs/account-password.ts';
import { perform } from '../../../server/perform.ts';
import { owner } from '../../../server/tokens.ts';
import { hashOfToken, listCredentials } from '../../../state/credential-table.ts';
import { findInstallation, listSigningKeys } from '../../../state/signing-key-table.ts';
import { auditOf } from '../../testing/asking.ts';
import { type Bench, useServers } from '../../testing/bench.ts';

const servers = useServers();
const password = 'several words of hers';
const day = 86_400_000;

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
  readonly refresh_until: string;
}

async function addAccount({ server }: Bench, name = 'ada', role = 'admin'): Promise<string> {
  const id = newAccountId(server.world);
  await perform({ ...server, actor: owner }, accountAdd, { id, name, password, grants: [{ role }] });
  return id;
}

/** Without the token of the bench. */
function post({ serving }: Bench, path: string, body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${serving.address}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function signIn(bench: Bench, name = 'ada'): Promise<Tokens> {
  const answer = await post(bench, '/api/v1/token', { name, password });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Tokens;
}

const refresh = (bench: Bench, token: string): Promise<Response> =>
  post(bench, '/api/v1/token', { refresh_token: token });

async function refreshed(bench: Bench, token: string): Promise<Tokens> {
  const answer = await refresh(bench, token);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Tokens;
}

const ask = (bench: Bench, token: string): Promise<Response> =>
  bench.ask('/api/v1/status', { headers: { authorization: `Bearer ${token}` } });

/** What an answer says, but for the id of its request. */
async function said(answer: Response): Promise<Record<string, unknown>> {
  const { request_id, ...rest } = (await answer.json()) as Record<string, unknown>;
  expect(request_id).toMatch(/^[0-9a-f]{24}$/);
  return rest;
}

async function start(): Promise<Bench & { readonly account: string }> {
  const bench = await servers.start({ limits: { failedSignIns: { perSecond: 1_000, burst: 10_000 } } });
  return { ...bench, account: await addAccount(bench) };
}

async function signingKey({ server }: Bench): Promise<{ id: string; key: KeyObject; issuer: string }> {
  const [newest] = await listSigningKeys(server.state.db);
  if (!newest) throw new Error('There is a key after the first token.');
  const issuer = `urn:pitwall:${await findInstallation(server.state.db)}`;
  return { id: newest.id, key: openPrivate(newest, server.keys), issuer };
}

const part = (json: string): string => Buffer.from(json).toString('base64url');
const open = (token: string, index: 0 | 1): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString()) as Record<string, unknown>;

/** Of exactly these texts, signed by somebody who has the key. */
function forge(head: string, body: string, key: KeyObject): string {
  const signed = `${part(head)}.${part(body)}`;
  return `${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`;
}

describe('an access token', () => {
  it('is given for a name and a password, and is who they are', async () => {
    const bench = await start();
    const tokens = await signIn(bench);
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 600 });
    expect(Date.parse(tokens.refresh_until)).toBe(bench.clock.now + 30 * day);
    expect((await ask(bench, tokens.access_token)).status).toBe(200);
    const done = await bench.ask('/api/v1/sign-in-link', {
      method: 'POST',
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(done.status).toBe(200);
    const [entry] = await auditOf(bench, '?verb=link.make');
    expect(entry).toMatchObject({ actor: `user:${bench.account}`, outcome: 'done' });
    expect((await auditOf(bench, '?verb=jwt.issue'))[0]).toMatchObject({ actor: `user:${bench.account}` });
    expect(bench.failures).toEqual([]);
  });

  it('is given for nothing but a password that is right or a refresh token, and the answers are alike', async () => {
    const bench = await start();
    const answers = await Promise.all(
      [
        { name: 'ada', password: 'another one entirely' },
        { name: 'nobody', password },
      ].map(async (body) => {
        const answer = await post(bench, '/api/v1/token', body);
        expect(answer.status).toBe(401);
        return said(answer);
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
    for (const body of [
      {},
      { name: 'ada' },
      { refresh_token: '' },
      { name: 'ada', password, refresh_token: 'x' },
      [],
    ]) {
      expect((await post(bench, '/api/v1/token', body)).status).toBe(400);
    }
    const signedIn = await bench.ask('/api/v1/token', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(signedIn.status).toBe(400);
  });

  it('is what an independent verification takes for one', async () => {
    const bench = await start();
    const { access_token } = await signIn(bench);
    const { id, key, issuer } = await signingKey(bench);
    const shown = createPublicKey(key);
    const [head = '', body = '', signature = ''] = access_token.split('.');
    expect(verify(null, Buffer.from(`${head}.${body}`), shown, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(open(access_token, 0)).toEqual({ alg: 'EdDSA', typ: 'at+jwt', kid: id });
    const at = bench.clock.now / 1_000;
    expect(open(access_token, 1)).toMatchObject({
      iss: issuer,
      aud: 'pitwall',
      sub: `user:${bench.account}`,
      ver: 1,
      iat: at,
      nbf: at,
      exp: at + 600,
    });
    const options = { issuer, audience: 'pitwall', typ: 'at+jwt', currentDate: new Date(bench.clock.now) };
    const jwk = shown.export({ format: 'jwk' });
    const { payload } = await jwtVerify(access_token, await importJWK(jwk, 'EdDSA'), options);
    expect(payload.sub).toBe(`user:${bench.account}`);
    expect(JSON.stringify(await bench.server.state.db.selectFrom('signing_key').selectAll().execute())).not.toContain(
      key.export({ format: 'jwk' }).d,
    );
  });

  it('made by another library with our key is as good as one of ours', async () => {
    const bench = await start();
    const { access_token } = await signIn(bench);
    const { id, key } = await signingKey(bench);
    const claims = open(access_token, 1);
    const made = await new SignJWT({ ...claims, jti: 'A'.repeat(22) })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: id })
      .sign(key);
    expect((await ask(bench, made)).status).toBe(200);
  });
});

describe('T20: a token', () => {
  it('that is not whole, ours, in force and as we write it is refused, always in the same words', async () => {
    const bench = await start();
    const { access_token: good } = await signIn(bench);
    const { id: kid, key } = await signingKey(bench);
    const other = generateKeyPairSync('ed25519');
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const shown = createPublicKey(key);
    const head = open(good, 0);
    const claims = open(good, 1);
    const [headPart = '', bodyPart = '', signature = ''] = good.split('.');
    const signedHmac = (secret: string | Buffer): string => {
      const signed = `${part(JSON.stringify({ ...head, alg: 'HS256' }))}.${bodyPart}`;
      return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
    };
    const withHead = (change: object, by: KeyObject = key): string =>
      forge(JSON.stringify({ ...head, ...change }), JSON.stringify(claims), by);
    const withClaims = (change: object): string =>
      forge(JSON.stringify(head), JSON.stringify({ ...claims, ...change }), key);
    const now = bench.clock.now / 1_000;
    const at = (seconds: number) => ({ iat: now + seconds, nbf: now + seconds, exp: now + seconds + 600 });
    const jwk = other.publicKey.export({ format: 'jwk' });
    const without = (name: string) =>
      forge(JSON.stringify(head), JSON.stringify({ ...claims, [name]: undefined }), key);

    const forgeries: Readonly<Record<string, string>> = {
      'alg none, without a signature': `${part(JSON.stringify({ ...head, alg: 'none' }))}.${bodyPart}.`,
      'alg none, with one': `${part(JSON.stringify({ ...head, alg: 'none' }))}.${bodyPart}.${signature}`,
      'alg nOnE': `${part(JSON.stringify({ ...head, alg: 'nOnE' }))}.${bodyPart}.`,
      'HS256 with the public key as PEM': signedHmac(shown.export({ format: 'pem', type: 'spki' })),
      'HS256 with the public key as DER': signedHmac(shown.export({ format: 'der', type: 'spki' })),
      'HS256 with the bytes of the public key': signedHmac(
        Buffer.from(shown.export({ format: 'jwk' }).x ?? '', 'base64url'),
      ),
      'RS256 by a key of theirs': (() => {
        const signed = `${part(JSON.stringify({ ...head, alg: 'RS256' }))}.${bodyPart}`;
        return `${signed}.${sign('sha256', Buffer.from(signed), rsa.privateKey).toString('base64url')}`;
      })(),
      'another key under our kid': withHead({}, other.privateKey),
      'a kid of nobody': withHead({ kid: 's-aaaaaaaaaa' }),
      'a kid that is a path': withHead({ kid: '../../../../dev/null' }),
      'a kid that is SQL': withHead({ kid: `${kid}' or '1'='1` }),
      'a kid that is no text': withHead({ kid: { toString: kid } }),
      'no kid': withHead({ kid: undefined }),
      jku: withHead({ jku: 'https://evil.example/keys' }),
      x5u: withHead({ x5u: 'https://evil.example/chain' }),
      'an embedded key that signed it': withHead({ jwk }, other.privateKey),
      x5c: withHead({ x5c: ['MIIB'] }),
      'crit of what nobody knows': withHead({ crit: ['exp2'], exp2: 1 }),
      'crit of b64': withHead({ crit: ['b64'], b64: false }),
      zip: withHead({ zip: 'DEF' }),
      'typ JWT': withHead({ typ: 'JWT' }),
      'typ of a logout token': withHead({ typ: 'logout+jwt' }),
      'no typ': withHead({ typ: undefined }),
      'expired by 30 seconds': withClaims(at(-630)),
      'expired long ago': withClaims(at(-day)),
      'good from 31 seconds on': withClaims(at(31)),
      'good from tomorrow on': withClaims(at(day / 1_000)),
      'good for a year': withClaims({ exp: now + 365 * 86_400 }),
      'times as text': withClaims({ exp: String(now + 600) }),
      'times that are no numbers of JSON': forge(
        JSON.stringify(head),
        JSON.stringify(claims).replace(/"exp":\d+/, '"exp":1e999'),
        key,
      ),
      'for somebody else': withClaims({ aud: 'grafana' }),
      'for us and somebody else': withClaims({ aud: ['pitwall', 'grafana'] }),
      'of another issuer': withClaims({ iss: 'urn:pitwall:other' }),
      'of a name of a key': withClaims({ sub: 'token:k-aaaaaaaaaa' }),
      'of the owner': withClaims({ sub: 'owner' }),
      'of another account': withClaims({ sub: 'user:u-aaaaaaaaaa' }),
      'of another sign-in': withClaims({ sid: 'f-aaaaaaaaaa' }),
      'of a version to come': withClaims({ ver: 2 }),
      'of version 0': withClaims({ ver: 0 }),
      'with a claim more': withClaims({ role: 'admin' }),
      'without iss': without('iss'),
      'without aud': without('aud'),
      'without sub': without('sub'),
      'without exp': without('exp'),
      'without nbf': without('nbf'),
      'without ver': without('ver'),
      'a claim twice': forge(
        JSON.stringify(head),
        JSON.stringify(claims).replace('{', '{"sub":"user:u-aaaaaaaaaa",'),
        key,
      ),
      'a member of its head twice': forge(
        JSON.stringify(head).replace('{', '{"alg":"none",'),
        JSON.stringify(claims),
        key,
      ),
      'a prototype': forge(JSON.stringify(head), JSON.stringify(claims).replace('{', '{"__proto__":{},'), key),
      'JSON with space': forge(JSON.stringify(head, null, 1), JSON.stringify(claims), key),
      'claims that are a list': forge(JSON.stringify(head), '[]', key),
      'claims that are null': forge(JSON.stringify(head), 'null', key),
      'one letter changed': `${headPart}.${bodyPart}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
      'cut short': good.slice(0, -1),
      'with padding': `${good}==`,
      'a last letter with bits of its own': `${good.slice(0, -1)}${String.fromCharCode(good.charCodeAt(good.length - 1) + 1)}`,
      'without a signature': `${headPart}.${bodyPart}.`,
      'two parts': `${headPart}.${bodyPart}`,
      'four parts': `${good}.${signature}`,
      'five parts, as if encrypted': `${headPart}..${bodyPart}.${signature}.${signature}`,
      'three dots': '...',
      'two dots': '..',
      'five thousand bytes': withClaims({ jti: 'A'.repeat(5_000) }),
      'a key that is none': 'pitwall_k_aaaaaaaaaa_secret',
    };
    expect((await ask(bench, good)).status).toBe(200);
    const refusal = await said(await ask(bench, 'pitwall_nothing'));
    expect(refusal).toMatchObject({ status: 401, code: 'auth.invalid' });
    for (const [what, token] of Object.entries(forgeries)) {
      const answer = await ask(bench, token);
      expect([what, answer.status, await said(answer)]).toEqual([what, 401, refusal]);
    }
    expect((await ask(bench, good)).status).toBe(200);
    expect(bench.failures).toEqual([]);
  }, 30_000);

  it('of a megabyte is refused before anybody reads it', async () => {
    const bench = await start();
    const { access_token } = await signIn(bench);
    const { port } = new URL(bench.serving.address);
    const status = await new Promise<string>((resolve, reject) => {
      const socket = createConnection(Number(port), '127.0.0.1');
      socket.once('data', (data) => resolve(data.toString('latin1').split('\r\n')[0] ?? ''));
      socket.once('error', reject);
      socket.write(`GET /api/v1/status HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${access_token}`);
      socket.write('A'.repeat(1 << 20));
      socket.write('\r\n\r\n');
    });
    expect(status).toMatch(/^HTTP\/1\.1 (401|431) /);
    expect((await ask(bench, access_token)).status).toBe(200);
  });

  it('is good within the skew of clocks, and not beyond', async () => {
    const bench = await start();
    const { access_token } = await signIn(bench);
    const { id, key } = await signingKey(bench);
    const claims = open(access_token, 1);
    const now = bench.clock.now / 1_000;
    const signedAt = (seconds: number): string =>
      forge(
        JSON.stringify({ alg: 'EdDSA', typ: 'at+jwt', kid: id }),
        JSON.stringify({ ...claims, iat: now + seconds, nbf: now + seconds, exp: now + seconds + 600 }),
        key,
      );
    const statuses = await Promise.all(
      [-631, -630, -629, 0, 30, 31].map(async (at) => (await ask(bench, signedAt(at))).status),
    );
    expect(statuses).toEqual([401, 401, 200, 200, 200, 401]);
    bench.clock.now += 629_000;
    expect((await ask(bench, access_token)).status).toBe(200);
    bench.clock.now += 1_000;
    expect((await ask(bench, access_token)).status).toBe(401);
  });

  it('of another installation is refused, also by one that has the same accounts and the same id of a key', async () => {
    const [one, two] = [await start(), await start()];
    const { access_token } = await signIn(one);
    await signIn(two);
    expect((await ask(one, access_token)).status).toBe(200);
    expect((await ask(two, access_token)).status).toBe(401);
    // as if by accident both had named their keys alike
    const [mine] = await listSigningKeys(one.server.state.db);
    await two.server.state.change((tx) =>
      tx
        .updateTable('signing_key')
        .set({ id: mine?.id ?? '' })
        .execute(),
    );
    two.clock.now += 5_000;
    expect((await ask(two, access_token)).status).toBe(401);
  });
});

describe('T24: an access token', () => {
  const changes: Readonly<Record<string, (bench: Bench & { readonly account: string }) => Promise<unknown>>> = {
    'is disabled': ({ server, account }) => perform({ ...server, actor: owner }, accountDisable, { id: account }),
    'may do something else': ({ server, account }) =>
      perform({ ...server, actor: owner }, accountGrant, { id: account, grants: [{ role: 'viewer' }] }),
    'must choose another password': ({ server, account }) =>
      perform({ ...server, actor: owner }, accountPassword, {
        id: account,
        link: { id: 'k-aaaaaaaaaa', hash: hashOfToken('x') },
      }),
  };

  it.each(Object.entries(changes))('and its refresh token open nothing once the account %s', async (_, change) => {
    const bench = await start();
    await addAccount(bench, 'root');
    const tokens = await signIn(bench);
    expect((await ask(bench, tokens.access_token)).status).toBe(200);
    await change(bench);
    expect((await ask(bench, tokens.access_token)).status).toBe(401);
    expect(await said(await refresh(bench, tokens.refresh_token))).toMatchObject({ status: 401, code: 'auth.invalid' });
  });

  it('opens nothing within five seconds of what another server on the same state did', async () => {
    const bench = await start();
    const { access_token } = await signIn(bench);
    expect((await ask(bench, access_token)).status).toBe(200);
    // not through this server: nothing tells it
    await bench.server.state.change((tx) =>
      tx.updateTable('account').set({ version: 2 }).where('id', '=', bench.account).execute(),
    );
    bench.clock.now += 5_000;
    expect((await ask(bench, access_token)).status).toBe(401);
  });

  it('ends with its sign-in, and others of the same account do not', async () => {
    const bench = await start();
    const [one, two] = [await signIn(bench), await signIn(bench)];
    expect((await ask(bench, one.access_token)).status).toBe(200);
    const revoke = (token: string): Promise<Response> => post(bench, '/api/v1/token/revoke', { refresh_token: token });
    expect((await revoke(one.refresh_token)).status).toBe(204);
    expect((await revoke(one.refresh_token)).status).toBe(204);
    expect((await revoke('pitwall_r1_nonsense')).status).toBe(204);
    expect((await ask(bench, one.access_token)).status).toBe(401);
    expect((await refresh(bench, one.refresh_token)).status).toBe(401);
    expect((await ask(bench, two.access_token)).status).toBe(200);
    expect(await auditOf(bench, '?verb=jwt.revoke')).toHaveLength(1);
  });

  it('is good after a restart, and so is what was revoked before it', async () => {
    const folder = servers.folder();
    const limits = { failedSignIns: { perSecond: 1_000, burst: 10_000 } };
    const before = await servers.start({ folder, limits });
    await addAccount(before);
    const [kept, ended] = [await signIn(before), await signIn(before)];
    await post(before, '/api/v1/token/revoke', { refresh_token: ended.refresh_token });
    await before.serving.stop();
    const after = await servers.start({ folder, limits });
    expect((await ask(after, kept.access_token)).status).toBe(200);
    expect((await ask(after, ended.access_token)).status).toBe(401);
    const next = await refreshed(after, kept.refresh_token);
    expect(open(next.access_token, 0)).toEqual(open(kept.access_token, 0));
  });
});

describe('a refresh token', () => {
  it('is changed for another each time, until thirty days after the password', async () => {
    const bench = await start();
    const first = await signIn(bench);
    bench.clock.now += 600_000;
    const second = await refreshed(bench, first.refresh_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(second.refresh_until).toBe(first.refresh_until);
    bench.clock.now = Date.parse(first.refresh_until) - 1;
    const third = await refreshed(bench, second.refresh_token);
    expect((await ask(bench, third.access_token)).status).toBe(200);
    bench.clock.now += 1;
    expect((await refresh(bench, third.refresh_token)).status).toBe(401);
    expect((await ask(bench, third.access_token)).status).toBe(401);
  });

  it('is stored nowhere, and is no bearer token', async () => {
    const bench = await start();
    const { refresh_token } = await signIn(bench);
    expect((await ask(bench, refresh_token)).status).toBe(401);
    const known = await listCredentials(bench.server.state.db, { kind: 'refresh' });
    expect(known).toHaveLength(1);
    expect(JSON.stringify(known)).not.toContain(refresh_token);
    const audit = JSON.stringify(await auditOf(bench));
    expect(audit).not.toContain(refresh_token);
    expect(audit).not.toContain(hashOfToken(refresh_token));
  });

  it('that comes a second time ends all of its sign-in, with an entry in the audit and a finding', async () => {
    const bench = await start();
    const first = await signIn(bench);
    const second = await refreshed(bench, first.refresh_token);
    const third = await refreshed(bench, second.refresh_token);
    expect((await ask(bench, third.access_token)).status).toBe(200);
    const refusal = await said(await refresh(bench, first.refresh_token));
    expect(refusal).toMatchObject({ status: 401, code: 'auth.invalid' });
    expect((await ask(bench, third.access_token)).status).toBe(401);
    expect(await said(await refresh(bench, third.refresh_token))).toEqual(refusal);
    expect(await said(await refresh(bench, first.refresh_token))).toEqual(refusal);
    expect(await said(await refresh(bench, 'pitwall_r1_nonsense'))).toEqual(refusal);
    const uses = (await auditOf(bench, '?verb=jwt.refresh')).map(({ input }) => (input as { use: string }).use);
    expect(uses.filter((use) => use === 'reused')).toHaveLength(1);
    const found = await bench.server.state.db.selectFrom('finding').selectAll().execute();
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      metric: 'access.refresh_reused',
      status: 'alert',
      subject: `account:${bench.account}`,
    });
    expect(found[0]?.body).not.toContain(first.refresh_token);
  });

  it('may come again within ten seconds where the answer was lost; the answer that was lost opens nothing then', async () => {
    const bench = await start();
    const first = await signIn(bench);
    const lost = await refreshed(bench, first.refresh_token);
    bench.clock.now += 10_000;
    const again = await refreshed(bench, first.refresh_token);
    expect((await ask(bench, again.access_token)).status).toBe(200);
    const next = await refreshed(bench, again.refresh_token);
    expect((await ask(bench, next.access_token)).status).toBe(200);
    // whoever has what was lost is not who asked again
    expect((await refresh(bench, lost.refresh_token)).status).toBe(401);
    expect((await ask(bench, next.access_token)).status).toBe(401);
    expect((await refresh(bench, next.refresh_token)).status).toBe(401);
  });

  it('comes again in vain after ten seconds, and where somebody used what took its place', async () => {
    const late = await start();
    const first = await signIn(late);
    const next = await refreshed(late, first.refresh_token);
    late.clock.now += 10_001;
    expect((await refresh(late, first.refresh_token)).status).toBe(401);
    expect((await ask(late, next.access_token)).status).toBe(401);

    const used = await start();
    const { refresh_token } = await signIn(used);
    const second = await refreshed(used, refresh_token);
    await refreshed(used, second.refresh_token);
    expect((await refresh(used, refresh_token)).status).toBe(401);
  });

  it('sent many times at once leaves one that may be used, and no error of ours', async () => {
    const bench = await start();
    const { refresh_token } = await signIn(bench);
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(bench, refresh_token)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    const usable = await listCredentials(bench.server.state.db, { kind: 'refresh', usableAt: bench.clock.now });
    expect(usable).toHaveLength(1);
    expect(bench.failures).toEqual([]);
  });

  it('of a version of the account that is no more opens nothing, whatever was revoked', async () => {
    const bench = await start();
    const { refresh_token } = await signIn(bench);
    await bench.server.state.change((tx) =>
      tx.updateTable('account').set({ version: 2 }).where('id', '=', bench.account).execute(),
    );
    expect((await refresh(bench, refresh_token)).status).toBe(401);
    expect((await refresh(bench, refresh_token.replace('_r1_', '_r2_'))).status).toBe(401);
  });
});

describe('the key that signs', () => {
  it('is another after thirty days; what the one before signed is good until it ends, and the one before that is gone', async () => {
    const bench = await start();
    const kids: unknown[] = [];
    for (let round = 0; round < 3; round += 1) {
      const before = await signIn(bench);
      kids.push(open(before.access_token, 0).kid);
      bench.clock.now += 30 * day - (round === 0 ? 0 : 60_000);
      if (round > 0) {
        bench.clock.now += 60_000;
      }
    }
    expect(new Set(kids).size).toBe(3);
    const last = await signIn(bench);
    const known = await listSigningKeys(bench.server.state.db);
    expect(known.map(({ id }) => id)).toEqual([open(last.access_token, 0).kid, kids[2]]);
    expect(await auditOf(bench, '?verb=jwt.rotate')).toHaveLength(4);
  });

  it('changes between two requests, and nobody is kept out by it', async () => {
    const bench = await start();
    const first = await signIn(bench);
    // one minute before it is due
    bench.clock.now += 30 * day - 60_000;
    const before = await signIn(bench);
    expect(open(before.access_token, 0)).toEqual(open(first.access_token, 0));
    expect((await ask(bench, before.access_token)).status).toBe(200);
    bench.clock.now += 60_000;
    const after = await signIn(bench);
    expect(open(after.access_token, 0)).not.toEqual(open(before.access_token, 0));
    expect((await ask(bench, after.access_token)).status).toBe(200);
    expect((await ask(bench, before.access_token)).status).toBe(200);
  });

  it('is one, where two ask for the first token at once', async () => {
    const bench = await start();
    await addAccount(bench, 'bob');
    const [one, two] = await Promise.all([signIn(bench), signIn(bench, 'bob')]);
    expect(open(one.access_token, 0)).toEqual(open(two.access_token, 0));
    expect(await listSigningKeys(bench.server.state.db)).toHaveLength(1);
  });
});
