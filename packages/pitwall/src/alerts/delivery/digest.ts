import { compareSeverity, type Severity, severities } from '@pitwall/sdk';
import { count, counted } from '../../core/words.ts';
import { takeNumbers } from '../../state/counter-table.ts';
import { type DigestPart, readDigest, setDigested } from '../../state/delivery-digest.ts';
import { insertDeliveries } from '../../state/delivery-table.ts';
import type { Tx } from '../../state/state.ts';
import type { Channel } from '../channels/config.ts';
import type { Message, MessageAlert } from '../message/message.ts';
import { deliveryId } from './enqueue.ts';
import { payloadOf, readPayload } from './payload.ts';

/** Alerts that are written out; the others are counted. */
const mostAlerts = 20;

export type DigestReason = 'all' | 'late';

/**
 * Tells all messages of a channel that wait, or those that are too old, in one for each target. They are over then, and
 * say by which one they were told.
 */
export async function digestWaiting(
  tx: Tx,
  { channel, reason, now }: { readonly channel: Channel; readonly reason: DigestReason; readonly now: number },
): Promise<void> {
  const query = { channel: channel.name, expiredAt: reason === 'late' ? now : null };
  for (const part of await readDigest(tx, query, mostAlerts)) {
    const thread = `digest.${channel.name}.${await takeNumbers(tx, 'delivery_digest', 1)}`;
    const message = digestOf(part, { thread, reason, now });
    if (!message) continue;
    const { target } = part;
    const sequence = 1;
    const id = deliveryId({ thread, channel: channel.name, target, kind: 'digest', sequence });
    await setDigested(tx, { ...query, target, digest: id, now });
    await insertDeliveries(tx, [
      {
        id,
        channel: channel.name,
        target,
        thread,
        kind: 'digest',
        severity: message.severity,
        payload: payloadOf(message, sequence),
        madeAt: now,
        expiresAt: null,
        givesUpAt: now + channel.giveUpAfter,
        fallbackOf: null,
      },
    ]);
  }
}

/** One message for many; undefined where there is none. */
export function digestOf(
  { threads, worst, earlier }: Omit<DigestPart, 'target'>,
  { thread, reason, now }: { readonly thread: string; readonly reason: DigestReason; readonly now: number },
): Message | undefined {
  const messages = worst.map((payload) => readPayload(payload).message);
  const before = earlier.map((payload) => readPayload(payload).message);
  const [any] = [...messages, ...before];
  if (!any) return undefined;
  const isOver = ({ kind }: { readonly kind: string }): boolean => kind === 'resolved';
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
  const ofThreads = sum(threads.map((one) => one.count));
  const resolved = sum(threads.filter(isOver).map((one) => one.count)) + sum(before.map((one) => one.resolved));
  const firing = ofThreads - sum(threads.filter(isOver).map((one) => one.count)) + sum(before.map((one) => one.firing));
  const alerts = [...before, ...messages].flatMap((one) => one.alerts);
  const shown = oneEach(alerts).toSorted(worseFirst).slice(0, mostAlerts);
  const told = ofThreads + sum(before.map((one) => one.firing + one.resolved));
  const bySeverity = severities.map((severity) => ({
    severity,
    count: sum(threads.filter((one) => one.severity === severity && !isOver(one)).map((one) => one.count)),
  }));
  return {
    kind: 'digest',
    reason: reason === 'late' ? 'not delivered in time' : 'too many at once',
    project: any.project,
    title: `${counted(told, 'incident')} in one message: ${count(firing)} open, ${count(resolved)} resolved`,
    text: [sentence(reason), severityWords(bySeverity)].filter((text) => text !== '').join(' '),
    severity: worstOf([...threads.map((one) => one.severity), ...before.map((one) => one.severity)]),
    thread,
    at: now,
    group: {},
    firing,
    resolved,
    alerts: shown,
    more: Math.max(0, told - shown.length),
    url: homeOf(any),
    instead: null,
  };
}

const sentence = (reason: DigestReason): string =>
  reason === 'late'
    ? 'These could not be delivered when it was time, so they are told now, together.'
    : 'More came than this channel takes at once, so they are told together.';

function severityWords(all: readonly { readonly severity: Severity; readonly count: number }[]): string {
  const words = all.filter((one) => one.count > 0).map((one) => `${count(one.count)} ${one.severity}`);
  return words.length === 0 ? '' : `Open: ${words.reverse().join(', ')}.`;
}

const worseFirst = (a: MessageAlert, b: MessageAlert): number =>
  Number(a.state === 'resolved') - Number(b.state === 'resolved') ||
  compareSeverity(a.severity, b.severity) ||
  a.since - b.since;

/** What is told of an alert last is how it stands. */
function oneEach(alerts: readonly MessageAlert[]): readonly MessageAlert[] {
  return [...new Map(alerts.map((alert) => [alert.id, alert])).values()];
}

function worstOf(all: readonly string[]): Severity {
  const known = all.flatMap((text) => severities.find((severity) => severity === text) ?? []);
  return known.sort(compareSeverity)[0] ?? 'low';
}

/** The address of one incident says nothing of all of them, but where it is. */
function homeOf({ url }: Message): string | null {
  return url !== null && URL.canParse(url) ? new URL('/', url).href : null;
}
