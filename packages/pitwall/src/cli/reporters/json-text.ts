import { logCommand } from '../../core/visible.ts';

/** Legal in JSON as they are, but a terminal would obey them. */
const obeyed = /[\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Pretty JSON whose text is safe to show in a terminal and in a build log; parsers read the same values. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, null, 2)
    .replace(obeyed, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    // `#` is only found inside strings, where an escape means the same.
    .replace(logCommand, '\\u0023');
  return `${text}\n`;
}
