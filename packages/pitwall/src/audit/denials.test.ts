import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { verifyChain } from '../state/audit-chain.ts';
import { listAudit } from '../state/audit-table.ts';
import { openState } from '../state/open.ts';
import type { State } from '../state/state.ts';
import { createFolder } from '../testing/data-files.ts';
import { flushDenials, mostOfOne, recordDenial } from './denials.ts';

const noon = 1_767_614_400_000;
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function open(): Promise<State> {
  const folder = createFolder();
  undo.push(() => folder.remove());
  const state = await openState({ folder: join(folder.path, 'data') }, { now: () => noon });
  undo.push(() => state.close());
  return state;
}

const denial = { at: noon, actor: 'token:k-a', verb: 'model.judge', subject: 'model:m' };
const entries = async (state: State) =>
  (await listAudit(state.db, { order: 'oldest', limit: 1000 })).items.map(({ actor, verb, input }) => ({
    actor,
    verb,
    input,
  }));

describe('a denial', () => {
  it('is an entry, with the request that asked for it', async () => {
    const state = await open();
    await recordDenial(state, { ...denial, requestId: 'r-1' });
    const { items } = await listAudit(state.db);
    expect(items).toMatchObject([{ actor: 'token:k-a', verb: 'model.judge', outcome: 'denied', requestId: 'r-1' }]);
  });

  it('that comes again and again is counted, and told when the minute is over', async () => {
    const state = await open();
    await Promise.all(Array.from({ length: 500 }, () => recordDenial(state, denial)));
    expect(await entries(state)).toHaveLength(mostOfOne);
    await recordDenial(state, { ...denial, actor: 'token:k-b' });
    expect(await entries(state)).toHaveLength(mostOfOne + 1);
    await flushDenials(state, noon + 59_999);
    expect(await entries(state)).toHaveLength(mostOfOne + 1);
    await flushDenials(state, noon + 60_000);
    const all = await entries(state);
    expect(all.slice(mostOfOne + 1)).toEqual([
      { actor: 'token:k-a', verb: 'audit.deny', input: { more: 500 - mostOfOne } },
    ]);
    await flushDenials(state, noon + 120_000);
    expect(await entries(state)).toEqual(all);
    expect(await verifyChain(state.db)).toMatchObject({ sound: true });
  });

  it('of the next minute tells of the one before, and is written itself', async () => {
    const state = await open();
    await Promise.all(Array.from({ length: 30 }, () => recordDenial(state, denial)));
    await recordDenial(state, { ...denial, at: noon + 61_000 });
    expect((await entries(state)).slice(mostOfOne)).toEqual([
      { actor: 'token:k-a', verb: 'audit.deny', input: { more: 30 - mostOfOne } },
      { actor: 'token:k-a', verb: 'model.judge', input: {} },
    ]);
  });

  it('of nobody is counted by where it comes from, and of all together there is a bound', async () => {
    const state = await open();
    const nobody = { ...denial, actor: 'nobody' };
    await Promise.all(Array.from({ length: 25 }, () => recordDenial(state, { ...nobody, address: '10.0.0.1' })));
    await recordDenial(state, { ...nobody, address: '10.0.0.2' });
    expect(await entries(state)).toHaveLength(mostOfOne + 1);
    const many = Array.from({ length: 2_000 }, (_, nr) => recordDenial(state, { ...nobody, address: `10.1.0.${nr}` }));
    await Promise.all(many);
    expect(await entries(state)).toHaveLength(600);
    await flushDenials(state, Number.POSITIVE_INFINITY);
    const [last] = (await entries(state)).slice(600);
    expect(last).toEqual({ actor: 'nobody', verb: 'audit.deny', input: { more: 2_026 - 600 } });
    expect(JSON.stringify(await listAudit(state.db, { limit: 1000 }))).not.toContain('10.0.0.1');
  });

  it('that could not be written is not forgotten in the count', async () => {
    const real = await open();
    const disk = { full: false };
    const state: State = {
      ...real,
      change: (run) => (disk.full ? Promise.reject(new Error('full')) : real.change(run)),
    };
    await Promise.all(Array.from({ length: 30 }, () => recordDenial(state, denial)));
    disk.full = true;
    await expect(flushDenials(state, noon + 60_000)).rejects.toThrow('full');
    disk.full = false;
    await flushDenials(state, noon + 60_000);
    expect((await entries(state)).at(-1)).toEqual({
      actor: 'token:k-a',
      verb: 'audit.deny',
      input: { more: 30 - mostOfOne },
    });
  });
});
