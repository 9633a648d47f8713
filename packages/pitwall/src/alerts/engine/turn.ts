import type { Context } from '../../server/context.ts';
import { type AlertGroup, groupMembers, groupsDue, putGroups, removeMembers } from '../../state/alert-group-table.ts';
import { countRuleHits, getMark, putMark } from '../../state/alert-mark-table.ts';
import { alertsDue } from '../../state/alert-table.ts';
import { nameInstallation } from '../../state/signing-key-table.ts';
import type { Tx } from '../../state/state.ts';
import { enqueue, type ToDeliver } from '../delivery/enqueue.ts';
import { followClock } from './clock.ts';
import { composeMessages } from './compose.ts';
import { enrol } from './enrol.ts';
import { flush, toDeliver } from './flush.ts';
import { markOfFindings, takeIn } from './intake.ts';
import { keep } from './keep.ts';
import { type Change, signalled } from './measure.ts';
import { noteChange } from './open-alerts.ts';
import { passFinding, putOffAlert, putOffGroup } from './pass-over.ts';
import { isQuiet, quietNow } from './quiet.ts';
import { followSettings } from './reroute.ts';
import { routeOf } from './route-of.ts';
import { type AlertSettings, alertSettings, lifeSettingsOf } from './settings.ts';
import { endSilences } from './silences.ts';
import { tryPart } from './spare.ts';

/** What one turn did; plain data, for the audit. */
export interface Turn {
  readonly findings: number;
  readonly fired: number;
  readonly resolved: number;
  readonly messages: number;
  /** What nothing could be made of. */
  readonly passedOver: number;
  /** Whether there is more to be done at once. */
  readonly more: boolean;
}

/** So many findings and alerts at once, at the most. */
export const mostAtOnce = 500;
const groupsAtOnce = 200;
/** So much fewer are tried where some of them cannot be dealt with. */
const fewer = 8;

/**
 * Everything that findings and the clock make of the alerts, up to the messages in the outbox, in one transaction: an
 * alert that is known without its message, or the other way round, there is not.
 *
 * Where some of it cannot be dealt with, as much as can is; the one that cannot is passed over, and that is told.
 */
export async function turn(tx: Tx, context: Context, atOnce = mostAtOnce): Promise<Turn> {
  const now = context.world.now();
  const settings = alertSettings(context.config);
  // messages say who sent them, so that one that comes back is known
  await nameInstallation(tx, { id: context.world.random(16).toString('hex'), at: now });
  await followClock(tx, now);
  const ended = await followSettings(tx, settings, now);
  await keep(tx, ended);
  await settle(tx, context, { settings, changes: ended, now });
  const taken = await sparing(
    tx,
    atOnce,
    (limit) => takeInAndAge(tx, context, { settings, now, findings: limit, alerts: limit }),
    async () => {
      const finding = await tryPart(tx, () => takeInAndAge(tx, context, { settings, now, findings: 1, alerts: 0 }));
      if ('error' in finding) await passFinding(tx, finding.error, now);
      const alert = await tryPart(tx, () => takeInAndAge(tx, context, { settings, now, findings: 0, alerts: 1 }));
      if ('error' in alert) await putOffAlert(tx, alert.error, now);
    },
  );
  await endSilences(tx, context, now);
  const flushed = await sparing(
    tx,
    Math.min(atOnce, groupsAtOnce),
    (limit) => flushGroups(tx, context, { settings, limit }),
    (error) => putOffGroup(tx, error, now),
  );
  const changes = [...ended, ...(taken.done?.changes ?? [])];
  const count = (kind: 'fired' | 'resolved'): number =>
    changes.filter(({ happened }) => happened.includes(kind)).length;
  return {
    findings: taken.done?.findings ?? 0,
    fired: count('fired'),
    resolved: count('resolved'),
    messages: flushed.done?.messages ?? 0,
    passedOver: Number(taken.done === undefined) + Number(flushed.done === undefined),
    more: taken.done?.more !== false || flushed.done?.more !== false,
  };
}

