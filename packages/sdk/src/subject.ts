import { z } from 'zod';

/**
 * What is measured, as a path of `kind:name` steps: `dataset:games/column:tipoff`.
 * Names may hold any character; `%`, `/` and `:` are percent-encoded so that a hostile column name
 * cannot pose as another subject.
 */
export const subjectSchema = z
  .string()
  .regex(
    /^[a-z]+:[^/:]+(\/[a-z]+:[^/:]+)*$/,
    'a subject is a path of kind:name steps, like dataset:games/column:season',
  )
  .describe('What is measured, as a path of kind:name steps');

export type Subject = z.infer<typeof subjectSchema>;

export interface SubjectStep {
  readonly kind: string;
  readonly name: string;
}

export function formatSubject(...steps: readonly SubjectStep[]): Subject {
  return steps.map(({ kind, name }) => `${kind}:${encode(name)}`).join('/');
}

export function parseSubject(subject: Subject): SubjectStep[] {
  return subject.split('/').map((step) => {
    const colon = step.indexOf(':');
    return { kind: step.slice(0, colon), name: decode(step.slice(colon + 1)) };
  });
}

/** Stands for an empty name, which a step cannot hold; `%25` is what a `%` in a name becomes, so this is free. */
const emptyName = '%-';

function encode(name: string): string {
  if (name === '') return emptyName;
  return name.toWellFormed().replace(/[%/:]/g, (character) => encodeURIComponent(character));
}

/** Only what `encode` writes is decoded, so that a subject written by hand reads as it stands. */
function decode(name: string): string {
  if (name === emptyName) return '';
  return name.replace(/%(25|2F|3A)/g, (code) => decodeURIComponent(code));
}
