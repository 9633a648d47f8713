import { logCommand, visible } from '../../core/visible.ts';

/** XML 1.0 has no way to write these, not even as references. */
const illegal = /(?![\t\n\r\u007f-\u009f])\p{Cc}|[\ufffe\uffff\p{Cs}]/gu;

/**
 * Escapes for text and for attributes. Line ends and tabs are written as references: parsers would fold them
 * in attributes, and data at the start of a log line could be a command to the build server. So are the
 * characters that a terminal would obey. With every `>` escaped, `]]>` cannot occur.
 */
export function xmlText(text: string): string {
  return text
    .replace(illegal, illegalShown)
    .replace(/[&<>"'\t\n\r\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, reference)
    .replace(logCommand, '&#35;');
}

/** What a parser gives back. */
export function xmlSurvivor(text: string): string {
  return text.replace(illegal, illegalShown);
}

function illegalShown(character: string): string {
  return character === '\ufffe' || character === '\uffff' ? '\ufffd' : visible(character);
}

function reference(character: string): string {
  switch (character) {
    case '&':
      return '&amp;';
    case '<':
      return '&lt;';
    case '>':
      return '&gt;';
    case '"':
      return '&quot;';
    case "'":
      return '&apos;';
    default:
      return `&#${character.charCodeAt(0)};`;
  }
}
