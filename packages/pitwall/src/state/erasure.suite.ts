import { expect, it } from 'vitest';
import { auditAbout, eraseAccount, overwriting, rewriteBodies } from './about-person.ts';
import { addAccount, findAccount, getAccount } from './account-table.ts';
import { appendAudit } from './audit-table.ts';
import {
  addErasure,
  addHold,
  finishErasure,
  getErasure,
  listErasures,
  listHolds,
  noteErasureProblem,
  releaseHold,
} from './erasure-table.ts';
import { appendFindings, getFinding } from './finding-table.ts';
import type { Bench } from './state.suite.ts';

export function erasureSuite(bench: () => Bench): void {
  const erasure = (id: string) => ({ id, person: 'k1', askedAt: bench().now, askedBy: 'owner', sealed: 'sealed' });

  it('are open until they are finished, once', async () => {
    const { state, now } = bench();
    await state.change((tx) => addErasure(tx, erasure('e-1')));
    await state.change((tx) => noteErasureProblem(tx, 'e-1', 'events.disk_full'));
    expect(await listErasures(state.db, 'open')).toMatchObject([{ id: 'e-1', problem: 'events.disk_full' }]);
    const finish = () => state.change((tx) => finishErasure(tx, { id: 'e-1', at: now + 5, certificate: { audit: 7 } }));
    expect(await finish()).toBe(true);
    expect(await finish()).toBe(false);
    expect(await listErasures(state.db, 'open')).toEqual([]);
    expect(await getErasure(state.db, 'e-1')).toEqual({
      id: 'e-1',
      person: 'k1',
      askedAt: now,
      askedBy: 'owner',
      sealed: null,
      finishedAt: now + 5,
      certificate: { audit: 7 },
      problem: null,
    });
  });

  it('are held until that is released, once', async () => {
    const { state, now } = bench();
    const hold = { id: 'h-1', person: 'k1', sealed: 's', reason: 'case 7', madeAt: now, madeBy: 'owner' };
    await state.change((tx) => addHold(tx, hold));
    expect(await listHolds(state.db)).toEqual([{ ...hold, releasedAt: null }]);
    expect(await state.change((tx) => releaseHold(tx, 'h-1', now + 1))).toBe(true);
    expect(await state.change((tx) => releaseHold(tx, 'h-1', now + 2))).toBe(false);
    expect(await listHolds(state.db)).toEqual([]);
    expect(await listHolds(state.db, 'all')).toEqual([{ ...hold, releasedAt: now + 1 }]);
  });

  it('find what the audit says of somebody, over more entries than are read at once', async () => {
    const { state, now } = bench();
    const record = { at: now, verb: 'x', outcome: 'done', input: {} } as const;
    await state.change(async (tx) => {
      for (let index = 0; index < 600; index += 1) {
        await appendAudit(tx, { ...record, actor: 'owner', subject: 's', sealed: `personal.${'a'.repeat(32)}.x` });
      }
      await appendAudit(tx, { ...record, actor: 'owner', subject: 's', sealed: `personal.${'b'.repeat(32)}.x` });
      await appendAudit(tx, { ...record, actor: 'user:u-1', subject: 's' });
      await appendAudit(tx, { ...record, actor: 'user:u-12', subject: 's' });
      await appendAudit(tx, { ...record, actor: 'owner', subject: 'account:u-1/session:x' });
    });
    const count = async (key: string | undefined, account: string | undefined): Promise<number> => {
      let found = 0;
      for await (const _ of auditAbout(state.db, { key, account })) found += 1;
      return found;
    };
    expect(await count('a'.repeat(32), undefined)).toBe(600);
    expect(await count(undefined, 'u-1')).toBe(2);
    expect(await count(undefined, undefined)).toBe(0);
  });

  it('take the name of an account and keep its id', async () => {
    const { state, now } = bench();
    const made = {
      id: 'u-1',
      name: 'ada',
      password: 'hash',
      grants: [{ role: 'admin', on: ['*'] }],
      madeAt: now,
      madeBy: 'owner',
    };
    await state.change((tx) => addAccount(tx, made));
    expect(await state.change((tx) => overwriting(tx, () => eraseAccount(tx, 'u-1', now + 1)))).toBe(true);
    expect(await state.change((tx) => eraseAccount(tx, 'u-1', now + 2))).toBe(false);
    expect(await getAccount(state.db, 'u-1')).toMatchObject({
      name: null,
      password: null,
      grants: [],
      erasedAt: now + 1,
    });
    expect(await findAccount(state.db, { name: 'ada' })).toBeUndefined();
  });

  it('rewrite findings that repeat somebody, and leave the others as they are', async () => {
    const { state, now } = bench();
    const finding = (message: string) => ({
      subject: 'model:m',
      metric: 'x',
      value: 1,
      threshold: null,
      status: 'alert' as const,
      message,
      evidence: {},
      at: new Date(now).toISOString(),
    });
    await state.change((tx) =>
      appendFindings(tx, [
        { id: 'f-1', finding: finding('ada is here'), window: null },
        { id: 'f-2', finding: finding('bob is here'), window: null },
      ]),
    );
    expect(await rewriteBodies(state, (body) => body.replace('ada', 'X'))).toBe(1);
    expect((await getFinding(state.db, 'f-1'))?.finding.message).toBe('X is here');
    expect((await getFinding(state.db, 'f-2'))?.finding.message).toBe('bob is here');
  });

  it('let others write while many findings are rewritten', async () => {
    const { state, now } = bench();
    const finding = {
      subject: 'model:m',
      metric: 'x',
      value: 1,
      threshold: null,
      status: 'alert' as const,
      evidence: {},
    };
    const at = new Date(now).toISOString();
    await state.change((tx) =>
      appendFindings(
        tx,
        Array.from({ length: 1_200 }, (_, nr) => ({
          id: `f-${String(nr).padStart(5, '0')}`,
          finding: { ...finding, message: 'ada is here', at },
          window: null,
        })),
      ),
    );
    const ended: string[] = [];
    const first = rewriteBodies(state, (body) => body.replace('ada', 'X')).then((count) => ended.push(`${count}`));
    // asked for when the first ones are under way
    const second = state
      .change((tx) => appendAudit(tx, { at: now, actor: 'a', verb: 'b.c', subject: 's:x', outcome: 'done', input: {} }))
      .then(() => ended.push('the other'));
    await Promise.all([first, second]);
    expect(ended).toEqual(['the other', '1200']);
  });
}
