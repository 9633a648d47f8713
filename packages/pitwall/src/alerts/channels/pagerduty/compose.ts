import { createHash } from 'node:crypto';
import type { Severity } from '@pitwall/sdk';
import type { Json } from '../../../state/canonical-json.ts';
import type { Message, MessageAlert, MessageKind } from '../../message/message.ts';
import { fit, oneLine } from '../chat/text.ts';
import {
  alertHeadline,
  contextText,
  countsText,
  factsOf,
  linksOf,
  listed,
  moreThanListed,
  stamp,
} from '../chat/words.ts';

/** The limits of PagerDuty's "Send an Alert Event": a summary of 1024; 512 KB altogether, far more than what is sent. */
const limits = { summary: 1_024, link: 2_000, name: 255, value: 1_000, short: 300 };

const severities: Readonly<Record<Severity, string>> = {
  critical: 'critical',
  high: 'error',
  medium: 'warning',
  low: 'info',
};

export type PagerDutyAction = 'trigger' | 'acknowledge' | 'resolve';

export interface PagerDutyPayload {
  readonly event_action: PagerDutyAction;
  readonly dedup_key: string;
  readonly payload: {
    readonly summary: string;
    readonly source: string;
    readonly severity: string;
    readonly timestamp: string;
    readonly component?: string;
    readonly group?: string;
    readonly class?: string;
    readonly custom_details: Readonly<Record<string, Json>>;
  };
  readonly links: readonly { readonly href: string; readonly text: string }[];
  readonly client: 'Pitwall';
  readonly client_url?: string;
}

/** PagerDuty keeps one alert for a key, however often it is told. */
export function actionOf(kind: MessageKind): PagerDutyAction {
  if (kind === 'resolved') return 'resolve';
  return kind === 'acknowledged' ? 'acknowledge' : 'trigger';
}

/** All text is shown as it is. The key of the message is `delivery` of its details. */
export function composePagerduty(
  message: Message,
  key: string,
  action: PagerDutyAction = actionOf(message.kind),
): PagerDutyPayload {
  const [first] = message.alerts;
  const links = linksOf(message, limits.link);
  const [page] = links.filter(({ label }) => label === 'Open in Pitwall');
  const group = Object.entries(message.group).map(([label, value]) => `${label}=${value}`);
  return {
    event_action: action,
    dedup_key: createHash('sha256').update(message.thread).digest('hex'),
    payload: {
      summary: fit(oneLine(message.title) || 'An alert without a title', limits.summary),
      source: name(first?.subject ?? message.project) ?? 'pitwall',
      severity: message.kind === 'test' ? 'info' : severities[message.severity],
      timestamp: stamp(message.kind === 'firing' && first ? first.since : message.at),
      ...optional('component', name(first?.labels.name ?? '')),
      ...optional('group', name(group.join(', '))),
      ...optional('class', name(first?.rule ?? '')),
      custom_details: { ...detailsOf(message), delivery: key },
    },
    links: links.map(({ label, url }) => ({ href: url, text: label })),
    client: 'Pitwall',
    ...optional('client_url', page?.url),
  };
}

function detailsOf(message: Message): Readonly<Record<string, Json>> {
  const [only, another] = message.alerts;
  const more = moreThanListed(message);
  const text = fit(oneLine(message.text ?? ''), limits.value);
  const counts = countsText(message);
  return {
    ...(text === '' ? {} : { Message: text }),
    ...(counts === null ? {} : { Alerts: counts }),
    ...(only && another === undefined
      ? { Summary: fit(oneLine(only.summary), limits.value), ...factRecord(only, limits.value) }
      : {
          List: message.alerts.slice(0, listed).map((alert) => ({
            Alert: fit(alertHeadline(alert), limits.short),
            ...factRecord(alert, limits.short),
          })),
        }),
    ...(more === 0 ? {} : { More: more }),
    Context: contextText(message),
  };
}

/** What is said more than once stands together. */
function factRecord(alert: MessageAlert, most: number): Readonly<Record<string, string>> {
  const facts = new Map<string, string>();
  for (const { label, value } of factsOf(alert)) {
    const before = facts.get(label);
    facts.set(label, fit(before === undefined ? value : `${before}; ${value}`, most));
  }
  return Object.fromEntries(facts);
}

const name = (text: string): string | undefined => fit(oneLine(text), limits.name) || undefined;

const optional = <Key extends string>(key: Key, value: string | undefined): Partial<Record<Key, string>> =>
  value === undefined ? {} : ({ [key]: value } as Record<Key, string>);
