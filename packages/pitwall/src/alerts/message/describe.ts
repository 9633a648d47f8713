import type { Threshold } from '@pitwall/sdk';
import { formatDuration } from '../../core/duration.ts';
import { parseCondition } from '../../core/grade.ts';
import { count, counted, number, percent } from '../../core/words.ts';
import { byBadness, type StoredAlert, type StoredPart } from '../../state/alert-table.ts';
import { cutCharacters } from './cut.ts';
import type { Gathered } from './gather.ts';
import { linksOf, runbookUrl } from './links.ts';
import type { MessageAlert } from './message.ts';

/** Data and configurations may hold a megabyte where a sentence is meant. */
const longest = { title: 200, summary: 2_000, fact: 500, fix: 1_000, address: 2_000, label: 200, labels: 40 } as const;

export interface DescribeOptions {
  /** Of what was read for the alert; nothing where none was. */
  readonly gathered?: Gathered | undefined;
  /** The address of the dashboard, without a slash at its end. */
  readonly url: string | null;
  readonly at: number;
}

/** What a message says of an alert: the worst of what it is made of, and what is known around it. */
export function describeAlert(alert: StoredAlert, { gathered, url, at }: DescribeOptions): MessageAlert {
  const { id, severity, subject, metric, rule, since, resolvedAt, runbook } = alert;
  const bad = alert.parts.filter(({ isBad }) => isBad);
  const part = worstPart(alert);
  const links = linksOf(url, id);
  const cut = (text: string, most: number): string => cutCharacters(text, most, links.alert);
  const fact = (text: string | null): string | null => (text === null ? null : cut(text, longest.fact));
  const fix = alert.fix ?? part?.fix ?? null;
  const state = stateOf(alert);
  return {
    id,
    state,
    severity,
    subject,
    metric,
    rule,
    title: cut(alert.title, longest.title),
    summary: cut(summaryOf(alert, { part, bad: bad.length, isOver: state === 'resolved', at }), longest.summary),
    since,
    resolvedAt: state === 'resolved' ? resolvedAt : null,
    value: part?.value ?? null,
    threshold: part?.threshold ?? null,
    expected: fact(part ? (part.expected ?? expectedOf(part.threshold)) : null),
    observed: fact(part ? (part.observed ?? (part.value === null ? null : number(part.value))) : null),
    sure: fact(sureOf(alert, part, gathered)),
    count: alert.count,
    recent: gathered?.recent ?? [],
    before: (gathered?.before ?? []).map((change) => ({ ...change, what: cut(change.what, longest.fact) })),
    related: (gathered?.related ?? []).map((title) => cut(title, longest.title)),
    fix: fix === null ? null : cut(fix, longest.fix),
    // half of an address leads nowhere
    runbook: runbook !== null && runbook.length > longest.address ? null : runbookUrl(url, runbook),
    labels: shortLabels(alert.labels),
    url: links.alert,
    acknowledgeUrl: state === 'resolved' ? null : links.acknowledge,
  };
}

/** What most of the message is about; the newest where nothing is bad any more. */
export const worstPart = ({ parts }: Pick<StoredAlert, 'parts'>): StoredPart | undefined =>
  parts.toSorted(byBadness)[0];

/** Nobody is told of what is pending: whoever knows of it knows that it was over. */
function stateOf({ state, resolvedAt }: StoredAlert): MessageAlert['state'] {
  if (state === 'pending') return resolvedAt === null ? 'firing' : 'resolved';
  return state;
}

interface Summed {
  readonly part: StoredPart | undefined;
  readonly bad: number;
  readonly isOver: boolean;
  readonly at: number;
}

function summaryOf({ since, resolvedAt }: StoredAlert, { part, bad, isOver, at }: Summed): string {
  const lasted = formatDuration(Math.max(0, (resolvedAt ?? at) - since));
  if (isOver) return part ? `Over after ${lasted}: ${part.message}` : `Over after ${lasted}`;
  if (!part) return `It has been so for ${lasted}`;
  return bad > 1 ? `${part.message} (and ${counted(bad - 1, 'more measurement')} not fine)` : part.message;
}

const opposite = { '<': 'at least', '<=': 'more than', '>': 'at most', '>=': 'less than' } as const;

/** What is fine, of a threshold that says what is not. */
export function expectedOf(threshold: Threshold | null): string | null {
  const text = threshold?.warning ?? threshold?.alert;
  const condition = text === undefined ? undefined : conditionOf(text);
  if (!condition) return null;
  const { operator, limit, change, percent: isPercent } = condition;
  const size = `${opposite[operator]} ${isPercent ? percent(limit) : number(limit)}`;
  return change === undefined ? size : `a ${change} of ${size} from the baseline`;
}

/** Whoever sends findings may send anything, like a limit of 1e999, and people are told of it all the same. */
function conditionOf(text: string) {
  try {
    return parseCondition(text);
  } catch {
    return undefined;
  }
}

function sureOf({ count: times }: StoredAlert, part: StoredPart | undefined, gathered: Gathered | undefined) {
  const window = gathered?.window;
  const rows = part?.total == null ? null : counted(part.total, 'row');
  const over = window ? `over ${formatDuration(window.end - window.start)}` : null;
  const least = part?.threshold?.minimum_samples;
  const basis = [rows, over].filter((words) => words !== null).join(' ');
  const parts = [
    basis,
    rows !== null && least !== undefined ? `judged from ${counted(least, 'row')} on` : '',
    times > 1 ? `not fine in ${count(times)} measurements` : '',
  ];
  return parts.filter((words) => words !== '').join('; ') || null;
}

/** Each is bounded, and so is their number; those that say what it is about come before those of a sender. */
function shortLabels(labels: StoredAlert['labels']): MessageAlert['labels'] {
  const known = ['alertname', 'severity', 'kind', 'name', 'subject', 'metric', 'project', 'fingerprint'];
  const rank = (key: string): number => (known.includes(key) ? 0 : 1);
  return Object.fromEntries(
    Object.entries(labels)
      .toSorted(([a], [b]) => rank(a) - rank(b))
      .slice(0, longest.labels)
      .map(([key, value]) => [cutCharacters(key, longest.label), cutCharacters(value, longest.label)]),
  );
}
