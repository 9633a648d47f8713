import { PitwallError } from '../../core/errors.ts';
import { refusalOn } from '../../server/authorize.ts';
import type { Context } from '../../server/context.ts';
import { perform } from '../../server/perform.ts';
import { getReceived, putReceived, type ReceivedAlert } from '../../state/alert-received-table.ts';
import { findInstallation } from '../../state/signing-key-table.ts';
import { hopsLabel, isLoop, readHops, writeHops } from '../loop.ts';
import { subjectsOfLabels } from './finding-of.ts';
import { merge } from './merge.ts';
import { fingerprintOfLabels, type SentAlert, sentLimits, type Understood } from './sent-alert.ts';
import { alertReceive, isNews } from './verb.ts';

export interface Received {
  /** Who says it: `Prometheus` or `Alertmanager`. */
  readonly source: string;
  readonly alerts: readonly unknown[];
  /** How one of them is read. */
  read(sent: unknown, now: number): Understood;
  /** Through which installations the message came, where it says so. */
  readonly hops?: string | undefined;
}

export interface Taken {
  readonly received: number;
  readonly fired: number;
  readonly changed: number;
  readonly resolved: number;
}

interface Mistake {
  readonly index: number;
  readonly problem: string;
  readonly isLoop: boolean;
}

/**
 * Takes in what was understood, and then throws where there was something that was not: whoever sends it again loses
 * nothing of the rest. What is said again is kept without a word; see `verb.ts`.
 */
export async function receiveAlerts(context: Context, { source, alerts: sent, read, hops }: Received): Promise<Taken> {
  if (sent.length > sentLimits.alertsAtOnce) throw tooManyAtOnce(sent.length);
  const { state, world } = context;
  const now = world.now();
  const installation = (await findInstallation(state.db)) ?? '';
  const mistakes: Mistake[] = [];
  const alerts = sent.flatMap((one, index): SentAlert[] => {
    const { alert, mistake } = read(one, now);
    if (!alert) {
      mistakes.push({ index, problem: mistake ?? 'expected an alert', isLoop: false });
      return [];
    }
    const came = [...new Set([...readHops(hops), ...readHops(alert.labels[hopsLabel])])];
    if (isLoop(came, installation)) {
      mistakes.push({ index, problem: 'expected an alert of others, found one that this server sent', isLoop: true });
      return [];
    }
    return [came.length === 0 ? alert : { ...alert, labels: { ...alert.labels, [hopsLabel]: writeHops(came) } }];
  });
  const subjects = [...new Set(alerts.flatMap(({ labels }) => subjectsOfLabels(labels)))];
  const refusal = await refusalOn(context, alertReceive.name, subjects);
  if (refusal) throw refusal;
  const taken = await take(context, source, alerts, now);
  const [first, ...more] = mistakes;
  if (first) throw mistakeOf(first, alerts.length).and(more.slice(0, 19).map((one) => mistakeOf(one, alerts.length)));
  return taken;
}

async function take(context: Context, source: string, alerts: readonly SentAlert[], now: number): Promise<Taken> {
  const { state } = context;
  const known = await getReceived(
    state.db,
    alerts.map(({ labels }) => fingerprintOfLabels(labels)),
  );
  const knownOf = (alert: SentAlert): ReceivedAlert | undefined => known.get(fingerprintOfLabels(alert.labels));
  const news = alerts.filter((alert) => isNews(knownOf(alert), alert, source, now));
  const same = alerts.filter((alert) => knownOf(alert) && !isNews(knownOf(alert), alert, source, now));
  const done =
    news.length === 0
      ? { fired: 0, changed: 0, resolved: 0 }
      : (await perform(context, alertReceive, { source, alerts: news })).output;
  if (same.length > 0) await keepUp(context, source, same, now);
  return { received: alerts.length, ...done };
}

/** Moves the ends of those that are said again. One that was settled meanwhile is left as it is: it will be said again. */
async function keepUp({ state }: Context, source: string, alerts: readonly SentAlert[], now: number): Promise<void> {
  await state.change(async (tx) => {
    const known = await getReceived(
      tx,
      alerts.map(({ labels }) => fingerprintOfLabels(labels)),
    );
    const kept = new Map<string, ReceivedAlert>();
    for (const alert of alerts) {
      const { alert: merged, news } = merge(known.get(fingerprintOfLabels(alert.labels)), alert, source, now);
      if (news === 'none' && known.has(merged.id)) kept.set(merged.id, merged);
    }
    await putReceived(tx, [...kept.values()]);
  });
}

const mistakeOf = ({ index, problem, isLoop: loops }: Mistake, taken: number): PitwallError =>
  new PitwallError({
    code: loops ? 'alert.loop' : 'request.invalid',
    problem,
    fix: loops
      ? 'Let the routes of whoever sent it leave out what comes from here, such as by the label pitwall_hops'
      : `Change it and send it again; ${taken} of the others ${taken === 1 ? 'was' : 'were'} taken in`,
    place: { field: `alerts.${index}` },
  });

const tooManyAtOnce = (found: number): PitwallError =>
  new PitwallError({
    code: 'request.too_large',
    problem: `expected at most ${sentLimits.alertsAtOnce} alerts in a message, found ${found}`,
    fix: 'Send them in several messages',
  });
