import { compareStatus, type Finding, formatSubject, parseSubject, type Status } from '@pitwall/sdk';
import { marks } from '../../../core/words.ts';
import { type Html, html } from './text.ts';

export function badge(status: Status): Html {
  return html`<span class="badge ${status}"><span aria-hidden="true">${marks[status]}</span> ${status}</span>`;
}

/** Stable: findings of the same status stay in the order of the report. */
export function worstFirst<T extends { readonly status: Status }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => compareStatus(a.status, b.status));
}

export function datasetSubject(dataset: string): string {
  return formatSubject({ kind: 'dataset', name: dataset });
}

export function modelSubject(model: string): string {
  return formatSubject({ kind: 'model', name: model });
}

export function columnSubject(dataset: string, column: string): string {
  return formatSubject({ kind: 'dataset', name: dataset }, { kind: 'column', name: column });
}

/** Findings by the first steps of their subjects: one step is the dataset, two are its column. */
export function findingsBySubject(findings: readonly Finding[], steps: 1 | 2): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const subject = finding.subject.split('/', steps).join('/');
    const group = groups.get(subject);
    if (group) group.push(finding);
    else groups.set(subject, [finding]);
  }
  return groups;
}

/** What is measured, for people: the name of the last step. A subject that cannot be decoded is shown as it is. */
export function subjectName({ subject }: Finding): { readonly kind: string; readonly name: string } {
  try {
    const last = parseSubject(subject).at(-1);
    if (last) return { kind: last.kind, name: last.name === '\0' ? '' : last.name };
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
  }
  return { kind: 'subject', name: subject };
}
