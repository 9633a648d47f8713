/** Where a record of a CSV file ends and what it is made of; positions count bytes. */
export interface CsvRecord {
  /** Behind its line break. */
  readonly next: number;
  /** Before its line break. */
  readonly end: number;
  readonly fields: number;
  readonly problem?: 'open' | 'after';
  /** Every reader takes it apart alike: no line break outside quotes, no quote inside a plain field. */
  readonly plain: boolean;
}

export interface CsvGrammar {
  readonly delimiter: Buffer;
  /** Files of old Macs end their lines with it alone. */
  readonly carriageReturnEnds: boolean;
}

const quote = 0x22;
const newline = 0x0a;
const carriageReturn = 0x0d;
const blank = 0x20;

/**
 * The record that begins at `start`, or undefined where it does not end within the bytes and more may come. A field in
 * quotes may have blanks around them, as DuckDB takes it; a quote within a plain field is a character like others.
 */
export function nextRecord(
  bytes: Buffer,
  start: number,
  { delimiter, carriageReturnEnds }: CsvGrammar,
  whole: boolean,
): CsvRecord | undefined {
  const [first = 0] = delimiter;
  const width = delimiter.length;
  const limit = bytes.length;
  let at = start;
  let fields = 1;
  let plain = true;
  const isDelimiter = (position: number): boolean =>
    bytes[position] === first && (width === 1 || bytes.compare(delimiter, 0, width, position, position + width) === 0);
  for (;;) {
    let inside = at;
    while (bytes[inside] === blank && first !== blank) inside += 1;
    if (bytes[inside] === quote) {
      if (inside > at) plain = false;
      at = closingQuote(bytes, inside + 1);
      if (at < 0) return whole ? { next: limit, end: limit, fields, plain, problem: 'open' } : undefined;
      at += 1;
      if (at < limit && bytes[at] === blank && first !== blank) {
        plain = false;
        while (bytes[at] === blank) at += 1;
      }
      const after = bytes[at];
      if (at < limit && after !== newline && after !== carriageReturn && !isDelimiter(at))
        return { next: at, end: at, fields, plain, problem: 'after' };
    }
    for (; at < limit; at += 1) {
      const byte = bytes[at];
      if (byte === newline) return { next: at + 1, end: at, fields, plain };
      if (byte === quote) plain = false;
      else if (byte === carriageReturn) {
        if (at + 1 === limit && !whole) return undefined;
        if (bytes[at + 1] === newline) return { next: at + 2, end: at, fields, plain };
        if (carriageReturnEnds || at + 1 === limit) return { next: at + 1, end: at, fields, plain };
        plain = false;
      } else if (isDelimiter(at)) break;
    }
    if (at >= limit) return whole ? { next: limit, end: limit, fields, plain } : undefined;
    fields += 1;
    at += width;
  }
}

/** The position of the quote that closes a field, or -1. A quote at the very end might be the first of two. */
function closingQuote(bytes: Buffer, start: number): number {
  let at = start;
  for (;;) {
    at = bytes.indexOf(quote, at);
    if (at < 0 || bytes[at + 1] !== quote) return at;
    at += 2;
  }
}

/** The contents of the fields of a record that has no problem. */
export function recordFields(text: string, delimiter: string): string[] {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const quoted = delimiter === ' ' ? /"((?:[^"]|"")*)"/y : / *"((?:[^"]|"")*)" */y;
    quoted.lastIndex = at;
    const found = quoted.exec(text);
    if (found) {
      fields.push((found[1] ?? '').replaceAll('""', '"'));
      at = quoted.lastIndex;
      if (at >= text.length) return fields;
    } else {
      const end = text.indexOf(delimiter, at);
      fields.push(end < 0 ? text.slice(at) : text.slice(at, end));
      if (end < 0) return fields;
      at = end;
    }
    at += delimiter.length;
  }
}

/** Behind the line break that ends the line at `start`, whatever is quoted; undefined where there is none. */
export function lineEnd(bytes: Buffer, start: number, { carriageReturnEnds }: CsvGrammar): number | undefined {
  const end = bytes.indexOf(carriageReturnEnds ? carriageReturn : newline, start);
  return end < 0 ? undefined : end + 1;
}

/** How many lines end between two positions. */
export function linesIn(bytes: Buffer, start: number, end: number, { carriageReturnEnds }: CsvGrammar): number {
  const ending = carriageReturnEnds ? carriageReturn : newline;
  let count = 0;
  for (let at = bytes.indexOf(ending, start); at >= 0 && at < end; at = bytes.indexOf(ending, at + 1)) count += 1;
  return count;
}
