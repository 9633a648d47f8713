import { compareSeverity, type Severity } from '@pitwall/sdk';
import { formatDuration } from '../../core/duration.ts';
import { count } from '../../core/words.ts';
import type { StoredAlert } from '../../state/alert-table.ts';
import type { Labels } from '../labels.ts';
import { cutCharacters } from './cut.ts';
import { describeAlert } from './describe.ts';
import type { Gathered } from './gather.ts';
import type { Message, MessageAlert, MessageKind } from './message.ts';
import { subjectWords } from './subject-words.ts';

/** So many are written out; of the others it is said how many there are. */
export const mostAlerts = 20;

const longest = { title: 200, text: 4_000 } as const;

/** What is known of an alert without reading all of it. */
export interface Ranked {
  readonly id: string;
  readonly state: StoredAlert['state'];
  readonly severity: Severity;
  readonly since: number;
}

/** What fires before what is over, the worst of it first, and of equally bad ones that which began first. */
export const worstFirst = (a: Ranked, b: Ranked): number =>
  rank(a) - rank(b) || compareSeverity(a.severity, b.severity) || a.since - b.since || (a.id < b.id ? -1 : 1);

const ranks: Readonly<Record<StoredAlert['state'], number>> = { firing: 0, acknowledged: 1, pending: 2, resolved: 2 };

const rank = ({ state }: Ranked): number => ranks[state];

export interface MessageInput {
  readonly kind: MessageKind;
  readonly reason: string;
  readonly project: string;
  /** `<group id>.<round>` */
  readonly thread: string;
  readonly at: number;
  readonly group: Labels;
  /** How many there are in all; those that are written out are among them. */
  readonly firing: number;
  readonly resolved: number;
  /** The worst of them, as they are stored. */
  readonly alerts: readonly StoredAlert[];
  readonly gathered?: ReadonlyMap<string, Gathered>;
  /** The address of the dashboard, without a slash at its end. */
  readonly url: string | null;
  /** What is to be said above the alerts. */
  readonly text?: string | null;
}

/** What people are told of an incident. */
export function buildMessage(input: MessageInput): Message {
  const { kind, reason, project, thread, at, group, firing, resolved, url } = input;
  const alerts = input.alerts
    .toSorted(worstFirst)
    .slice(0, mostAlerts)
    .map((alert) => describeAlert(alert, { gathered: input.gathered?.get(alert.id), url, at }));
  // the worst of them is where to begin
  const link = alerts[0]?.url ?? url;
  const said = [input.text ?? null, textOf(kind, alerts, resolved)].filter((text) => text !== null);
  return {
    kind,
    reason,
    project,
    title: cutCharacters(titleOf(input, alerts).replace(/\s+/g, ' '), longest.title),
    text: said.length === 0 ? null : cutCharacters(said.join('\n'), longest.text, link),
    severity: severityOf(alerts),
    thread,
    at,
    group,
    firing,
    resolved,
    alerts,
    more: Math.max(0, firing + resolved - alerts.length),
    url: link,
    instead: null,
  };
}

/** Of what fires; of what was, where nothing does. */
function severityOf(alerts: readonly MessageAlert[]): Severity {
  const firing = alerts.filter(({ state }) => state !== 'resolved');
  const all = (firing.length > 0 ? firing : alerts).map(({ severity }) => severity);
  return all.sort(compareSeverity)[0] ?? 'low';
}

/** `[2 firing] courtside: The model loses money – model spread, and 1 more` */
function titleOf({ project, firing, resolved, reason }: MessageInput, alerts: readonly MessageAlert[]): string {
  const [first] = alerts;
  const total = firing + resolved;
  const counts = [firing > 0 ? `${count(firing)} firing` : '', resolved > 0 ? `${count(resolved)} resolved` : ''];
  const many = total > 1 ? `[${counts.filter((words) => words !== '').join(', ')}] ` : '';
  if (!first) return `${many}${project}: ${reason}`;
  const others = total > 1 ? `, and ${count(total - 1)} more` : '';
  return `${many}${project}: ${first.title} – ${subjectWords(first.subject)}${others}`;
}

function textOf(kind: MessageKind, alerts: readonly MessageAlert[], resolved: number): string | null {
  const over = alerts.flatMap(({ since, resolvedAt }) => (resolvedAt === null ? [] : [{ since, resolvedAt }]));
  if (kind !== 'resolved' || over.length === 0) return null;
  const from = Math.min(...over.map(({ since }) => since));
  const to = Math.max(...over.map(({ resolvedAt }) => resolvedAt));
  const lasted = formatDuration(Math.max(0, to - from));
  return resolved > 1 ? `All ${count(resolved)} are over, after ${lasted}.` : `It is over, after ${lasted}.`;
}
