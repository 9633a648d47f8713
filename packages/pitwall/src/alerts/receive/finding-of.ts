import { createHash } from 'node:crypto';
import { type Finding, formatSubject, type Subject } from '@pitwall/sdk';
import type { ReceivedAlert } from '../../state/alert-received-table.ts';
import type { NewFinding } from '../../state/finding-table.ts';
import type { Labels } from '../labels.ts';
import { severityMeant } from '../rules/foreign-severity.ts';

/** The metric of findings that others made. */
const receivedMetric = 'received.alert';

/** Labels that name what we watch, too. */
const namedKinds = ['model', 'dataset', 'component'] as const;

/** What an alert of others is about: what we watch where a label names it, else the rule that made it. */
export function subjectOfLabels(labels: Labels): Subject {
  return watchedIn(labels)[0] ?? shortSubject('prometheus', labels.alertname ?? 'unnamed');
}

/** All that it speaks of, what it is about first: whoever sends it must be let to speak of each. */
export const subjectsOfLabels = (labels: Labels): readonly Subject[] => [
  ...new Set([subjectOfLabels(labels), ...watchedIn(labels)]),
];

const watchedIn = (labels: Labels): readonly Subject[] =>
  namedKinds.flatMap((kind) => {
    const name = labels[kind];
    return name === undefined || name === '' ? [] : [shortSubject(kind, name)];
  });

/** A longer one could be asked for by nobody. */
const longestSubject = 500;

function shortSubject(kind: string, name: string): Subject {
  const whole = formatSubject({ kind, name });
  if (whole.length <= longestSubject) return whole;
  const mark = createHash('sha256').update(name).digest('hex').slice(0, 16);
  return formatSubject({ kind, name: `${name.slice(0, 40).toWellFormed()}…${mark}` });
}

const longestMessage = 2_000;

/** What is found out by an alert of others. */
export function findingOf({ id, source, status, startsAt, body }: ReceivedAlert, now: number): NewFinding {
  const { labels, annotations, generatorUrl, findings } = body;
  const name = labels.alertname ?? 'An alert without a name';
  const told = annotations.summary || annotations.description || annotations.message || `${name} fires`;
  const over = status === 'resolved';
  const finding: Finding = {
    subject: subjectOfLabels(labels),
    metric: receivedMetric,
    value: null,
    threshold: null,
    status: over ? 'pass' : isMild(labels) ? 'warning' : 'alert',
    message: cut(over ? `${name} is over: ${told}` : told),
    evidence: {
      observed: cut(
        annotations.summary && annotations.description
          ? annotations.description
          : `${over ? 'over' : 'firing'} since ${new Date(startsAt).toISOString()}, says ${source}`,
      ),
      ...(generatorUrl === '' ? {} : { computed: cut(generatorUrl) }),
      ...(isLink(annotations.runbook_url) ? { fix: cut(`See ${annotations.runbook_url}`) } : {}),
    },
    labels,
    at: new Date(now).toISOString(),
  };
  // what was forgotten since is counted anew, and is no finding that was there before
  return { id: `received-${id}-${now}-${findings}`, finding, window: null };
}

const isMild = ({ severity }: Labels): boolean => {
  const meant = severityMeant(severity);
  return meant === 'low' || meant === 'medium';
};

const cut = (text: string): string =>
  text.length <= longestMessage ? text : `${text.slice(0, longestMessage - 1).toWellFormed()}…`;

const isLink = (text: string | undefined): text is string => text !== undefined && /^https?:\/\/\S+$/.test(text);
