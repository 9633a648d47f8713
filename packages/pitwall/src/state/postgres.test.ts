import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { openState } from './open.ts';
import { nameOf } from './postgres.ts';
import { stateSuite } from './state.suite.ts';
import type { State } from './state.ts';
import { findPostgres, noPostgres, type PostgresServer, startPostgres } from './testing/postgres.ts';
import { addToken, listTokens } from './testing/tokens.ts';

const bin = findPostgres();
let server: PostgresServer | undefined;
const running = (): PostgresServer => {
  server ??= startPostgres(bin ?? '');
  return server;
};
afterAll(() => server?.remove(), 30_000);

describe.skipIf(!bin)(`the state store on Postgres (skipped where there is ${noPostgres})`, () => {
  stateSuite({ place: async () => ({ url: await running().database() }) });
});

describe.skipIf(!bin)(`a Postgres (skipped where there is ${noPostgres})`, () => {
  const now = (): number => 0;
  const open: State[] = [];
  afterEach(async () => {
    for (const state of open.splice(0)) await state.close();
  });
  const openAt = async (url: string): Promise<State> => {
    const state = await openState({ url }, { now });
    open.push(state);
    return state;
  };
  const add = (state: State, name: string): Promise<boolean> =>
    state.change((tx) => addToken(tx, { hash: name, name, at: 0 }));

  it('that goes away and comes back loses nothing that was acknowledged', async () => {
    const state = await openAt(await running().database());
    expect(await add(state, 'before')).toBe(true);
    running().crash();
    await expect(add(state, 'during')).rejects.toMatchObject({ code: 'state.unreachable' });
    await expect(listTokens(state.db)).rejects.toMatchObject({ code: 'state.unreachable' });
    running().start();
    expect(await add(state, 'after')).toBe(true);
    expect((await listTokens(state.db)).map(({ name }) => name).sort()).toEqual(['after', 'before']);
  });

  it('that is not there is told with its place, without the password', async () => {
    const failed = openState({ url: 'postgres://ada:secret@localhost:1/state' }, { now });
    await expect(failed).rejects.toMatchObject({
      code: 'state.unreachable',
      place: { file: 'postgres://ada@localhost:1/state' },
    });
    await expect(failed).rejects.not.toThrow('secret');
    expect(nameOf('postgres:///x?user=ada&password=secret&host=/tmp')).toBe(
      'postgres:///x?user=ada&password=…&host=/tmp',
    );
    expect(nameOf('postgresql://ada:p%40ss:w@h/x')).toBe('postgresql://ada@h/x');
  });

  it('without the database is told', async () => {
    running();
    const failed = openState({ url: running().url('none') }, { now });
    await expect(failed).rejects.toMatchObject({ code: 'state.unreachable', problem: /"none" does not exist/ });
  });

  it('in which another program has a schema of our name is refused and left as it is', async () => {
    const url = await running().database();
    await running().ask(url, 'create schema pitwall; create table pitwall.cars (name text)');
    await expect(openState({ url }, { now })).rejects.toMatchObject({
      code: 'state.foreign',
      problem: 'Expected a state database of Pitwall, found a schema "pitwall" with 1 tables of another program',
    });
    await running().ask(url, 'select name from pitwall.cars');
  });

  it('that acknowledges before it writes is refused', async () => {
    const url = await running().database();
    await running().ask(url, 'alter system set fsync = off');
    await running().ask(url, 'select pg_reload_conf(), pg_sleep(0.3)');
    try {
      await expect(openState({ url }, { now })).rejects.toMatchObject({ code: 'state.server' });
    } finally {
      await running().ask(url, 'alter system reset fsync');
      await running().ask(url, 'select pg_reload_conf(), pg_sleep(0.3)');
    }
    await openAt(url);
  });

  it('may be opened by several servers at the same first moment', async () => {
    const url = await running().database();
    const servers = await Promise.all([1, 2, 3].map(() => openAt(url)));
    await Promise.all(servers.map((state, index) => add(state, `server ${index}`)));
    expect(await listTokens((await openAt(url)).db)).toHaveLength(3);
  });
});
