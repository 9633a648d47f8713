import { expect, it } from 'vitest';
import {
  addAccount,
  changeAccount,
  findAccount,
  getAccount,
  listAccounts,
  type NewAccount,
  noteTries,
} from './account-table.ts';
import {
  addCredential,
  findCredential,
  getCredential,
  hashOfToken,
  isUsable,
  listCredentials,
  type NewCredential,
  replaceCredential,
  revokeCredentials,
  touchCredential,
} from './credential-table.ts';
import { addRole, findRole, listRoles, removeRole } from './role-table.ts';
import type { Bench } from './state.suite.ts';

export function accountSuite(bench: () => Bench): void {
  const add = (id: string, more: Partial<NewAccount> = {}): Promise<boolean> =>
    bench().state.change((tx) =>
      addAccount(tx, { id, name: id, password: null, grants: [], madeAt: bench().now, madeBy: 'owner', ...more }),
    );

  it('are found by id, name and identity, each of them once', async () => {
    const { state, now } = bench();
    const grants = [{ role: 'operator', on: ['model:spread-*'] }];
    expect(await add('u-1', { name: 'ada', grants, issuer: 'https://id.example', identity: '7' })).toBe(true);
    expect(await add('u-1', { name: 'other' })).toBe(false);
    expect(await add('u-2', { name: 'ada' })).toBe(false);
    expect(await add('u-3', { issuer: 'https://id.example', identity: '7' })).toBe(false);
    const ada = await getAccount(state.db, 'u-1');
    expect(ada).toEqual({
      id: 'u-1',
      name: 'ada',
      password: null,
      grants,
      issuer: 'https://id.example',
      identity: '7',
      version: 1,
      madeAt: now,
      madeBy: 'owner',
      disabledAt: null,
      erasedAt: null,
      failures: 0,
      lockedUntil: null,
    });
    expect(await findAccount(state.db, { name: 'ada' })).toEqual(ada);
    expect(await findAccount(state.db, { issuer: 'https://id.example', identity: '7' })).toEqual(ada);
    expect(await findAccount(state.db, { issuer: 'https://other.example', identity: '7' })).toBeUndefined();
    expect(await listAccounts(state.db)).toEqual([ada]);
  });

  it('without a name or an identity may be several', async () => {
    expect([await add('u-1', { name: null }), await add('u-2', { name: null })]).toEqual([true, true]);
  });

  it('have a version that rises with what they may do, and not with a wrong password', async () => {
    const { state, now } = bench();
    await add('u-1');
    await state.change((tx) => noteTries(tx, 'u-1', { failures: 5, lockedUntil: now + 9 }));
    expect(await getAccount(state.db, 'u-1')).toMatchObject({ version: 1, failures: 5, lockedUntil: now + 9 });
    await state.change((tx) => changeAccount(tx, 'u-1', { grants: [{ role: 'viewer', on: [] }] }));
    await state.change((tx) => changeAccount(tx, 'u-1', { disabledAt: now }));
    expect(await getAccount(state.db, 'u-1')).toMatchObject({
      version: 3,
      grants: [{ role: 'viewer', on: [] }],
      disabledAt: now,
      failures: 5,
    });
    expect(await state.change((tx) => changeAccount(tx, 'u-9', { disabledAt: now }))).toBe(false);
  });
}

export function roleSuite(bench: () => Bench): void {
  it('are there once by name until they are removed', async () => {
    const { state, now } = bench();
    const rules = [{ effect: 'deny', verbs: ['rollout.*'], subjects: ['*'] }] as const;
    const role = { name: 'shy', summary: 'Looks only', rules, madeAt: now, madeBy: 'owner' };
    expect(await state.change((tx) => addRole(tx, role))).toBe(true);
    expect(await state.change((tx) => addRole(tx, { ...role, summary: 'Other' }))).toBe(false);
    await state.change((tx) => addRole(tx, { ...role, name: 'Bold' }));
    expect((await listRoles(state.db)).map(({ name }) => name)).toEqual(['Bold', 'shy']);
    expect(await findRole(state.db, 'shy')).toEqual(role);
    expect(await state.change((tx) => removeRole(tx, 'shy'))).toBe(true);
    expect(await state.change((tx) => removeRole(tx, 'shy'))).toBe(false);
    expect(await findRole(state.db, 'shy')).toBeUndefined();
  });
}

