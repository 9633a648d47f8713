import type { Severity } from '@pitwall/sdk';
import { count } from '../../../core/words.ts';
import type { Message, MessageAlert, MessageKind } from '../../message/message.ts';
import { factsOf as allFacts, headline as plainHeadline } from '../facts.ts';
import { fit, oneLine, webLink } from './text.ts';

/** So many alerts stand in one message. */
export const listed = 10;

/** The shape differs, so that nothing is said by colour alone; the word stands beside it. */
const signs: Readonly<Record<Severity, string>> = { critical: '⛔', high: '❗', medium: '⚠️', low: 'ℹ️' };

const kindSigns: Partial<Readonly<Record<MessageKind, string>>> = {
  resolved: '✅',
  acknowledged: '✋',
  digest: '🗂️',
  notice: 'ℹ️',
  test: '🧪',
};

/** One thing that is said of an alert: one line, of which nothing is a command to whoever shows it. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  /** Whether it is worth more room than the others. */
  readonly isLong: boolean;
}

export interface Link {
  readonly label: string;
  readonly url: string;
}

/** `⛔ Alert (critical): The feed of games stands still` */
export function headline(message: Message): string {
  const sign = kindSigns[message.kind] ?? signs[message.severity];
  return `${sign} ${plainHeadline({ ...message, title: titleOf(message) })}`;
}

/** `✅ Resolved (critical): The feed of games stands still`, as one of several. */
export function alertHeadline(alert: MessageAlert): string {
  const { state, severity } = alert;
  const [sign, word] =
    state === 'resolved'
      ? (['✅', 'Resolved'] as const)
      : state === 'acknowledged'
        ? (['✋', 'Acknowledged'] as const)
        : ([signs[severity], 'Alert'] as const);
  return `${sign} ${word} (${severity}): ${titleOf(alert)}`;
}

const titleOf = ({ title }: { readonly title: string }): string => oneLine(title) || 'without a title';

/** What is said of one alert beside its title and its summary. Addresses are buttons, where they are any. */
export function factsOf(alert: MessageAlert): readonly Fact[] {
  const facts = allFacts(alert)
    .filter(({ name, isLink, value }) => name !== 'What' && (!isLink || (name === 'Runbook' && !webLink(value, 2_000))))
    .map(({ name, value }) => ({ label: name, value }));
  return cleaned([...facts, { label: 'Where', value: `${alert.subject} (${alert.metric})` }]);
}

const inShort = new Set(['Since', 'Expected', 'Seen']);

/** As one line, for where there is no room for one fact after the other. */
export function shortFacts(alert: MessageAlert): string {
  const facts = allFacts(alert).filter(({ name }) => inShort.has(name));
  return cleaned(facts.map(({ name, value }) => ({ label: name, value })))
    .map(({ label, value }) => `${label}: ${fit(value, 100)}`)
    .join(' · ');
}

function cleaned(facts: readonly { readonly label: string; readonly value: string }[]): readonly Fact[] {
  return facts
    .map(({ label, value }) => ({ label, value: oneLine(value), isLong: label === 'What to do' }))
    .filter(({ value }) => value !== '');
}

/** `2 firing, 1 resolved`; null where there is only one alert to speak of. */
export function countsText({ firing, resolved, alerts, more }: Message): string | null {
  if (alerts.length + more < 2) return null;
  return [firing > 0 ? `${count(firing)} firing` : '', resolved > 0 ? `${count(resolved)} resolved` : '']
    .filter((part) => part !== '')
    .join(', ');
}

/** How many there are beside those that are listed. */
export const moreThanListed = ({ alerts, more }: Message): number => more + Math.max(0, alerts.length - listed);

/** Where it comes from, why now, and why here. */
export function contextText({ project, reason, alerts, instead }: Message): string {
  const rules = [...new Set(alerts.map(({ rule }) => rule))];
  const parts = [
    project,
    rules.length === 1 ? `rule ${rules[0]}` : '',
    reason,
    instead ? `sent here instead of ${instead.of}: ${instead.because}` : '',
  ];
  return parts
    .map((part) => fit(oneLine(part), 300))
    .filter((part) => part !== '')
    .join(' · ');
}

/** Where its buttons lead: to all of it, to take it over, and to what to do. */
export function linksOf(message: Message, most: number): readonly Link[] {
  const [only, another] = message.alerts;
  const one = another === undefined ? only : undefined;
  const links: readonly (readonly [label: string, url: string | null])[] = [
    ['Open in Pitwall', message.url ?? one?.url ?? null],
    ['Acknowledge', one?.state === 'firing' ? one.acknowledgeUrl : null],
    ['Runbook', one?.runbook ?? null],
  ];
  return links.flatMap(([label, text]) => {
    const url = webLink(text, most);
    return url === undefined ? [] : [{ label, url }];
  });
}

/** As JSON says a moment. */
export const stamp = (at: number): string => new Date(at).toISOString();
