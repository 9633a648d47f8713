import { type Finding, formatSubject, type Status } from '@pitwall/sdk';
import { appendFindings, listFindings } from '../state/finding-table.ts';
import type { Reader, Tx } from '../state/state.ts';

export interface Judged {
  readonly project: string;
  readonly metric: 'backup.age' | 'backup.drill';
  readonly status: Extract<Status, 'pass' | 'alert'>;
  readonly value: number | null;
  readonly message: string;
  readonly evidence: Finding['evidence'];
  readonly at: number;
}

const subjectOf = (project: string): string => formatSubject({ kind: 'backup', name: project });

/** Whether it is news: something bad that was fine or unknown before, or something fine that was bad. */
export async function isNews(db: Reader, { project, metric, status }: Judged): Promise<boolean> {
  const { items } = await listFindings(db, { subject: subjectOf(project), metric, limit: 1 });
  const before = items[0]?.finding.status ?? 'pass';
  return before !== status;
}

/** One finding for each change, so that what goes on for a week is told once. */
export async function tellIfNews(tx: Tx, judged: Judged): Promise<boolean> {
  if (!(await isNews(tx, judged))) return false;
  const { project, metric, status, value, message, evidence, at } = judged;
  const finding: Finding = {
    subject: subjectOf(project),
    metric,
    status,
    value,
    threshold: null,
    message,
    evidence,
    at: new Date(at).toISOString(),
  };
  const made = await appendFindings(tx, [{ id: `${metric}-${project}-${at}`.slice(0, 200), finding, window: null }]);
  return made.length > 0;
}
