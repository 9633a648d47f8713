const erased = '[erased]';

/** A text of JSON with something else in the place of these texts, wherever they stand as words of their own. */
export function redactJson(body: string, texts: readonly string[]): string {
  // most bodies hold none of them, and are not even read
  if (!texts.some((text) => body.includes(JSON.stringify(text).slice(1, -1)))) return body;
  const changed = { any: false };
  const redacted = redact(JSON.parse(body), texts, changed);
  return changed.any ? JSON.stringify(redacted) : body;
}

function redact(value: unknown, texts: readonly string[], changed: { any: boolean }): unknown {
  if (typeof value === 'string') {
    const after = texts.reduce(replaceWords, value);
    changed.any ||= after !== value;
    return after;
  }
  if (Array.isArray(value)) return value.map((item) => redact(item, texts, changed));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [redact(key, texts, changed), redact(member, texts, changed)]),
  );
}

const isWordPart = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}]/u.test(character);

function replaceWords(whole: string, text: string): string {
  let result = '';
  for (let start = 0; ; ) {
    const at = whole.indexOf(text, start);
    if (at < 0) return result + whole.slice(start);
    const end = at + text.length;
    const isWord = !isWordPart(whole[at - 1]) && !isWordPart(whole[end]);
    result += whole.slice(start, at) + (isWord ? erased : text);
    start = end;
  }
}
