import { type Evidence, formatSubject, type Subject, type Threshold } from '@pitwall/sdk';
import type { Rule } from '../config.ts';

/** A finding before it is graded. Where it has no subject it is about the whole dataset. */
export interface Draft {
  readonly subject?: Subject;
  readonly metric: string;
  readonly value: number | null;
  readonly threshold: Threshold;
  readonly message: string;
  /** Why there is no value. */
  readonly reason?: string;
  readonly evidence: Evidence;
}

export interface JudgeContext {
  readonly dataset: string;
  readonly now: Date;
}

interface Counted extends Omit<Draft, 'value' | 'threshold' | 'reason'> {
  readonly severity: 'warning' | 'alert';
  readonly tolerance: number;
  readonly counted: number;
  readonly total: number;
}

/** What is counted as broken, judged by its share. */
export function shareDraft({ severity, tolerance, counted, total, evidence, ...rest }: Counted): Draft {
  return {
    ...rest,
    value: total === 0 ? null : counted / total,
    ...(total === 0 ? { reason: 'there is nothing to judge' } : {}),
    threshold: { [severity]: `> ${tolerance}` },
    evidence: { count: counted, total, ...evidence },
  };
}

export const columnSubject = (dataset: string, column: string): Subject =>
  formatSubject({ kind: 'dataset', name: dataset }, { kind: 'column', name: column });

export const ruleName = (rule: Rule): string => rule.name ?? rule.expect;

export const ruleSubject = (dataset: string, rule: Rule): Subject =>
  formatSubject({ kind: 'dataset', name: dataset }, { kind: 'rule', name: ruleName(rule) });

export const formatCount = (number: number): string => number.toLocaleString('en-US');

export const count = (number: number, noun: string): string =>
  `${formatCount(number)} ${noun}${number === 1 ? '' : 's'}`;

/** Names beyond these say no more. */
export const listedNames = 8;

export function nameList(names: readonly string[]): string {
  const shown = names
    .slice(0, listedNames)
    .map((name) => shorten(name))
    .join(', ');
  return names.length > listedNames ? `${shown} and ${formatCount(names.length - listedNames)} more` : shown;
}

const longestValue = 120;

export function shorten(text: string): string {
  const characters = [...text];
  return characters.length > longestValue ? `${characters.slice(0, longestValue - 1).join('')}…` : text;
}
