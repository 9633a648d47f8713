import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { verifyChain } from './audit-chain.ts';
import { appendAudit, listAudit } from './audit-table.ts';
import { appendFindings, getFinding, listFindings } from './finding-table.ts';
import { once } from './idempotency-table.ts';
import { getJob, putJob } from './job-table.ts';
import type { Bench } from './state.suite.ts';
import { addToken, listTokens } from './testing/tokens.ts';

const hostile = [
  "'; drop table audit; --",
  '"; drop table finding; --',
  "Robert'); delete from job where ('1'='1",
  '$1',
  '?',
  '%_\\',
  '$' + '{0}',
  '',
  ' ',
  '\n\r\t\b',
  '\u202Eevil',
  '👩‍👩‍👧‍👦 naïve Ω 漢字',
  '__proto__',
  'x'.repeat(100_000),
];

export function hostileSuite(bench: () => Bench): void {
  it('comes back as it was from every table', async () => {
    const { state, now } = bench();
    for (const [index, text] of hostile.entries()) {
      await state.change(async (tx) => {
        const input = { [text]: text };
        await appendAudit(tx, { at: now, actor: text, verb: text, subject: text, outcome: 'done', input });
        await putJob(tx, { name: text, summary: text, schedule: text, nextAt: now });
        await addToken(tx, { hash: text, name: text, at: now });
        const request = { actor: text, key: text, verb: text, requestHash: text };
        expect(await once(tx, request, now, async () => text)).toEqual({ kind: 'done', response: text });
        expect(await once(tx, request, now, async () => 'other')).toEqual({ kind: 'replay', response: text, at: now });
      });
      const audit = await listAudit(state.db, { actor: text, verb: text, subject: text });
      expect(audit.items).toMatchObject([{ seq: index + 1, actor: text, input: { [text]: text } }]);
      expect(await getJob(state.db, text)).toMatchObject({ name: text, schedule: text });
      expect((await listTokens(state.db)).map(({ name }) => name)).toContain(text);
    }
    expect(await verifyChain(state.db)).toMatchObject({ sound: true, entries: hostile.length });
  });

  it('comes back as it was from a finding', async () => {
    const { state, now } = bench();
    for (const text of hostile) {
      const finding = {
        subject: text,
        metric: text,
        value: 1,
        threshold: null,
        status: 'pass' as const,
        message: text,
        evidence: { observed: text },
        at: new Date(now).toISOString(),
      };
      await state.change((tx) => appendFindings(tx, [{ id: text, finding, window: null }]));
      expect((await getFinding(state.db, text))?.finding).toEqual(finding);
      expect((await listFindings(state.db, { subject: text, metric: text })).items).toHaveLength(1);
    }
  });

  it('that cannot be stored is refused alike by all engines, and the change is undone', async () => {
    const { state, now } = bench();
    for (const name of ['a\0b', '\uD800', 'x\uDFFFy']) {
      const refused = state.change(async (tx) => {
        await addToken(tx, { hash: 'h', name: 'fine', at: now });
        await addToken(tx, { hash: 'i', name, at: now });
      });
      await expect(refused).rejects.toMatchObject({ code: 'state.text' });
    }
    for (const value of [true, undefined, Number.NaN, Number.POSITIVE_INFINITY, new Date(0), { a: 1 }, [1]]) {
      const refused = state.change((tx) => sql`insert into counter values ('n', ${value})`.execute(tx));
      await expect(refused, String(value)).rejects.toThrow(TypeError);
    }
    expect(await state.db.selectFrom('credential').selectAll().execute()).toEqual([]);
  });

  it('never keeps a deed out of the audit chain', async () => {
    const { state, now } = bench();
    const any = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...hostile, 'a\0b', '\uD83D', '\uDE00x'));
    let entries = 0;
    await fc.assert(
      fc.asyncProperty(any, any, fc.jsonValue({ maxDepth: 3 }), async (actor, subject, input) => {
        const made = await state.change((tx) =>
          appendAudit(tx, { at: now, actor, verb: 'v', subject, outcome: 'denied', input: input as string }),
        );
        entries++;
        expect((await listAudit(state.db, { limit: 1 })).items).toEqual([made]);
      }),
      { numRuns: 50 },
    );
    expect(await verifyChain(state.db)).toMatchObject({ sound: true, entries });
  });
}
