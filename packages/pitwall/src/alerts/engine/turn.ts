import type { Context } from '../../server/context.ts';
import { groupMembers, groupsDue, putGroups, removeMembers } from '../../state/alert-group-table.ts';
import { countRuleHits, getMark, putMark } from '../../state/alert-mark-table.ts';
import { alertsDue } from '../../state/alert-table.ts';
import { nameInstallation } from '../../state/signing-key-table.ts';
import type { Tx } from '../../state/state.ts';
import { enqueue, type ToDeliver } from '../delivery/enqueue.ts';
import { composeMessages } from './compose.ts';
import { enrol } from './enrol.ts';
import { flush, toDeliver } from './flush.ts';
import { markOfFindings, takeIn } from './intake.ts';
import { keep } from './keep.ts';
import { type Change, signalled } from './measure.ts';
import { noteChange } from './open-alerts.ts';
import { isQuiet, quietNow } from './quiet.ts';
import { type AlertSettings, alertSettings, lifeSettingsOf } from './settings.ts';
import { endSilences } from './silences.ts';

/** What one turn did; plain data, for the audit. */
export interface Turn {
  readonly findings: number;
  readonly fired: number;
  readonly resolved: number;
  readonly messages: number;
  /** Whether there is more to be done at once. */
  readonly more: boolean;
}

const findingsAtOnce = 500;
const alertsAtOnce = 500;
const groupsAtOnce = 200;

/**
 * Everything that findings and the clock make of the alerts, up to the messages in the outbox, in one transaction: an
 * alert that is known without its message, or the other way round, there is not.
 */
export async function turn(tx: Tx, context: Context): Promise<Turn> {
  const now = context.world.now();
  const settings = alertSettings(context.config);
  // messages say who sent them, so that one that comes back is known
  await nameInstallation(tx, { id: context.world.random(16).toString('hex'), at: now });
  const before = await getMark(tx, markOfFindings);
  const intake = await takeIn(tx, { settings, now, limit: findingsAtOnce });
  await keep(tx, intake.changes);
  const aged = await passTime(tx, settings, now);
  await keep(tx, aged);
  const all = [...intake.changes, ...aged];
  const changes = all.filter(({ happened }) => happened.length > 0);
  await enrol(tx, changes, { settings, now });
  if (all.length > 0) await noteChange(tx, { state: context.state, changes: all });
  await countRuleHits(tx, intake.hits, now);
  if (before !== intake.mark) await putMark(tx, markOfFindings, intake.mark);
  await endSilences(tx, context, now);
  const flushed = await flushGroups(tx, context, settings);
  const count = (kind: 'fired' | 'resolved'): number =>
    changes.filter(({ happened }) => happened.includes(kind)).length;
  return {
    findings: intake.mark - (before ?? intake.mark),
    fired: count('fired'),
    resolved: count('resolved'),
    messages: flushed.messages,
    more: intake.more || aged.length === alertsAtOnce || flushed.groups === groupsAtOnce,
  };
}

async function passTime(tx: Tx, settings: AlertSettings, now: number): Promise<readonly Change[]> {
  const due = await alertsDue(tx, now, alertsAtOnce);
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
  settings: AlertSettings,
): Promise<{ readonly groups: number; readonly messages: number }> {
  const now = context.world.now();
  const due = await groupsDue(tx, now, groupsAtOnce);
  // where very many are told at once, nobody reads what else is known of each
  const isBrief = due.length > 20;
  if (due.length === 0) return { groups: 0, messages: 0 };
  const asked = await quietNow(tx, { state: context.state, settings, now });
  const members = await groupMembers(
    tx,
    due.map(({ id }) => id),
  );
  const flushes = due.map((group) => {
    const route = settings.routes.byId.get(group.route) ?? settings.routes.root.route;
    const own = members.get(group.id) ?? [];
    const quiet = new Set(own.filter((member) => isQuiet(asked.of(member, route))).map(({ id }) => id));
    return flush(group, { members: own, route, now, quiet });
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
  return { groups: due.length, messages: deliveries.length };
}
