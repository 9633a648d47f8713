import type { Alert, AlertEvent, Severity, Status } from '@pitwall/sdk';
import type { CommandContext } from '../../../core/command.ts';
import { terminalText } from '../../../core/visible.ts';
import { counted, marks, number } from '../../../core/words.ts';
import { ago } from '../../ago.ts';
import { subjectName } from '../../reporters/grouping.ts';
import { paintFor } from '../../reporters/paint.ts';
import { tableLines } from '../../reporters/pretty-table.ts';
import { shorten } from '../../reporters/text-width.ts';

type Drawn = Pick<CommandContext, 'terminal' | 'now'>;

const statusBySeverity: Readonly<Record<Severity, Status>> = {
  critical: 'alert',
  high: 'alert',
  medium: 'warning',
  low: 'warning',
};

export const statusOfAlert = ({ state, severity }: Pick<Alert, 'state' | 'severity'>): Status =>
  state === 'resolved' ? 'pass' : state === 'pending' ? 'unknown' : statusBySeverity[severity];

/** Three lines: what, in words, and how it stands. */
export function shortAlertLines(alert: Alert, { terminal: { colour, width }, now }: Drawn): string {
  const { id, subject, title, summary, severity, count } = alert;
  const paint = paintFor(colour);
  const status = statusOfAlert(alert);
  const cut = (text: string): string => shorten(terminalText(text), width - 2);
  const notes = [severity, stateWords(alert, now), counted(count, 'finding'), ...quietWords(alert), id];
  return [
    `${paint.status(status, marks[status])} ${paint.bold(cut(`${subjectName(subject)}  ${title}`))}`,
    `  ${cut(summary)}`,
    `  ${paint.dim(cut(notes.join('  ')))}`,
  ]
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

function stateWords({ state, since, firedAt, resolvedAt, acknowledgement, flapping }: Alert, now: Date): string {
  const flaps = flapping ? ', flapping' : '';
  switch (state) {
    case 'pending':
      return `not told yet, since ${ago(since, now)}`;
    case 'firing':
      return `firing since ${ago(firedAt ?? since, now)}${flaps}`;
    case 'acknowledged':
      return `acknowledged ${ago(acknowledgement?.at ?? since, now)}${flaps}`;
    case 'resolved':
      return `resolved ${ago(resolvedAt ?? since, now)}`;
  }
}

/** Why nobody is told of it. */
export function quietWords({ quiet: { silencedBy, inhibitedBy, mutedBy } }: Alert): string[] {
  return [
    ...(silencedBy.length > 0 ? ['silenced'] : []),
    ...(inhibitedBy.length > 0 ? ['inhibited'] : []),
    ...(mutedBy.length > 0 ? ['muted'] : []),
  ];
}

/** All that is known of one. */
export function wholeAlertLines(alert: Alert, context: Drawn): string {
  const { colour, width } = context.terminal;
  const paint = paintFor(colour);
  const { acknowledgement, quiet } = alert;
  const facts: (readonly [name: string, text: string | null | undefined])[] = [
    ['what to do', alert.fix],
    ['runbook', alert.runbook],
    ['began', alert.since],
    ['fired', alert.firedAt],
    ['last seen', alert.lastSeenAt],
    ['resolved', alert.resolvedAt],
    ['fired times', String(alert.episode)],
    ['acknowledged', acknowledgement && `${acknowledgement.at} by ${acknowledgement.by}`],
    ['until', acknowledgement?.until],
    ['comment', acknowledgement?.comment],
    ['silenced by', quiet.silencedBy.join(', ') || undefined],
    ['inhibited by', quiet.inhibitedBy.join(', ') || undefined],
    ['muted in', quiet.mutedBy.join(', ') || undefined],
    ['rule', alert.rule],
    ['labels', labelWords(alert.labels)],
  ];
  const room = width - 16;
  const lines = facts.flatMap(([name, text]) =>
    text === null || text === undefined
      ? []
      : [`  ${paint.dim(name.padEnd(12))}  ${shorten(terminalText(text), room)}`],
  );
  const rows = alert.parts.map(({ status, subject, metric, value, message }) => ({
    status,
    cells: [subjectName(subject), metric, value === null ? '' : number(value)],
    note: message,
  }));
  const more = alert.moreParts > 0 ? [`    ${paint.dim(`and ${counted(alert.moreParts, 'more')}`)}`] : [];
  const parts = rows.length === 0 ? [] : ['', ...tableLines([{ title: 'Made of', rows }], width, paint), ...more];
  return shortAlertLines(alert, context) + ['', ...lines, ...parts].map((line) => `${line.trimEnd()}\n`).join('');
}

export const labelWords = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(' ');

/** What happened: each in the words of people. */
const happenings: Readonly<Record<string, string>> = {
  acknowledgement_expired: 'the acknowledgement ended',
  dropped: 'was over before anybody was told',
  fired: 'fired',
  flapping: 'began to flap',
  fresh: 'is measured again',
  lowered: 'is less bad',
  pending: 'was seen first',
  raised: 'is worse',
  stale: 'is no longer measured',
  steady: 'no longer flaps',
  unacknowledged: 'was given back',
};

export function historyLines(events: readonly AlertEvent[], { terminal: { colour, width } }: Drawn): string {
  const rows = events.map(({ at, kind, by, severity, message, comment }) => ({
    status: null,
    cells: [
      `${at.slice(0, 19).replace('T', ' ')} UTC`,
      happenings[kind] ?? kind,
      severity ?? '',
      by === 'system' ? '' : by,
    ],
    ...(comment === null && message === null ? {} : { note: comment ?? message ?? '' }),
  }));
  return tableLines([{ title: 'History', rows }], width, paintFor(colour))
    .map((line) => `${line}\n`)
    .join('');
}
