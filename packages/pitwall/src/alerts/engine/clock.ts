import { type AlertGroup, openGroups, putGroups } from '../../state/alert-group-table.ts';
import { getMark, putMark } from '../../state/alert-mark-table.ts';
import type { Reader, Tx } from '../../state/state.ts';

/** The latest moment at which somebody turned. */
const markOfClock = 'clock';
/** So exactly it is remembered. */
const grain = 10_000;
/** A clock that differs by less is another server's. */
const setBack = 60_000;

/** Whether the clock was set back since the last turn. */
export const wasSetBack = async (db: Reader, now: number): Promise<boolean> =>
  ((await getMark(db, markOfClock)) ?? now) > now + setBack;

/**
 * What was planned on a clock that was ahead would wait until that moment comes again. So everything that is open is
 * looked at now, and nothing is remembered as later than now; what is told follows from what stands, so that nobody is
 * told twice of it.
 */
export async function followClock(tx: Tx, now: number): Promise<void> {
  const latest = await getMark(tx, markOfClock);
  if (latest !== undefined && latest > now + setBack) {
    await putGroups(
      tx,
      (await openGroups(tx)).map((group) => notLaterThan(group, now)),
    );
    await tx.updateTable('alert').set({ next_at: now }).where('next_at', '>', now).execute();
    await tx.updateTable('alert_silence').set({ told_at: null }).where('told_at', '>', now).execute();
  } else if (latest !== undefined && latest + grain > now) return;
  await putMark(tx, markOfClock, now);
}

function notLaterThan(group: AlertGroup, now: number): AlertGroup {
  const { openedAt, flushedAt, escalation, told } = group;
  const earliest = (moment: number): number => Math.min(moment, now);
  const orNull = (moment: number | null): number | null => (moment === null ? null : earliest(moment));
  return {
    ...group,
    openedAt: earliest(openedAt),
    flushedAt: orNull(flushedAt),
    flushAt: now,
    escalateAt: orNull(group.escalateAt),
    escalation: {
      ...escalation,
      openedAt: earliest(escalation.openedAt),
      heldSince: orNull(escalation.heldSince),
      // what was held on the clock that was ahead may be longer than the incident
      heldFor: escalation.openedAt > now ? 0 : escalation.heldFor,
    },
    told: Object.fromEntries(Object.entries(told).map(([name, one]) => [name, { ...one, at: earliest(one.at) }])),
  };
}
