import { visible } from '../../../core/visible.ts';

/** Of more than that nothing is looked at: what is shown is far shorter, and a megabyte is not worth reading for it. */
const longest = 4_000;

/** More marks above one letter reach into the lines beside it. */
const marksOnMarks = /(\p{M}{3})\p{M}+/gu;

/**
 * One line of text that whoever reads it sees as it is: marks that reverse the reading order, control characters and
 * halves of characters are shown as signs that stand for them.
 */
export function oneLine(text: string): string {
  // a half of a character at its end would be shown as what it is
  const read = text.length > longest ? `${text.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}…` : text;
  return visible(read.replace(/\s+/gu, ' ').trim()).replace(marksOnMarks, '$1');
}

/** A character as it is written where some mean more than themselves, with what stands behind it. */
export type Escape = (character: string, next: string) => string;

/** As much of it as there is room for, in units of UTF-16, after each character was escaped; `…` stands for the rest. */
export function fit(text: string, most: number, escaped: Escape = (same) => same): string {
  let whole = '';
  let withRoom = '';
  let at = 0;
  for (const character of text) {
    at += character.length;
    const written = escaped(character, text.charAt(at));
    if (whole.length + written.length > most) return `${withRoom}…`;
    whole += written;
    if (whole.length < most) withRoom = whole;
  }
  return whole;
}

/** An address that a button may lead to; undefined where it is none, holds a name and a password, or is too long. */
export function webLink(text: string | null, most: number): string | undefined {
  if (text === null || text.length > most || !URL.canParse(text)) return undefined;
  const { protocol, username, password, href } = new URL(text);
  if (!/^https?:$/.test(protocol) || username !== '' || password !== '') return undefined;
  return href.length > most ? undefined : href;
}
