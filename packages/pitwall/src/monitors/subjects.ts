import type { Finding } from '@pitwall/sdk';
import { compareStatus } from '@pitwall/sdk';

/** What rows of a dataset are called, said of a model whose rows they are. */
export const aboutModel = (findings: readonly Finding[]): Finding[] =>
  findings.map((finding) => ({ ...finding, subject: finding.subject.replace(/^dataset:/, 'model:') }));

/** What a finding answers: two of one window with the same are two answers to one question. */
export const questionOf = ({ subject, metric }: Pick<Finding, 'subject' | 'metric'>): string => `${subject} ${metric}`;

/** One finding for each question, the worst. */
export function worstOfEach(findings: readonly Finding[]): Finding[] {
  const worst = new Map<string, Finding>();
  for (const finding of findings) {
    const question = questionOf(finding);
    const before = worst.get(question);
    if (!before || compareStatus(finding.status, before.status) < 0) worst.set(question, finding);
  }
  return [...worst.values()];
}
