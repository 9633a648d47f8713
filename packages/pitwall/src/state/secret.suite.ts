import { expect, it } from 'vitest';
import type { SealedPlace } from './sealed-table.ts';
import {
  countRewrapped,
  countSealed,
  hasUntold,
  replaceSealed,
  sealedWithOthers,
  tellRewrapped,
} from './sealed-table.ts';
import { findSecret, listSecrets, removeSecret, setSecret } from './secret-table.ts';
import type { Bench } from './state.suite.ts';

const place: SealedPlace = { table: 'secret', id: 'name', column: 'envelope' };
const [old, young] = ['0'.repeat(16), '1'.repeat(16)];

export function secretSuite(bench: () => Bench): void {
  const set = (name: string, key = old): Promise<number> =>
    bench().state.change((tx) =>
      setSecret(tx, { name, envelope: `sealed.${key}.${name}`, at: bench().now, by: 'owner' }),
    );

  it('have a version for each value that they were given', async () => {
    const { state, now } = bench();
    expect(await set('smtp')).toBe(1);
    bench().now += 7;
    expect(await set('smtp', young)).toBe(2);
    expect(await set('another')).toBe(1);
    const smtp = {
      name: 'smtp',
      envelope: `sealed.${young}.smtp`,
      version: 2,
      madeAt: now,
      madeBy: 'owner',
      changedAt: now + 7,
    };
    expect(await findSecret(state.db, 'smtp')).toEqual(smtp);
    expect((await listSecrets(state.db)).map(({ name }) => name)).toEqual(['another', 'smtp']);
    expect(await state.change((tx) => removeSecret(tx, 'smtp'))).toBe(true);
    expect(await state.change((tx) => removeSecret(tx, 'smtp'))).toBe(false);
    expect(await findSecret(state.db, 'smtp')).toBeUndefined();
  });

  it('that are sealed with other keys are found in pieces, each once', async () => {
    const { state } = bench();
    for (const name of ['a', 'b', 'c', 'd', 'e']) await set(name, name === 'c' ? young : old);
    const piece = async (after: string) =>
      (await sealedWithOthers(state.db, place, { key: young, after, most: 2 })).map(({ id }) => id);
    expect([await piece(''), await piece('b'), await piece('e')]).toEqual([['a', 'b'], ['d', 'e'], []]);
    expect(await countSealed(state.db, place)).toEqual(
      new Map([
        [old, 4],
        [young, 1],
      ]),
    );
  });

  it('are wrapped anew only where they are still what was read', async () => {
    const { state } = bench();
    await set('a');
    const [row] = await sealedWithOthers(state.db, place, { key: young, after: '', most: 1 });
    if (!row) throw new Error('Expected a row.');
    await state.change((tx) => setSecret(tx, { name: 'a', envelope: `sealed.${old}.newer`, at: 1, by: 'owner' }));
    expect(await state.change((tx) => replaceSealed(tx, place, row, 'sealed.x'))).toBe(false);
    expect((await findSecret(state.db, 'a'))?.envelope).toBe(`sealed.${old}.newer`);
    const newer = { id: 'a', envelope: `sealed.${old}.newer` };
    expect(await state.change((tx) => replaceSealed(tx, place, newer, 'sealed.x'))).toBe(true);
  });

  it('that were wrapped anew are told once', async () => {
    const { state } = bench();
    expect(await hasUntold(state.db)).toBe(false);
    await state.change((tx) => countRewrapped(tx, 'secret.envelope', 3));
    await state.change((tx) => countRewrapped(tx, 'secret.envelope', 4));
    expect(await hasUntold(state.db)).toBe(true);
    expect(await state.change(tellRewrapped)).toEqual({ 'secret.envelope': 7 });
    expect(await state.change(tellRewrapped)).toEqual({});
  });
}
