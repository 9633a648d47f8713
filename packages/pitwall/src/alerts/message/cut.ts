/** So far back the beginning of a letter made of several characters is looked for. */
const widest = 64;

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * A text of at most so many characters, by the units of UTF-16, which are never fewer than its letters. What is longer
 * says that it was cut, and where the whole is, as far as there is room for that.
 */
export function cutCharacters(text: string, most: number, url: string | null = null): string {
  if (text.length <= most) return text.toWellFormed();
  const endings = [...(url === null ? [] : [`… (cut; the whole: ${url})`]), '… (cut)', '…', ''];
  // an address is of more use than the last letters, but not than most of the text
  const ending = endings.find(({ length }) => length <= most / 2) ?? '';
  const end = letterEnd(text, Math.max(0, most - ending.length));
  return `${text.slice(0, end).toWellFormed()}${ending}`;
}

/** The end of the last whole letter that ends at or before `end`. */
function letterEnd(text: string, end: number): number {
  if (end >= text.length) return text.length;
  const from = letterStart(text, Math.max(0, end - widest));
  let last = from;
  for (const { index } of letters.segment(text.slice(from, end + widest))) {
    if (from + index > end) break;
    last = from + index;
  }
  if (last > from || from === 0) return last;
  // a letter of so many characters is somebody's joke, and cut as it comes
  return isSecondHalf(text, end) ? end - 1 : end;
}

/** Before a letter of ASCII another one ends; flags and families could be taken for others from within. */
function letterStart(text: string, before: number): number {
  for (let at = before; at > Math.max(0, before - widest * 4); at--) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x20 && unit < 0x7f) return at;
  }
  return before <= widest * 4 ? 0 : before;
}

function isSecondHalf(text: string, at: number): boolean {
  return at > 0 && (text.codePointAt(at - 1) ?? 0) > 0xffff;
}
