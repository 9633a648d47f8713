import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { configSchema } from '../../config/schema.ts';
import { openServer, type Server } from '../../server/open.ts';
import { perform } from '../../server/perform.ts';
import { owner } from '../../server/tokens.ts';
import { getAccount } from '../../state/account-table.ts';
import { listSigningKeys } from '../../state/signing-key-table.ts';
import { findPostgres, noPostgres, type PostgresServer, startPostgres } from '../../state/testing/postgres.ts';
import { createFolder } from '../../testing/data-files.ts';
import { newAccountId } from '../secret.ts';
import { accountAdd } from '../verbs/account-add.ts';
import { actorOfJwt } from './actor-of-jwt.ts';
import { issueTokens, refreshTokens, revokeTokens } from './tokens.ts';

const bin = findPostgres();
const box: { postgres?: PostgresServer } = {};
const running: Server[] = [];
const folder = createFolder();
const clock = { now: 1_767_614_400_000 };
const world = { now: () => clock.now, random: (bytes: number) => randomBytes(bytes) };
const env = { PITWALL_KEY: randomBytes(32).toString('base64') };

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});
afterAll(() => {
  box.postgres?.remove();
  folder.remove();
}, 30_000);

async function start(stateUrl: string, name: string): Promise<Server> {
  const config = configSchema.parse({ project: 'courtside', secrets: { keys: { env: 'PITWALL_KEY' } } });
  const server = await openServer({ folder: join(folder.path, name), stateUrl, config, env, version: '1', world });
  running.push(server);
  return server;
}

async function accountOf(server: Server) {
  const id = newAccountId(server.world);
  const made = { id, name: id, password: 'several words of hers', grants: [{ role: 'viewer' }] };
  await perform({ ...server, actor: owner }, accountAdd, made);
  const account = await getAccount(server.state.db, id);
  if (!account) throw new Error('It was just made.');
  return account;
}

describe.skipIf(!bin)(`two servers with their state in one Postgres (skipped where there is ${noPostgres})`, () => {
  it('sign with the same key, and believe, change and end the tokens of each other', async () => {
    box.postgres = startPostgres(bin ?? '');
    const url = await box.postgres.database();
    const [one, two] = [await start(url, 'a'), await start(url, 'b')];
    const account = await accountOf(one);
    // both are asked for the first token at once
    const [first, second] = await Promise.all([issueTokens(one, account), issueTokens(two, account)]);
    expect(await listSigningKeys(one.state.db)).toHaveLength(1);
    for (const server of [one, two]) {
      for (const { access } of [first, second]) {
        expect(await actorOfJwt(server, access)).toMatchObject({ name: `user:${account.id}` });
      }
    }
    const next = await refreshTokens(two, first.refresh);
    expect(await actorOfJwt(one, next?.access ?? '')).toMatchObject({ name: `user:${account.id}` });
    await revokeTokens(two, next?.refresh ?? '');
    // the one who did it at once, the other within five seconds
    await expect(actorOfJwt(two, next?.access ?? '')).rejects.toMatchObject({ code: 'auth.invalid' });
    clock.now += 5_000;
    await expect(actorOfJwt(one, next?.access ?? '')).rejects.toMatchObject({ code: 'auth.invalid' });
    expect(await actorOfJwt(one, second.access)).toMatchObject({ name: `user:${account.id}` });
  }, 60_000);

  it('change the key once between them, and go on with the tokens of before', async () => {
    box.postgres ??= startPostgres(bin ?? '');
    const url = await box.postgres.database();
    const [one, two] = [await start(url, 'c'), await start(url, 'd')];
    const account = await accountOf(one);
    clock.now += 30 * 86_400_000 - 60_000;
    const before = await issueTokens(one, account);
    clock.now += 30 * 86_400_000;
    await Promise.all([issueTokens(one, account), issueTokens(two, account)]);
    expect(await listSigningKeys(two.state.db)).toHaveLength(2);
    const fresh = await issueTokens(two, account);
    expect(await actorOfJwt(one, fresh.access)).toMatchObject({ name: `user:${account.id}` });
    await expect(actorOfJwt(one, before.access)).rejects.toMatchObject({ code: 'auth.invalid' });
  }, 60_000);
});
