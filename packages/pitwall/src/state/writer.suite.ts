import { expect, it } from 'vitest';
import type { Bench, OpenAt } from './state.suite.ts';
import type { Tx } from './state.ts';
import { addToken, listTokens, tokenRow } from './testing/tokens.ts';

export function writerSuite(bench: () => Bench, openAt: OpenAt): void {
  const add = (name: string) => (tx: Tx) => addToken(tx, { hash: `hash of ${name}`, name, at: bench().now });
  const names = async (): Promise<readonly string[]> =>
    (await listTokens(bench().state.db)).map(({ name }) => name).sort();

  it('answers with what its function answers', async () => {
    expect(await bench().state.change(async () => ({ seven: 7 }))).toEqual({ seven: 7 });
  });

  it('is there for readers once it resolved, and not before', async () => {
    const { state } = bench();
    let seen: readonly string[] = ['not looked'];
    await state.change(async (tx) => {
      await add('one')(tx);
      seen = await names();
    });
    expect(seen).toEqual([]);
    expect(await names()).toEqual(['one']);
  });

  it('is undone when its function throws, and throws the same', async () => {
    const mistake = new Error('mistake');
    const failed = bench().state.change(async (tx) => {
      await add('one')(tx);
      throw mistake;
    });
    await expect(failed).rejects.toBe(mistake);
    expect(await names()).toEqual([]);
  });

  it('is undone when a statement breaks a rule of the schema', async () => {
    const failed = bench().state.change(async (tx) => {
      await add('one')(tx);
      await tx.insertInto('credential').values(tokenRow('hash of one')).execute();
    });
    await expect(failed).rejects.toThrow(/unique/i);
    expect(await names()).toEqual([]);
  });

  it('of 64 callers shares a few commits, and one that throws is undone alone', async () => {
    const { state } = bench();
    // what others see grows with each commit, so a caller sees how many came before its own
    const seen = new Set<number>();
    const callers = Array.from({ length: 64 }, (_, caller) =>
      state.change(async (tx) => {
        seen.add((await names()).length);
        await add(`caller ${caller}`)(tx);
        if (caller % 8 === 3) throw new Error(`caller ${caller} fails`);
        return caller;
      }),
    );
    const outcomes = await Promise.allSettled(callers);
    const failed = outcomes.flatMap((outcome, caller) => (outcome.status === 'rejected' ? [caller] : []));
    expect(failed).toEqual([3, 11, 19, 27, 35, 43, 51, 59]);
    expect(await names()).toHaveLength(56);
    expect(seen.size).toBeLessThanOrEqual(4);
  });

  it('that passes over a statement that failed harms none of those it shares a commit with', async () => {
    const { state } = bench();
    const careless = state.change(async (tx) => {
      await add('careless')(tx);
      await tx
        .insertInto('credential')
        .values(tokenRow('hash of careless'))
        .execute()
        .catch(() => {});
    });
    const outcomes = await Promise.allSettled([state.change(add('before')), careless, state.change(add('after'))]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      // SQLite goes on after it, Postgres does not
      state.engine === 'sqlite' ? 'fulfilled' : 'rejected',
      'fulfilled',
    ]);
    expect(await names()).toEqual(expect.arrayContaining(['after', 'before']));
  });

  it('after another, without end, keeps nothing else from working', async () => {
    const { state } = bench();
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    const chain = async (name: string): Promise<void> => {
      for (let change = 0; change < 25; change++) await state.change(add(`${name} ${change}`));
    };
    await Promise.all(['a', 'b', 'c', 'd'].map(chain));
    clearInterval(timer);
    expect(turns).toBeGreaterThan(10);
  });

  it('waits for the one before it, so that counting does not lose a count', async () => {
    const { state, place } = bench();
    const other = await openAt(place);
    await state.change((tx) => tx.insertInto('counter').values({ name: 'n', value: 0 }).execute());
    const addOne = async (tx: Tx): Promise<void> => {
      const { value } = await tx
        .selectFrom('counter')
        .select('value')
        .where('name', '=', 'n')
        .executeTakeFirstOrThrow();
      await tx
        .updateTable('counter')
        .set({ value: value + 1 })
        .where('name', '=', 'n')
        .execute();
    };
    for (let round = 0; round < 5; round++) {
      await Promise.all([state, other, state, other, state].map((opener) => opener.change(addOne)));
    }
    const counted = await other.db.selectFrom('counter').select('value').where('name', '=', 'n').execute();
    expect(counted).toEqual([{ value: 25 }]);
  });

  it('that takes too long is undone, and the next ones go on', async () => {
    const patient = await openAt(bench().place, { longestChangeMs: 50 });
    const endless = patient.change(async (tx) => {
      await add('endless')(tx);
      await new Promise(() => {});
    });
    const next = patient.change(add('next'));
    await expect(endless).rejects.toThrow('longer than 50 ms');
    expect(await next).toBe(true);
    expect(await names()).toEqual(['next']);
  });

  it('cannot be written to when it is over', async () => {
    const { state } = bench();
    const kept: { tx?: Tx } = {};
    await state.change(async (tx) => {
      kept.tx = tx;
    });
    await state.change(async (tx) => {
      await expect(async () => kept.tx && add('late')(kept.tx)).rejects.toThrow('is over');
      await add('own')(tx);
    });
    expect(await names()).toEqual(['own']);
  });
}
