import { formatDuration } from '../../core/duration.ts';
import { number } from '../../core/words.ts';
import type { MeasuredValue, Message, MessageAlert, MessageKind } from '../message/message.ts';

const words: Readonly<Record<MessageKind, string>> = {
  firing: 'Alert',
  resolved: 'Resolved',
  acknowledged: 'Acknowledged',
  reminder: 'Reminder',
  escalation: 'Escalation',
  flapping: 'Flapping',
  digest: 'Digest',
  notice: 'Notice',
  test: 'Test',
};

/** `Alert (critical): The feed of games stands still` */
export const headline = ({ kind, severity, title }: Message): string =>
  kind === 'firing' || kind === 'reminder' || kind === 'escalation'
    ? `${words[kind]} (${severity}): ${title}`
    : `${words[kind]}: ${title}`;

/** `2026-11-22 03:00:00 UTC` */
export const momentText = (at: number): string =>
  new Date(at)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');

export interface Fact {
  readonly name: string;
  readonly value: string;
  /** Whether the value is an address to go to. */
  readonly isLink?: boolean;
}

/** What is to be said of one alert below its title, in the order in which somebody who was woken needs it. */
export function factsOf(alert: MessageAlert): readonly Fact[] {
  const { resolvedAt, since, before } = alert;
  const facts: readonly (Fact | false | null)[] = [
    { name: 'What', value: alert.summary },
    {
      name: 'Since',
      value:
        resolvedAt === null
          ? momentText(since)
          : `${momentText(since)}, over at ${momentText(resolvedAt)} after ${formatDuration(Math.max(0, resolvedAt - since))}`,
    },
    alert.expected !== null && { name: 'Expected', value: alert.expected },
    alert.observed !== null && { name: 'Seen', value: alert.observed },
    alert.sure !== null && { name: 'How sure', value: alert.sure },
    alert.recent.length > 0 && { name: 'Recently', value: alert.recent.slice(-5).map(recentText).join(', ') },
    alert.count > 1 && { name: 'Seen so often', value: String(alert.count) },
    ...before.slice(-3).map(({ at, what, by }) => ({ name: 'Before it', value: `${momentText(at)}: ${what} (${by})` })),
    alert.related.length > 0 && { name: 'Also', value: alert.related.slice(0, 5).join('; ') },
    alert.fix !== null && { name: 'What to do', value: alert.fix },
    alert.runbook !== null && { name: 'Runbook', value: alert.runbook, isLink: true },
    alert.url !== null && { name: 'More', value: alert.url, isLink: true },
    alert.acknowledgeUrl !== null &&
      alert.state === 'firing' && { name: 'Acknowledge', value: alert.acknowledgeUrl, isLink: true },
  ];
  return facts.filter((fact) => fact !== null && fact !== false);
}

/** `critical, firing: dataset:games, freshness` */
export const alertLine = ({ severity, state, subject, metric }: MessageAlert): string =>
  `${severity}, ${state}: ${subject}, ${metric}`;

/** What stands at the end: why it is told now, and where from. */
export function footnotes(message: Message): readonly Fact[] {
  const { instead, url } = message;
  const facts: readonly (Fact | false | null)[] = [
    instead && { name: 'Instead of', value: `${instead.of}, because ${instead.because}` },
    { name: 'Told because', value: message.reason },
    { name: 'Project', value: message.project },
    url !== null && { name: 'All of it', value: url, isLink: true },
  ];
  return facts.filter((fact) => fact !== null && fact !== false);
}

const recentText = ({ value, status }: MeasuredValue): string =>
  `${value === null ? 'unknown' : number(value)} (${status})`;
