import { formatSubject } from '@pitwall/sdk';
import { PitwallError } from '../../core/errors.ts';
import { getMark, putMark } from '../../state/alert-mark-table.ts';
import { appendFindings } from '../../state/finding-table.ts';
import type { Tx } from '../../state/state.ts';
import { markOfFindings } from './intake.ts';

/** An incident, or an alert, that nobody can make anything of is tried again after so long. */
const triedAgain = 3_600_000;

export async function passFinding(tx: Tx, error: unknown, now: number): Promise<void> {
  const mark = (await getMark(tx, markOfFindings)) ?? 0;
  const next = await tx
    .selectFrom('finding')
    .select(['seq', 'id'])
    .where('seq', '>', mark)
    .orderBy('seq')
    .limit(1)
    .execute();
  for (const { seq, id } of next) {
    await putMark(tx, markOfFindings, seq);
    await tellPassedOver(tx, { id, what: `the finding ${id}`, error }, now);
  }
}

export async function putOffAlert(tx: Tx, error: unknown, now: number): Promise<void> {
  const due = await tx
    .selectFrom('alert')
    .select('id')
    .where('next_at', '<=', now)
    .orderBy('next_at')
    .limit(1)
    .execute();
  for (const { id } of due) {
    await tx
      .updateTable('alert')
      .set({ next_at: now + triedAgain })
      .where('id', '=', id)
      .execute();
    await tellPassedOver(tx, { id: `alert-${id}`, what: `the alert ${id}`, error }, now);
  }
}

export async function putOffGroup(tx: Tx, error: unknown, now: number): Promise<void> {
  for (const moment of ['next_flush_at', 'next_escalate_at'] as const) {
    const due = await tx
      .selectFrom('alert_group')
      .select(['id', 'round'])
      .where(moment, '<=', now)
      .orderBy(moment)
      .limit(1)
      .execute();
    for (const { id, round } of due) {
      await tx
        .updateTable('alert_group')
        .set({ [moment]: now + triedAgain })
        .where('id', '=', id)
        .execute();
      await tellPassedOver(tx, { id: `incident-${id}-${round}`, what: `the incident ${id}`, error }, now);
    }
  }
}

/** What is at fault, for people: not the words of the error, which may repeat anything. */
const nameOf = (error: unknown): string =>
  error instanceof PitwallError ? error.code : error instanceof Error ? error.name : typeof error;

interface PassedOver {
  /** The same for the same one: it is told once. */
  readonly id: string;
  /** `the finding f1` */
  readonly what: string;
  readonly error: unknown;
}

const ownIds = 'alerts-passed-over-';

/**
 * One finding, alert or incident that nobody can make anything of must not keep all others from being told. It is passed
 * over, and people are told of that by a finding; nothing measures that this is over, so whoever has seen to it resolves
 * it.
 */
async function tellPassedOver(tx: Tx, { id, what, error }: PassedOver, now: number): Promise<void> {
  // one that is about this very thing would be passed over for ever
  if (id.includes(ownIds)) return;
  await appendFindings(tx, [
    {
      id: `${ownIds}${id}`.slice(0, 200),
      window: null,
      finding: {
        subject: formatSubject({ kind: 'component', name: 'alerts' }),
        metric: 'delivery.undelivered',
        value: 1,
        threshold: null,
        status: 'alert',
        message: `Nothing could be made of ${what}, and it was passed over: people may not have been told of it.`,
        evidence: {
          observed: nameOf(error),
          fix: 'Look at it, tell whoever had to know, and report it as a mistake of Pitwall; then resolve this',
        },
        at: new Date(now).toISOString(),
      },
    },
  ]);
}
