import { type Finding, type ModelReport, worstStatus } from '@pitwall/sdk';
import type { JudgedModel } from './judge.ts';

/** What is said of a model beyond its metrics. */
export interface Part {
  readonly findings: readonly Finding[];
  readonly next: readonly string[];
  readonly report: Partial<Pick<ModelReport, 'segments' | 'estimates' | 'comparison'>>;
}

export function withParts({ findings, report }: JudgedModel, parts: readonly Part[]): JudgedModel {
  const all = [...findings, ...parts.flatMap((part) => part.findings)];
  return {
    findings: all,
    report: {
      ...report,
      ...Object.assign({}, ...parts.map((part) => part.report)),
      status: worstStatus(all.map(({ status }) => status)),
      next: [...report.next, ...parts.flatMap(({ next }) => next)],
    },
  };
}
