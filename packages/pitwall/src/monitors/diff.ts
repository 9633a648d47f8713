import { createHash } from 'node:crypto';
import type { Finding, Status } from '@pitwall/sdk';
import { number } from '../core/words.ts';
import type { NewFinding } from '../state/finding-table.ts';
import { questionOf } from './subjects.ts';
import type { Window } from './windows.ts';

/** A finding that stands, in short. */
export interface Standing {
  readonly id: string;
  readonly status: Status;
  readonly value: number | null;
}

/** By what each answers. */
export type StandingFindings = Readonly<Record<string, Standing>>;

/** By question about a column, the end of the window in which it was last answered otherwise than with a pass. */
export type Troubles = Readonly<Record<string, number>>;

export interface DiffTarget {
  readonly model: string;
  readonly window: Window;
  /** The one that is judged now. */
  readonly revision: number;
  readonly standing: StandingFindings;
  readonly troubles: Troubles;
}

export interface Diff {
  readonly findings: readonly NewFinding[];
  readonly corrections: readonly { readonly id: string; readonly by: string }[];
  readonly standing: StandingFindings;
  readonly troubles: Troubles;
}

/** The same wherever and however often it is made, so that a run after a crash brings what is known already. */
const findingId = (model: string, { start, end }: Window, revision: number, question: string): string =>
  createHash('sha256')
    .update(JSON.stringify([model, start, end, revision, question]))
    .digest('hex')
    .slice(0, 32);

/**
 * What has to be written, so that what stands is what was found now. A value and a status that are as they were stay as
 * they were written. That a single column is fine is written only where it was not before: of a model with many columns
 * nearly every finding would say so, window after window.
 */
export function diffFindings(found: readonly Finding[], { model, window, revision, ...before }: DiffTarget): Diff {
  const findings: NewFinding[] = [];
  const corrections: { id: string; by: string }[] = [];
  const standing: Record<string, Standing> = { ...before.standing };
  const troubles: Record<string, number> = { ...before.troubles };
  const write = (question: string, finding: Finding): void => {
    const id = findingId(model, window, revision, question);
    const old = Object.hasOwn(standing, question) ? standing[question] : undefined;
    if (old) corrections.push({ id: old.id, by: id });
    findings.push({ id, finding: old ? corrected(finding, old) : finding, window });
    standing[question] = { id, status: finding.status, value: finding.value };
  };
  const asked = new Map(found.map((finding) => [questionOf(finding), finding]));
  for (const [question, finding] of asked) {
    const old = Object.hasOwn(standing, question) ? standing[question] : undefined;
    const trouble = Object.hasOwn(troubles, question) ? troubles[question] : undefined;
    const isOfPart = finding.subject.includes('/');
    const isQuiet = finding.status === 'pass' && isOfPart && trouble === undefined;
    if (old ? !isSame(old, finding) : !isQuiet) write(question, finding);
    if (finding.status !== 'pass' && isOfPart) troubles[question] = Math.max(window.end, trouble ?? 0);
    else if (finding.status === 'pass' && trouble !== undefined && trouble <= window.end) delete troubles[question];
  }
  for (const question of Object.keys(before.standing)) {
    if (asked.has(question)) continue;
    const gone = before.standing[question];
    const now = isOver(question, found) ? over(question, found) : unasked(question, found);
    if (gone && gone.status !== now.status) write(question, now);
    if (troubles[question] === window.end) delete troubles[question];
  }
  for (const [question, end] of Object.entries(before.troubles)) {
    if (end >= window.end || asked.has(question) || Object.hasOwn(standing, question)) continue;
    if (!isOver(question, found)) continue;
    write(question, over(question, found));
    delete troubles[question];
  }
  return { findings, corrections, standing, troubles };
}

const isSame = (old: Standing, { status, value }: Finding): boolean => old.status === status && old.value === value;

/** The new one says what the old one said, so that nobody has to look for it. */
function corrected(finding: Finding, old: Standing): Finding {
  const value = old.value === null ? '' : `${number(old.value)}, `;
  return { ...finding, message: `${finding.message}; corrected, before it was ${value}${old.status}` };
}

/** What was said once and is no question any more, such as of a column that was empty before late rows came. */
function unasked(question: string, [any]: readonly Finding[]): Finding {
  const [subject = '', metric = ''] = splitQuestion(question);
  return {
    subject,
    metric,
    value: null,
    threshold: null,
    status: 'unknown',
    message: 'with what came later this is no longer judged',
    reason: 'the window was judged again, and this could not be measured',
    evidence: {},
    at: any?.at ?? new Date(0).toISOString(),
  };
}

/** Asked only of columns that have any of it, then or now. */
const askedWhereFound: ReadonlySet<string> = new Set([
  'drift.missing',
  'drift.type',
  'drift.new_categories',
  'drift.vanished_categories',
]);

/** Whether that nobody asks any more means that there is nothing of it. */
const isOver = (question: string, found: readonly Finding[]): boolean =>
  askedWhereFound.has(splitQuestion(question)[1]) &&
  found.some(({ metric, status }) => metric === 'drift.window' && status === 'pass');

/** Said once, so that what was said to be bad does not stand for ever. */
function over(question: string, [any]: readonly Finding[]): Finding {
  const [subject, metric] = splitQuestion(question);
  return {
    subject,
    metric,
    value: null,
    threshold: null,
    status: 'pass',
    message: 'there is nothing of it in this window',
    evidence: {},
    at: any?.at ?? new Date(0).toISOString(),
  };
}

/** Metrics have no blanks, subjects may. */
const splitQuestion = (question: string): readonly [string, string] => {
  const at = question.lastIndexOf(' ');
  return [question.slice(0, at), question.slice(at + 1)];
};
