import { createHash } from 'node:crypto';
import type { Finding, Status } from '@pitwall/sdk';
import type { NewFinding } from '../../state/finding-table.ts';
import { questionOf } from '../subjects.ts';

/** A finding that stands, in short. */
export interface Standing {
  readonly id: string;
  readonly subject: string;
  readonly metric: string;
  readonly status: Status;
  readonly value: number | null;
}

export interface NewsTarget {
  readonly dataset: string;
  /** What the files looked like, in short: what is new in the same files is new by the clock alone. */
  readonly signature: string;
  /** `looks`: how often something was written before. */
  readonly before: { readonly signature: string; readonly standing: readonly Standing[]; readonly looks?: number };
  /** Whether the files were judged; where not, what stood still stands. */
  readonly judged: boolean;
  readonly now: Date;
}

export interface News {
  readonly findings: readonly NewFinding[];
  readonly standing: readonly Standing[];
}

/**
 * What has to be written so that what stands is what was found now: what is fine or not fine otherwise than before, and
 * what is as bad as before but in other files. That a part of a dataset is fine is written only where it was not before.
 */
export function newsOf(found: readonly Finding[], { dataset, signature, before, judged, now }: NewsTarget): News {
  const old = new Map(before.standing.map((one) => [questionOf(one), one]));
  const asked = new Set(found.map(questionOf));
  const gone = judged
    ? before.standing.filter((one) => !asked.has(questionOf(one)) && one.status !== 'pass').map((one) => over(one, now))
    : [];
  const isOtherFile = signature !== before.signature;
  const findings: NewFinding[] = [];
  const standing = new Map(judged ? [] : old);
  for (const finding of [...found, ...gone]) {
    const question = questionOf(finding);
    const was = old.get(question);
    if (!isNews(finding, was, isOtherFile)) {
      if (was && asked.has(question)) standing.set(question, was);
      continue;
    }
    const id = idOf([dataset, signature, before.looks ?? 0], finding, was);
    findings.push({ id, finding, window: null });
    const { subject, metric, status, value } = finding;
    if (asked.has(question)) standing.set(question, { id, subject, metric, status, value });
  }
  return { findings, standing: [...standing.values()] };
}

function isNews({ subject, status, value }: Finding, was: Standing | undefined, isOtherFile: boolean): boolean {
  if (!was) return status !== 'pass' || !subject.includes('/');
  if (was.status !== status) return true;
  return status !== 'pass' && isOtherFile && was.value !== value;
}

/** The same for a run that is made again after a crash, and another one for each time that it comes back. */
const idOf = (
  look: readonly [dataset: string, signature: string, looks: number],
  { status, value, ...finding }: Finding,
  was?: Standing,
): string =>
  createHash('sha256')
    .update(JSON.stringify([...look, questionOf(finding), status, value, was?.id ?? null]))
    .digest('hex')
    .slice(0, 32);

/** Some questions are asked only while there is something to ask about, such as values of another type. */
const over = ({ subject, metric }: Standing, now: Date): Finding => ({
  subject,
  metric,
  value: null,
  threshold: null,
  status: 'pass',
  message: 'there is nothing of it in the files any more, or nobody asks for it any more',
  evidence: {},
  at: now.toISOString(),
});
