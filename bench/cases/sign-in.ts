import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { actorOfToken } from '../../packages/pitwall/src/access/actors.ts';
import { checkPassword } from '../../packages/pitwall/src/access/check-password.ts';
import { createHasher } from '../../packages/pitwall/src/access/hasher.ts';
import { actorOfJwt } from '../../packages/pitwall/src/access/jwt/actor-of-jwt.ts';
import { issueTokens, refreshTokens } from '../../packages/pitwall/src/access/jwt/tokens.ts';
import { makeKey } from '../../packages/pitwall/src/access/make-key.ts';
import { newAccountId } from '../../packages/pitwall/src/access/secret.ts';
import { accountAdd } from '../../packages/pitwall/src/access/verbs/account-add.ts';
import { createApp } from '../../packages/pitwall/src/http/app.ts';
import { listFindingsRoute } from '../../packages/pitwall/src/http/routes/findings.ts';
import { openServer, type Server } from '../../packages/pitwall/src/server/open.ts';
import { perform } from '../../packages/pitwall/src/server/perform.ts';
import { owner } from '../../packages/pitwall/src/server/tokens.ts';
import { getAccount } from '../../packages/pitwall/src/state/account-table.ts';
import { version } from '../../packages/pitwall/src/version.ts';
import { formatGauge, type Gauged } from '../report.ts';
import { inFolder } from '../server/up.ts';
import type { GaugeCase, Settings } from './case.ts';

const start = Date.parse('2026-01-05T12:00:00Z');
const password = 'several words of hers';
const name = 'ada';
const looks = 1_000;

/** Longer than anything about who somebody is is believed. */
const forgotten = 10_000;

export const signIn: GaugeCase = {
  name: 'sign-in',
  title: 'Signing in',
  about: [
    'In one process, without HTTP; state in SQLite, on the disk of this machine.',
    `A key and an access token are looked at ${looks.toLocaleString('en-US')} times, one after another.`,
    'Known: it was looked at a moment ago. Unknown: the clock is moved before each look, so that the state is asked.',
  ].join('\n'),
  async gauge(settings) {
    const lines = await inFolder((folder) => gaugeAll(folder, settings));
    for (const one of lines) settings.progress(formatGauge(one));
    return lines;
  },
};

async function gaugeAll(folder: string, { quick, repeat = quick ? 3 : 9 }: Settings): Promise<readonly Gauged[]> {
  const clock = { now: start };
  const world = { now: () => clock.now, random: (bytes: number) => randomBytes(bytes) };
  const server = await openServer({ folder: join(folder, 'data'), version, world });
  try {
    const account = await accountOf(server);
    const grants = [{ role: 'viewer', on: ['*'] }];
    const { token: key } = await makeKey({ ...server, actor: owner }, { name: 'bench', grants });
    const { access } = await issueTokens(server, account);
    const hasher = createHasher();
    const kept = await hasher.hash(password);
    const times = (measured: () => Promise<unknown>): Promise<readonly number[]> => timesOf(repeat, measured);
    const known = (look: () => Promise<unknown>) => times(() => each(look));
    const unknown = (look: () => Promise<unknown>) =>
      times(async () => {
        const before = clock.now;
        await each(() => {
          // to and fro, so that the token does not end meanwhile
          clock.now = clock.now === before ? before + forgotten : before;
          return look();
        });
        clock.now = before;
      });
    const note = `for ${looks.toLocaleString('en-US')} looks`;
    return [
      { what: 'a password, right or wrong', unit: 'seconds', values: await times(() => hasher.verify(password, kept)) },
      { what: 'a name that nobody has', unit: 'seconds', values: await times(() => hasher.verify(password, null)) },
      {
        what: 'signing in with a password, for tokens',
        unit: 'seconds',
        values: await times(async () => issueTokens(server, await checkPassword(server, { name, password }))),
      },
      {
        what: 'a refresh token for the next',
        unit: 'seconds',
        values: await chain(server, (await issueTokens(server, account)).refresh, repeat),
      },
      { what: 'a key, known', unit: 'seconds', values: await known(() => actorOfToken(server, key)), note },
      { what: 'a key, unknown', unit: 'seconds', values: await unknown(() => actorOfToken(server, key)), note },
      { what: 'an access token, known', unit: 'seconds', values: await known(() => actorOfJwt(server, access)), note },
      {
        what: 'an access token, unknown',
        unit: 'seconds',
        values: await unknown(() => actorOfJwt(server, access)),
        note,
      },
      {
        what: 'a list that is read with a key',
        unit: 'seconds',
        values: await times(() => each(readWith(server, key))),
        note,
      },
      {
        what: 'the same list, were it open to everybody',
        unit: 'seconds',
        values: await times(() => each(readWith(server, undefined))),
        note,
      },
    ];
  } finally {
    await server.close();
  }
}

/** The whole way of a request but the socket. The list is empty, so that nearly all of it is the way. */
function readWith(server: Server, key: string | undefined): () => Promise<unknown> {
  const route = key === undefined ? { ...listFindingsRoute, permission: 'public' } : listFindingsRoute;
  const unbounded = { perSecond: 1e9, burst: 1e9 };
  const app = createApp(server, [route], { limits: { requests: unbounded, requestsOfAddress: unbounded } });
  const headers: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
  return async () => {
    const answer = await app.fetch(new Request('http://localhost/api/v1/findings', { headers }));
    if (answer.status !== 200) throw new Error(`Expected the list, found ${answer.status}.`);
    return answer.text();
  };
}

async function accountOf(server: Server) {
  const id = newAccountId(server.world);
  const made = { id, name, password, grants: [{ role: 'viewer' }] };
  await perform({ ...server, actor: owner }, accountAdd, made);
  const account = await getAccount(server.state.db, id);
  if (!account) throw new Error('Expected the account that was just made.');
  return account;
}

async function each(look: () => Promise<unknown>): Promise<void> {
  for (let turn = 0; turn < looks; turn += 1) await look();
}

/** Each is good once: the next comes from the answer. */
async function chain(server: Server, first: string, repeat: number): Promise<readonly number[]> {
  let token = first;
  return timesOf(repeat, async () => {
    const next = await refreshTokens(server, token);
    if (!next) throw new Error('Expected the next refresh token.');
    token = next.refresh;
  });
}

/** The first turn is for the engine to know the code. */
async function timesOf(repeat: number, measured: () => Promise<unknown>): Promise<readonly number[]> {
  const values: number[] = [];
  for (let turn = -1; turn < repeat; turn += 1) {
    const before = performance.now();
    await measured();
    if (turn >= 0) values.push((performance.now() - before) / 1_000);
  }
  return values;
}
