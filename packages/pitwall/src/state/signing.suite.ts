import { expect, it } from 'vitest';
import { useOidcState } from './oidc-state-table.ts';
import {
  addSigningKey,
  findInstallation,
  listSigningKeys,
  nameInstallation,
  retireSigningKeys,
  type SigningKey,
} from './signing-key-table.ts';
import type { Bench } from './state.suite.ts';

export function signingSuite(bench: () => Bench): void {
  const key = (id: string, madeAt: number): SigningKey => ({
    id,
    public: `public-${id}`,
    private: `sealed-${id}`,
    madeAt,
    madeBy: 'system',
  });

  it('are listed from the newest on, without those that were retired, whose private part is gone', async () => {
    const { state, now } = bench();
    await state.change(async (tx) => {
      await addSigningKey(tx, key('a', now));
      await addSigningKey(tx, key('b', now + 1));
      await addSigningKey(tx, key('c', now + 2));
    });
    expect(await listSigningKeys(state.db)).toEqual([key('c', now + 2), key('b', now + 1), key('a', now)]);
    await state.change((tx) => retireSigningKeys(tx, [], now + 3));
    await state.change((tx) => retireSigningKeys(tx, ['a', 'b'], now + 3));
    expect(await listSigningKeys(state.db)).toEqual([key('c', now + 2)]);
    const rows = await state.db.selectFrom('signing_key').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain('sealed-a');
  });

  it('belong to an installation that names itself once', async () => {
    const { state, now } = bench();
    expect(await findInstallation(state.db)).toBeUndefined();
    expect(await state.change((tx) => nameInstallation(tx, { id: 'one', at: now }))).toBe('one');
    expect(await state.change((tx) => nameInstallation(tx, { id: 'two', at: now }))).toBe('one');
    expect(await findInstallation(state.db)).toBe('one');
  });

  it('of a sign-in elsewhere let its state be used once, and forget it when it is over', async () => {
    const { state, now } = bench();
    const use = (hash: string, at: number): Promise<boolean> =>
      state.change((tx) => useOidcState(tx, { hash, expiresAt: now + 600, at }));
    expect(await use('a', now)).toBe(true);
    expect(await use('a', now + 599)).toBe(false);
    expect(await use('b', now + 600)).toBe(true);
    expect(await state.db.selectFrom('oidc_state').select('hash').execute()).toEqual([{ hash: 'b' }]);
  });
}
