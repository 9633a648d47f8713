import { type Finding, formatSubject } from '@pitwall/sdk';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  appendFindings,
  correctFinding,
  type FindingFilter,
  getFinding,
  listFindings,
  type NewFinding,
} from './finding-table.ts';
import type { Bench } from './state.suite.ts';

export function findingSuite(bench: () => Bench): void {
  const finding = (change: Partial<Finding> = {}): Finding => ({
    subject: 'dataset:games/column:tipoff',
    metric: 'contract.nulls',
    value: 0.25,
    threshold: null,
    status: 'warning',
    message: 'a quarter of the values is missing',
    evidence: { count: 1, total: 4 },
    at: new Date(bench().now).toISOString(),
    ...change,
  });
  const entry = (id: string, change: Partial<Finding> = {}): NewFinding => ({
    id,
    finding: finding(change),
    window: null,
  });
  const append = (findings: readonly NewFinding[]): Promise<readonly string[]> =>
    bench().state.change((tx) => appendFindings(tx, findings));
  const ids = async (filter: FindingFilter = {}): Promise<readonly string[]> =>
    (await listFindings(bench().state.db, filter)).items.map(({ id }) => id);

  it('come back as they were', async () => {
    const window = { start: bench().now - 3_600_000, end: bench().now };
    const stored = { ...entry('f1', { value: null, status: 'unknown', reason: 'no rows' }), window };
    expect(await append([stored])).toEqual(['f1']);
    expect(await getFinding(bench().state.db, 'f1')).toEqual({ ...stored, seq: 1, correctedBy: null });
    expect(await getFinding(bench().state.db, 'f2')).toBeUndefined();
  });

  it('may be brought again, and are there once', async () => {
    await append([entry('a'), entry('b')]);
    expect(await append([entry('b', { message: 'other' }), entry('c')])).toEqual(['c']);
    expect(await ids({ order: 'oldest' })).toEqual(['a', 'b', 'c']);
    expect((await getFinding(bench().state.db, 'b'))?.finding.message).toBe(finding().message);
  });

  it('may be none or thousands', async () => {
    expect(await append([])).toEqual([]);
    expect(await append(Array.from({ length: 2500 }, (_, index) => entry(`f${index}`)))).toHaveLength(2500);
    expect(await ids({ limit: 2 })).toEqual(['f2499', 'f2498']);
  });

  it('are found by their model, whatever it is called, with all that is below it', async () => {
    const hostile = 'a/b:c%_\'"\\x🏀';
    const names = ['spread', 'spread-picker', 'spread0', 'sprea', hostile, ''];
    const findings = names.flatMap((name, nr) => [
      entry(`${nr} whole`, { subject: formatSubject({ kind: 'model', name }) }),
      entry(`${nr} column`, { subject: formatSubject({ kind: 'model', name }, { kind: 'column', name: 'pace' }) }),
    ]);
    await append([...findings, entry('none'), entry('decoy', { subject: 'model:spreadXcolumn' })]);
    for (const [nr, model] of names.entries()) {
      expect(await ids({ model, order: 'oldest' }), model).toEqual([`${nr} whole`, `${nr} column`]);
    }
    expect(await ids({ model: '%' })).toEqual([]);
    expect(await ids({ model: 'spread', subject: 'model:spread' })).toEqual(['0 whole']);
  });

  it('are found by their model where there are none', async () => {
    expect(await ids({ model: 'spread' })).toEqual([]);
  });

  it('are corrected once, and then stand no more', async () => {
    const { state } = bench();
    await append([entry('old'), entry('new')]);
    expect(await state.change((tx) => correctFinding(tx, { id: 'old', by: 'new' }))).toBe(true);
    expect(await state.change((tx) => correctFinding(tx, { id: 'old', by: 'newer' }))).toBe(false);
    expect(await state.change((tx) => correctFinding(tx, { id: 'none', by: 'new' }))).toBe(false);
    expect((await getFinding(state.db, 'old'))?.correctedBy).toBe('new');
    expect(await ids({ standing: true })).toEqual(['new']);
    expect(await ids()).toEqual(['new', 'old']);
  });

  it('are found by subject, metric, status and time', async () => {
    const at = (ms: number): string => new Date(bench().now + ms).toISOString();
    await append([
      entry('a', { subject: 'model:x', at: at(0) }),
      entry('b', { metric: 'drift.psi', at: at(10) }),
      entry('c', { status: 'alert', at: at(20) }),
      entry('d', { status: 'pass', at: at(30) }),
    ]);
    expect(await ids({ subject: 'model:x' })).toEqual(['a']);
    expect(await ids({ metric: 'drift.psi' })).toEqual(['b']);
    expect(await ids({ statuses: ['alert', 'pass'] })).toEqual(['d', 'c']);
    expect(await ids({ statuses: [] })).toEqual([]);
    expect(await ids({ from: bench().now + 10, to: bench().now + 30 })).toEqual(['c', 'b']);
  });

  it('are paged without a gap and without a repeat, in either order, while others come in', async () => {
    const { state } = bench();
    let made = 0;
    const more = (count: number): Promise<unknown> =>
      append(Array.from({ length: count }, () => entry(`f${made++}`, made % 3 === 0 ? { status: 'alert' } : {})));
    await more(40);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 17 }),
        fc.constantFrom('oldest' as const, 'newest' as const),
        fc.boolean(),
        fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 }),
        async (limit, order, onlyAlerts, arrivals) => {
          const filter = { order, limit, ...(onlyAlerts ? { statuses: ['alert' as const] } : {}) };
          const there = (await all(filter, 1000)).map(({ seq }) => seq);
          const walked: number[] = [];
          const waiting = [...arrivals];
          let after: string | null = null;
          let going = true;
          while (going) {
            const page = await listFindings(state.db, { ...filter, ...(after === null ? {} : { after }) });
            expect(page.items.length).toBeLessThanOrEqual(limit);
            walked.push(...page.items.map(({ seq }) => seq));
            ({ next: after, more: going } = page);
            await more(waiting.shift() ?? 0);
          }
          const begun = order === 'newest' ? walked : walked.slice(0, there.length);
          expect(begun).toEqual(there);
          expect(walked).toEqual([...new Set(walked)].sort((a, b) => (order === 'oldest' ? a - b : b - a)));
        },
      ),
      { numRuns: 25 },
    );

    async function all(filter: FindingFilter, limit: number): ReturnType<typeof page> {
      return page({ ...filter, limit });
    }
    async function page(filter: FindingFilter): Promise<readonly { readonly seq: number }[]> {
      return (await listFindings(state.db, filter)).items;
    }
  });

  it('can be followed: the last cursor is where what comes later begins', async () => {
    const { state } = bench();
    const empty = await listFindings(state.db, { order: 'oldest' });
    expect(empty).toEqual({ items: [], next: null, more: false });
    await append([entry('a')]);
    const first = await listFindings(state.db, { order: 'oldest' });
    const after = first.next ?? '';
    expect(await listFindings(state.db, { order: 'oldest', after })).toEqual({ items: [], next: after, more: false });
    await append([entry('b')]);
    expect(await ids({ order: 'oldest', after })).toEqual(['b']);
  });

  it('refuse a cursor that is none, or of another list or order', async () => {
    const { db } = bench().state;
    for (const after of [
      '',
      '7',
      'finding.oldest.7',
      'audit.newest.7',
      'finding.newest.-1',
      'finding.newest.1e3',
      'finding.newest.99999999999999999999',
      "finding.newest.1'; drop table finding; --",
      '\0',
    ]) {
      await expect(listFindings(db, { after }), after).rejects.toMatchObject({ code: 'state.cursor' });
    }
    for (const limit of [0, -1, 1.5, 1001, Number.NaN]) {
      await expect(listFindings(db, { limit }), String(limit)).rejects.toThrow(RangeError);
    }
  });
}
