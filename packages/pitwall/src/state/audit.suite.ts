import { expect, it } from 'vitest';
import { verifyChain } from './audit-chain.ts';
import { type AuditRecord, appendAudit, auditHead, chainStart, listAudit } from './audit-table.ts';
import { hashOf } from './canonical-json.ts';
import type { Bench } from './state.suite.ts';
import type { Tx } from './state.ts';

export function auditSuite(bench: () => Bench): void {
  const record = (change: Partial<AuditRecord> = {}): AuditRecord => ({
    at: bench().now,
    actor: 'user:ada',
    verb: 'version.promote',
    subject: 'model:spread-picker@7',
    outcome: 'done',
    input: { to: 'production', count: 3 },
    ...change,
  });
  const append = (count: number): Promise<void> =>
    bench().state.change(async (tx) => {
      for (let index = 0; index < count; index++) await appendAudit(tx, record({ input: { index } }));
    });
  const tamper = async (run: (tx: Tx) => Promise<unknown>): Promise<unknown> => {
    await append(20);
    await bench().state.change(run);
    return verifyChain(bench().state.db);
  };

  it('begins empty and sound', async () => {
    expect(await verifyChain(bench().state.db)).toEqual({ sound: true, entries: 0, head: chainStart });
  });

  it('gives back what was written, numbered from 1 on', async () => {
    const { state } = bench();
    const entry = await state.change((tx) => appendAudit(tx, record()));
    expect(entry).toMatchObject({ ...record(), seq: 1, previous: '0'.repeat(64) });
    expect((await listAudit(state.db)).items).toEqual([entry]);
    expect(await auditHead(state.db)).toEqual({ seq: 1, hash: entry.hash });
  });

  it('hashes alike on every engine and in every version', async () => {
    const entry = await bench().state.change((tx) => appendAudit(tx, record({ at: 1_767_614_400_000 })));
    expect(entry.hash).toBe('6c121f3bd48ed625832650932cd5b5bdd738bba8fdd08740dd2d2decf469c997');
  });

  it('is the same chain with entries that only older versions wrote', async () => {
    const { state, now } = bench();
    // as it was written before there were request ids
    const old = { seq: 1, at: now, actor: 'administrator', verb: 'token.make', subject: 'token:ci', outcome: 'done' };
    const row = { ...old, input: '{"name":"ci"}', previous: chainStart.hash };
    await state.change((tx) =>
      tx
        .insertInto('audit')
        .values({ ...row, hash: hashOf(row), request_id: null, sealed: null })
        .execute(),
    );
    const entry = await state.change((tx) => appendAudit(tx, record({ requestId: 'r-1', sealed: 'sealed.x' })));
    expect(entry).toMatchObject({ seq: 2, previous: hashOf(row), requestId: 'r-1', sealed: 'sealed.x' });
    await append(2);
    expect(await verifyChain(state.db)).toMatchObject({ sound: true, entries: 4 });
    const items = (await listAudit(state.db, { order: 'oldest' })).items;
    expect(items[0]).not.toHaveProperty('requestId');
    expect(items[1]).toEqual(entry);
  });

  it('is sound with text of every kind, which engines quote in their own ways', async () => {
    const { state } = bench();
    const texts = ['"\\\b\f\n\r\t', '\u0001\u001f\u007f\u0085\u00a0', 'é漢🏁', '\u2028</script>', '\ud800', '\0', "'"];
    await state.change(async (tx) => {
      for (const text of texts) {
        await appendAudit(
          tx,
          record({ actor: text, verb: text, subject: text, input: { [text]: text }, sealed: text }),
        );
      }
    });
    expect(await verifyChain(state.db)).toMatchObject({ sound: true, entries: texts.length });
  });

  it('goes on after a caller of the same commit was undone', async () => {
    const { state } = bench();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) =>
        state.change(async (tx) => {
          await appendAudit(tx, record({ input: { index } }));
          await appendAudit(tx, record({ input: { index, again: true } }));
          if (index % 3 === 1) throw new Error('undone');
        }),
      ),
    );
    const stand = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect(await verifyChain(state.db)).toMatchObject({ sound: true, entries: 2 * stand });
    expect(stand).toBeLessThan(40);
  });

  it('tells of each entry in its order, and ends where that finds a problem', async () => {
    await append(1005);
    const { db } = bench().state;
    const seen: number[] = [];
    const reached: number[] = [];
    const each = ({ seq }: { seq: number }) => {
      seen.push(seq);
      return seq === 1003 ? 'enough' : undefined;
    };
    const found = await verifyChain(db, { each, reached: (seq) => void reached.push(seq) });
    expect(found).toEqual({ sound: false, seq: 1003, problem: 'enough' });
    expect(seen).toEqual(Array.from({ length: 1003 }, (_, index) => index + 1));
    expect(reached).toEqual([1000]);
  });

  it('loses nothing where many write at once, and what failed leaves no gap', async () => {
    const { state } = bench();
    const all = Array.from({ length: 30 }, (_, index) =>
      state.change(async (tx) => {
        await appendAudit(tx, record({ input: { index } }));
        if (index % 10 === 4) throw new Error('undone');
      }),
    );
    await Promise.allSettled(all);
    expect(await verifyChain(state.db)).toMatchObject({ sound: true, entries: 27 });
  });

  it('is sound over more entries than are read at once', async () => {
    await append(1001);
    const { db } = bench().state;
    const head = await auditHead(db);
    expect(await verifyChain(db, { head })).toEqual({ sound: true, entries: 1001, head });
  });

  it('names the entry that was edited', async () => {
    const found = await tamper((tx) =>
      tx.updateTable('audit').set({ actor: 'user:eve' }).where('seq', '=', 3).execute(),
    );
    expect(found).toEqual({ sound: false, seq: 3, problem: 'entry 3 is not as it was written' });
  });

  it('names every field that can be edited', async () => {
    await append(3);
    const { state } = bench();
    const whole = await state.db.selectFrom('audit').selectAll().where('seq', '=', 2).executeTakeFirstOrThrow();
    for (const change of [
      { at: whole.at + 1 },
      { actor: 'x' },
      { verb: 'x' },
      { subject: 'x' },
      { outcome: 'denied' },
      { input: '{"index": 1}' },
      { previous: 'x' },
      { hash: 'x' },
      { hash: `${whole.hash}"\n"` },
      { request_id: 'x' },
      { sealed: 'x' },
    ]) {
      await state.change((tx) => tx.updateTable('audit').set(change).where('seq', '=', 2).execute());
      expect(await verifyChain(state.db), JSON.stringify(change)).toMatchObject({ sound: false, seq: 2 });
      await state.change((tx) => tx.updateTable('audit').set(whole).where('seq', '=', 2).execute());
    }
    expect(await verifyChain(state.db)).toMatchObject({ sound: true });
  });

  it('names the entry after an edit with a hash that fits it', async () => {
    const found = await tamper(async (tx) => {
      const head = await tx.selectFrom('audit').selectAll().where('seq', '=', 20).executeTakeFirstOrThrow();
      await tx.updateTable('audit').set({ hash: head.hash }).where('seq', '=', 7).execute();
    });
    expect(found).toMatchObject({ sound: false, seq: 7 });
  });

  it('names the first entry that was deleted', async () => {
    const found = await tamper((tx) => tx.deleteFrom('audit').where('seq', 'in', [4, 5]).execute());
    expect(found).toEqual({ sound: false, seq: 4, problem: 'entry 4 is missing, the next one is 6' });
  });

  it('names an entry that was put in', async () => {
    const found = await tamper(async (tx) => {
      const one = await tx.selectFrom('audit').selectAll().where('seq', '=', 9).executeTakeFirstOrThrow();
      for (let seq = 20; seq >= 9; seq--) {
        await tx
          .updateTable('audit')
          .set({ seq: seq + 1 })
          .where('seq', '=', seq)
          .execute();
      }
      await tx
        .insertInto('audit')
        .values({ ...one, verb: 'version.delete' })
        .execute();
    });
    expect(found).toMatchObject({ sound: false, seq: 9 });
  });

  it('names an entry that was put before the first', async () => {
    const found = await tamper(async (tx) => {
      const one = await tx.selectFrom('audit').selectAll().where('seq', '=', 1).executeTakeFirstOrThrow();
      await tx
        .insertInto('audit')
        .values({ ...one, seq: 0 })
        .execute();
    });
    expect(found).toMatchObject({ sound: false, seq: 1 });
  });

  it('names the first of two entries that changed places', async () => {
    const found = await tamper(async (tx) => {
      for (const [from, to] of [
        [11, -1],
        [12, 11],
        [-1, 12],
      ] as const) {
        await tx.updateTable('audit').set({ seq: to }).where('seq', '=', from).execute();
      }
    });
    expect(found).toMatchObject({ sound: false, seq: 11 });
  });

  it('that was cut off is found out by a head that was kept, and only by that', async () => {
    const { state } = bench();
    await append(20);
    const head = await auditHead(state.db);
    await state.change((tx) => tx.deleteFrom('audit').where('seq', '>', 17).execute());
    expect(await verifyChain(state.db)).toMatchObject({ sound: true, entries: 17 });
    expect(await verifyChain(state.db, { head })).toEqual({
      sound: false,
      seq: 18,
      problem: 'the chain ends at 17, it was known to reach 20',
    });
  });

  it('that was cut off and written on is found out too', async () => {
    const { state } = bench();
    await append(20);
    const head = await auditHead(state.db);
    await state.change((tx) => tx.deleteFrom('audit').where('seq', '>', 17).execute());
    bench().now += 1;
    await state.change(async (tx) => {
      for (let index = 0; index < 5; index++) await appendAudit(tx, record({ at: bench().now }));
    });
    expect(await verifyChain(state.db, { head })).toMatchObject({ sound: false, seq: 20 });
  });

  it('can be verified from a known entry on', async () => {
    const { state } = bench();
    await append(5);
    const from = await auditHead(state.db);
    await append(5);
    expect(await verifyChain(state.db, { from })).toMatchObject({ sound: true, entries: 5 });
    await state.change((tx) => tx.updateTable('audit').set({ verb: 'x' }).where('seq', '=', 6).execute());
    expect(await verifyChain(state.db, { from })).toMatchObject({ sound: false, seq: 6 });
    expect(await verifyChain(state.db, { from, head: { ...from, hash: 'other' } })).toMatchObject({
      sound: false,
      seq: 5,
    });
  });

  it('is listed by who, what, whom, how it ended and when', async () => {
    const { state, now } = bench();
    await state.change(async (tx) => {
      await appendAudit(tx, record());
      await appendAudit(tx, record({ actor: 'user:bea', at: now + 10 }));
      await appendAudit(tx, record({ verb: 'rollout.abort', at: now + 20 }));
      await appendAudit(tx, record({ subject: 'model:other', at: now + 30 }));
      await appendAudit(tx, record({ outcome: 'denied', at: now + 40 }));
    });
    const found = async (filter: Parameters<typeof listAudit>[1]): Promise<readonly number[]> =>
      (await listAudit(state.db, filter)).items.map(({ seq }) => seq);
    expect(await found({})).toEqual([5, 4, 3, 2, 1]);
    expect(await found({ actor: 'user:bea' })).toEqual([2]);
    expect(await found({ verb: 'rollout.abort' })).toEqual([3]);
    expect(await found({ subject: 'model:other' })).toEqual([4]);
    expect(await found({ outcome: 'denied' })).toEqual([5]);
    expect(await found({ from: now + 10, to: now + 30 })).toEqual([3, 2]);
  });
}
