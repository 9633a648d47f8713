import { expect, it } from 'vitest';
import type { Bench } from './state.suite.ts';
import { addToken, findToken, hashOfToken, listTokens, revokeToken } from './token-table.ts';

export function tokenSuite(bench: () => Bench): void {
  const add = (name: string, token: string): Promise<boolean> =>
    bench().state.change((tx) => addToken(tx, { hash: hashOfToken(token), name, at: bench().now }));
  const revoke = (name: string): Promise<boolean> =>
    bench().state.change((tx) => revokeToken(tx, { name, at: bench().now }));

  it('are known by their hash, and stored nowhere', async () => {
    const { state, now } = bench();
    expect(await add('ci', 'pw_secret')).toBe(true);
    const hash = hashOfToken('pw_secret');
    expect(hash).toBe('9de446757af39dee67fc5475f1fb99bd9f959bcd4d11218c2a352ca915f371df');
    expect(await findToken(state.db, hash)).toEqual({ hash, name: 'ci', madeAt: now, revokedAt: null });
    expect(await findToken(state.db, hashOfToken('pw_other'))).toBeUndefined();
    expect(JSON.stringify(await state.db.selectFrom('token').selectAll().execute())).not.toContain('pw_secret');
  });

  it('have a name of their own as long as they are in use', async () => {
    expect(await add('ci', 'one')).toBe(true);
    expect(await add('ci', 'two')).toBe(false);
    expect(await add('other', 'one')).toBe(false);
    expect(await revoke('ci')).toBe(true);
    expect(await add('ci', 'two')).toBe(true);
  });

  it('that were revoked are listed and let nobody in', async () => {
    const { state, now } = bench();
    await add('ci', 'one');
    bench().now += 7;
    expect(await revoke('ci')).toBe(true);
    expect(await revoke('ci')).toBe(false);
    expect(await findToken(state.db, hashOfToken('one'))).toBeUndefined();
    expect(await listTokens(state.db)).toEqual([
      { hash: hashOfToken('one'), name: 'ci', madeAt: now, revokedAt: now + 7 },
    ]);
  });
}