export function credentialSuite(bench: () => Bench): void {
  const add = (secret: string, more: Partial<NewCredential> = {}): Promise<boolean> => {
    const hash = hashOfToken(secret);
    const row = {
      hash,
      id: `k-${secret}`,
      kind: 'key',
      account: 'u-1',
      name: 'ci',
      hint: 'x…y',
      grants: null,
    } as const;
    const { now } = bench();
    return bench().state.change((tx) =>
      addCredential(tx, { ...row, madeAt: now, madeBy: 'user:u-1', expiresAt: now + 10, ...more }),
    );
  };

  it('are known by their hash, and stored nowhere', async () => {
    const { state, now } = bench();
    expect(await add('pw_secret', { id: 'k-1', grants: [{ role: 'service', on: [] }] })).toBe(true);
    expect(await add('pw_secret', { id: 'k-2' })).toBe(false);
    expect(await add('pw_other', { id: 'k-1' })).toBe(false);
    const hash = hashOfToken('pw_secret');
    expect(hash).toBe('9de446757af39dee67fc5475f1fb99bd9f959bcd4d11218c2a352ca915f371df');
    const found = await findCredential(state.db, hash);
    expect(found).toEqual({
      hash,
      id: 'k-1',
      kind: 'key',
      account: 'u-1',
      name: 'ci',
      hint: 'x…y',
      grants: [{ role: 'service', on: [] }],
      madeAt: now,
      madeBy: 'user:u-1',
      expiresAt: now + 10,
      usedAt: null,
      revokedAt: null,
      family: null,
      replacedBy: null,
    });
    expect(await getCredential(state.db, 'k-1')).toEqual(found);
    expect(await findCredential(state.db, hashOfToken('pw_other'))).toBeUndefined();
    expect(JSON.stringify(await state.db.selectFrom('credential').selectAll().execute())).not.toContain('pw_secret');
  });

  it('that were revoked or are too old are listed and open no door', async () => {
    const { state, now } = bench();
    await add('a');
    await add('b', { account: null });
    await add('c', { kind: 'session' });
    expect(await state.change((tx) => revokeCredentials(tx, { id: 'k-a' }, now + 1))).toBe(1);
    expect(await state.change((tx) => revokeCredentials(tx, { id: 'k-a' }, now + 2))).toBe(0);
    const ids = async (query: Parameters<typeof listCredentials>[1]) =>
      (await listCredentials(state.db, query)).map(({ id }) => id).sort();
    expect(await ids({})).toEqual(['k-a', 'k-b', 'k-c']);
    expect(await ids({ kind: 'key' })).toEqual(['k-a', 'k-b']);
    expect(await ids({ account: null })).toEqual(['k-b']);
    expect(await ids({ account: 'u-1', usableAt: now + 9 })).toEqual(['k-c']);
    expect(await ids({ usableAt: now + 10 })).toEqual([]);
    const [a, c] = [await getCredential(state.db, 'k-a'), await getCredential(state.db, 'k-c')];
    if (!a || !c) throw new Error('They are not there.');
    expect([isUsable(a, now), isUsable(c, now + 9), isUsable(c, now + 10)]).toEqual([false, true, false]);
    expect(a.revokedAt).toBe(now + 1);
  });

  it('are revoked together: of an account but one, of a family, of a name', async () => {
    const { state, now } = bench();
    for (const secret of ['a', 'b']) await add(secret, { kind: 'session' });
    for (const secret of ['c', 'd']) await add(secret, { kind: 'refresh', family: 'f' });
    for (const secret of ['e', 'f']) await add(secret, { kind: 'link', account: null, name: 'setup' });
    const revoke = (which: Parameters<typeof revokeCredentials>[1]) =>
      state.change((tx) => revokeCredentials(tx, which, now));
    expect(await revoke({ account: 'u-1', kinds: ['session'], except: 'k-b' })).toBe(1);
    expect(await revoke({ family: 'f' })).toBe(2);
    expect(await revoke({ kind: 'link', account: null, name: 'setup' })).toBe(2);
    expect((await listCredentials(state.db, { usableAt: now })).map(({ id }) => id)).toEqual(['k-b']);
  });

  it('are replaced once, and say by which', async () => {
    const { state, now } = bench();
    await add('a', { kind: 'refresh', family: 'f' });
    const replace = (by: string) => state.change((tx) => replaceCredential(tx, { id: 'k-a', by, at: now + 1 }));
    expect([await replace('k-b'), await replace('k-c')]).toEqual([true, false]);
    expect(await getCredential(state.db, 'k-a')).toMatchObject({ replacedBy: 'k-b', revokedAt: now + 1 });
  });

  it('remember when they were used last, whatever comes in between', async () => {
    const { state, now } = bench();
    await add('a');
    for (const at of [now + 5, now + 3]) await state.change((tx) => touchCredential(tx, { id: 'k-a', at }));
    expect(await getCredential(state.db, 'k-a')).toMatchObject({ usedAt: now + 5 });
  });
}
