import { cutCharacters } from '../../message/cut.ts';
import type { Message, MessageAlert } from '../../message/message.ts';
import { messageData } from '../message-data.ts';

/** Of Standard Webhooks: what is longer than 20 KB is not taken everywhere. */
export const mostBytes = 20_000;

interface Room {
  /** Of each text, in code units. */
  readonly text: number;
  readonly alerts: number;
  /** Recent values, what changed before, what else fires. */
  readonly context: boolean;
}

const rooms: readonly Room[] = [
  { text: 4_000, alerts: 100, context: true },
  { text: 1_000, alerts: 20, context: true },
  { text: 400, alerts: 20, context: false },
  { text: 200, alerts: 5, context: false },
  { text: 150, alerts: 1, context: false },
  { text: 100, alerts: 0, context: false },
];

/** `{ type, timestamp, data }`. What does not fit is left out, least needed first; the link leads to the whole. */
export function composeBody(message: Message): string {
  const body = (room?: Room): string => {
    const fitting = room ? withRoom(message, room) : message;
    const data = { ...messageData(fitting), cut: room !== undefined };
    return JSON.stringify({ type: `alert.${message.kind}`, timestamp: data.at, data });
  };
  let text = body();
  for (const room of rooms) {
    if (Buffer.byteLength(text) < mostBytes) return text;
    text = body(room);
  }
  return text;
}

function withRoom(message: Message, room: Room): Message {
  const cut = cutTo(room.text);
  const { instead, alerts } = message;
  const kept = alerts.slice(0, room.alerts);
  return {
    ...message,
    reason: cut(message.reason),
    project: cut(message.project),
    title: cut(message.title),
    text: cutOrNull(message.text, cut),
    thread: message.thread.slice(0, 200),
    group: room.alerts > 0 ? cutLabels(message.group, cut) : {},
    alerts: kept.map((alert) => alertWithRoom(alert, room)),
    more: message.more + alerts.length - kept.length,
    url: wholeOrNull(message.url),
    instead: instead && { of: cut(instead.of), because: cut(instead.because) },
  };
}

function alertWithRoom(alert: MessageAlert, { text, context }: Room): MessageAlert {
  const cut = cutTo(text);
  return {
    ...alert,
    subject: cut(alert.subject),
    metric: cut(alert.metric),
    rule: cut(alert.rule),
    title: cut(alert.title),
    summary: cut(alert.summary),
    threshold: context ? alert.threshold : null,
    expected: cutOrNull(alert.expected, cut),
    observed: cutOrNull(alert.observed, cut),
    sure: cutOrNull(alert.sure, cut),
    recent: context ? alert.recent.slice(-10).map((one) => ({ ...one, status: cut(one.status) })) : [],
    before: context ? alert.before.slice(-5).map((one) => ({ ...one, what: cut(one.what), by: cut(one.by) })) : [],
    related: context ? alert.related.slice(0, 5).map(cut) : [],
    fix: cutOrNull(alert.fix, cut),
    runbook: wholeOrNull(alert.runbook),
    labels: cutLabels(alert.labels, cut),
    url: wholeOrNull(alert.url),
    acknowledgeUrl: wholeOrNull(alert.acknowledgeUrl),
  };
}

type Cut = (text: string) => string;

const cutTo =
  (most: number): Cut =>
  (text) =>
    cutCharacters(text, most);

const cutOrNull = (text: string | null, cut: Cut): string | null => (text === null ? null : cut(text));

/** Half a link leads nowhere. */
const wholeOrNull = (url: string | null): string | null => (url !== null && url.length <= 1_000 ? url : null);

const cutLabels = (labels: Readonly<Record<string, string>>, cut: Cut): Record<string, string> =>
  Object.fromEntries(
    Object.entries(labels)
      .slice(0, 20)
      .map(([name, value]) => [cut(name), cut(value)]),
  );
