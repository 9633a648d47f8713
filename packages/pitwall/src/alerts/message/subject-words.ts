import { parseSubject } from '@pitwall/sdk';

/** `dataset games, column odds` of `dataset:games/column:odds`. */
export const subjectWords = (subject: string): string =>
  parseSubject(subject)
    .map(({ kind, name }) => `${kind} ${name}`)
    .join(', ');
