import type { StoredFinding, Threshold } from '@pitwall/sdk';
import type { CommandContext } from '../../../core/command.ts';
import { terminalText } from '../../../core/visible.ts';
import { marks, number } from '../../../core/words.ts';
import { headline } from '../../reporters/facts.ts';
import { subjectName } from '../../reporters/grouping.ts';
import { paintFor } from '../../reporters/paint.ts';
import { findingLines } from '../../reporters/pretty-finding.ts';
import { shorten } from '../../reporters/text-width.ts';

type Terminal = Pick<CommandContext, 'terminal'>;

/** Three lines: what, in words, and when. */
export function shortFindingLines({ id, finding, correctedBy }: StoredFinding, { terminal }: Terminal): string {
  const { colour, width } = terminal;
  const paint = paintFor(colour);
  const { status, subject, metric, at } = finding;
  const cut = (text: string): string => shorten(terminalText(text), width - 2);
  const notes = [
    `${at.slice(0, 16).replace('T', ' ')} UTC`,
    status,
    id,
    ...(correctedBy === null ? [] : ['corrected']),
  ];
  return [
    `${paint.status(status, marks[status])} ${paint.bold(cut(`${subjectName(subject)}  ${metric}`))}`,
    `  ${cut(headline(finding))}`,
    `  ${paint.dim(cut(notes.join('  ')))}`,
  ]
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

/** All that is known of one. */
export function wholeFindingLines(stored: StoredFinding, { terminal }: Terminal): string {
  const { colour, width } = terminal;
  const paint = paintFor(colour);
  const { id, finding, window, correctedBy } = stored;
  const { value, threshold, at, subject, metric, status, evidence } = finding;
  const facts: (readonly [name: string, text: string | undefined])[] = [
    ['id', id],
    ['status', status],
    ['subject', subject],
    ['metric', metric],
    ['value', value === null ? 'not measured' : number(value)],
    ['threshold', threshold === null ? undefined : thresholdWords(threshold)],
    ['judged', at],
    ['window', window === null ? undefined : `${window.start} to before ${window.end}`],
    ['rows', evidence.count === undefined ? undefined : `${evidence.count} of ${evidence.total ?? '?'}`],
    ['computed', evidence.computed],
    ['corrected by', correctedBy ?? undefined],
  ];
  const lines = facts.flatMap(([name, text]) =>
    text === undefined ? [] : [`  ${paint.dim(name.padEnd(12))}  ${shorten(terminalText(text), width - 16)}`],
  );
  return [...findingLines(finding, width, paint), '', ...lines].map((line) => `${line.trimEnd()}\n`).join('');
}

function thresholdWords({ warning, alert, minimum_samples: least }: Threshold): string {
  const parts = [
    warning !== undefined && `warning where ${warning}`,
    alert !== undefined && `alert where ${alert}`,
    least !== undefined && `from ${least} samples on`,
  ];
  return parts.filter((part) => part !== false).join(', ');
}