/** As many at once as can be dealt with; where not even one can, it is passed over. */
async function sparing<T>(
  tx: Tx,
  most: number,
  run: (limit: number) => Promise<T & { readonly more: boolean }>,
  passOver: (error: unknown) => Promise<void>,
): Promise<{ readonly done: (T & { readonly more: boolean }) | undefined }> {
  for (let limit = most; ; limit = Math.max(1, Math.floor(limit / fewer))) {
    const tried = await tryPart(tx, () => run(limit));
    if ('done' in tried) return { done: limit < most ? { ...tried.done, more: true } : tried.done };
    if (limit > 1) continue;
    // where nothing at all fails as well, none of them is at fault
    const none = await tryPart(tx, () => run(0));
    if ('error' in none) throw none.error;
    await passOver(tried.error);
    return { done: undefined };
  }
}

interface Taking {
  readonly settings: AlertSettings;
  readonly now: number;
  readonly findings: number;
  readonly alerts: number;
}

async function takeInAndAge(tx: Tx, context: Context, { settings, now, findings, alerts }: Taking) {
  const before = await getMark(tx, markOfFindings);
  const intake = await takeIn(tx, { settings, now, limit: findings });
  await keep(tx, intake.changes);
  const aged = await passTime(tx, settings, { now, limit: alerts });
  await keep(tx, aged);
  const changes = [...intake.changes, ...aged];
  await settle(tx, context, { settings, changes, now });
  await countRuleHits(tx, intake.hits, now);
  if (before !== intake.mark) await putMark(tx, markOfFindings, intake.mark);
  return {
    changes,
    findings: intake.mark - (before ?? intake.mark),
    more: intake.more || (alerts > 0 && aged.length === alerts),
  };
}

/** Alerts that changed: who has to know of it, and what they do to others. */
async function settle(
  tx: Tx,
  { state }: Context,
  {
    settings,
    changes,
    now,
  }: { readonly settings: AlertSettings; readonly changes: readonly Change[]; readonly now: number },
): Promise<void> {
  await enrol(
    tx,
    changes.filter(({ happened }) => happened.length > 0),
    { settings, now },
  );
  if (changes.length > 0) await noteChange(tx, { state, changes });
}

async function passTime(
  tx: Tx,
  settings: AlertSettings,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<readonly Change[]> {
  const due = await alertsDue(tx, now, limit);
  return due.map((alert) =>
    signalled(
      alert,
      { kind: 'time', at: now },
      { settings: lifeSettingsOf(settings, alert.rule), actor: 'system', now },
    ),
  );
}

async function flushGroups(
  tx: Tx,
  context: Context,
  { settings, limit }: { readonly settings: AlertSettings; readonly limit: number },
): Promise<{ readonly messages: number; readonly more: boolean }> {
  const now = context.world.now();
  const due = await groupsDue(tx, now, limit);
  // where very many are told at once, nobody reads what else is known of each
  const isBrief = due.length > 20;
  if (due.length === 0) return { messages: 0, more: false };
  const asked = await quietNow(tx, { state: context.state, settings, now });
  const members = await groupMembers(
    tx,
    due.map(({ id }) => id),
  );
  const flushes = due.map((group) => {
    const route = routeOf(settings, group);
    const own = members.get(group.id) ?? [];
    const quiet = new Set(own.filter((member) => isQuiet(asked.of(member, route))).map(({ id }) => id));
    return flush(withoutGone(group, settings), { members: own, route, now, quiet });
  });
  const tellings = flushes.flatMap((flushed) => flushed.tellings);
  const messages = await composeMessages(
    tx,
    tellings.map(({ telling }) => telling),
    { state: context.state, settings, now, isBrief },
  );
  const deliveries = tellings.flatMap((one, index): readonly ToDeliver[] => {
    const message = messages[index];
    return message ? [toDeliver(one, message)] : [];
  });
  for (const { group, over } of flushes) await removeMembers(tx, group.id, over);
  await putGroups(
    tx,
    flushes.map(({ group }) => group),
  );
  await enqueue(tx, settings.channels, deliveries, now);
  return { messages: deliveries.length, more: limit > 0 && due.length >= limit };
}

/** A channel that is not there any more remembers nothing, and is told nothing. */
function withoutGone(group: AlertGroup, { channels }: AlertSettings): AlertGroup {
  const told = Object.entries(group.told).filter(([channel]) => channels.has(channel));
  return { ...group, told: Object.fromEntries(told) };
}
