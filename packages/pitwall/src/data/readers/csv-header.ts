import { PitwallError } from '../../core/errors.ts';
import type { ReadOptions, SourceFile } from '../source.ts';

export type Encoding = 'utf-8' | 'utf-16' | 'latin-1';

export interface CsvShape {
  readonly columns: readonly string[];
  readonly delimiter: string;
  readonly encoding: Encoding;
}

const delimiters = [',', ';', '\t', '|'];

/** Records that are looked at to find the delimiter. */
const sampleRecords = 20;

/** What a CSV file says of itself in its first record, read from its first bytes. */
export function readCsvShape(file: SourceFile, head: Buffer, options: ReadOptions, whole: boolean): CsvShape {
  const encoding = findEncoding(file, head, options);
  const text = decode(file, head, encoding, whole);
  if (text.trim() === '') {
    throw new PitwallError({
      code: 'data.empty',
      problem: 'expected a header, found only blanks',
      fix: 'Look at what writes the file; a file without rows still needs its header',
      place: { file: file.path },
    });
  }
  const delimiter = options.delimiter ?? (file.format === 'tsv' ? '\t' : findDelimiter(text));
  const header = firstRecord(text, delimiter, whole);
  if (!header) throw lineTooLong(file, head.length);
  return { columns: nameColumns(file, header), delimiter, encoding };
}

export function lineTooLong(file: SourceFile, bytes: number): PitwallError {
  return new PitwallError({
    code: 'data.line_too_long',
    problem: `expected a line to end within ${Math.floor(bytes / 1_000_000)} MB, found none that does`,
    fix: 'Check that the file is a CSV file and that its quotes are closed',
    place: { file: file.path },
  });
}

function findEncoding(file: SourceFile, head: Buffer, options: ReadOptions): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16';
  if (head[0] === 0xfe && head[1] === 0xff)
    throw encodingError(file, 'UTF-16 in big-endian order', 'Convert it: iconv -f UTF-16BE -t UTF-8');
  if (options.encoding) return options.encoding;
  if (head.includes(0)) {
    throw new PitwallError({
      code: 'data.format',
      problem: 'expected text, found bytes of a binary file',
      fix: 'Give the file the ending of what it holds, or say its format; for UTF-16 text set encoding: utf-16',
      place: { file: file.path },
    });
  }
  return 'utf-8';
}

function encodingError(file: SourceFile, found: string, fix: string, line?: number): PitwallError {
  return new PitwallError({
    code: 'data.encoding',
    problem: `expected UTF-8 text, found ${found}`,
    fix,
    place: { file: file.path, ...(line === undefined ? {} : { line }) },
  });
}

function decode(file: SourceFile, head: Buffer, encoding: Encoding, whole: boolean): string {
  if (encoding === 'latin-1') return head.toString('latin1');
  if (encoding === 'utf-16') return head.toString('utf16le').replace(/^\ufeff/, '');
  const headerEnd = head.indexOf(0x0a);
  const header = headerEnd < 0 ? head : head.subarray(0, headerEnd);
  try {
    // A later record may be cut at the end of the head, and one that is not UTF-8 becomes a finding.
    new TextDecoder('utf-8', { fatal: true }).decode(header, { stream: !whole || headerEnd >= 0 });
  } catch {
    throw encodingError(
      file,
      'bytes that are not in the header',
      'Set encoding: latin-1 (what most spreadsheets on Windows write), or convert it with iconv',
      1,
    );
  }
  return new TextDecoder('utf-8').decode(head);
}

/** The delimiter that splits the header most often and the next records alike. */
function findDelimiter(text: string): string {
  let best = ',';
  let bestScore = 0;
  for (const delimiter of delimiters) {
    const [header = 1, ...rest] = fieldCounts(text, delimiter);
    const alike = rest.filter((count) => count === header).length;
    const score = header > 1 ? (1 + alike / Math.max(1, rest.length)) * 1_000_000 + header : 0;
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return best;
}

function fieldCounts(text: string, delimiter: string): number[] {
  const counts: number[] = [];
  let quoted = false;
  let fields = 1;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && character === delimiter) fields += 1;
    else if (!quoted && character === '\n') {
      counts.push(fields);
      if (counts.length === sampleRecords) return counts;
      fields = 1;
    }
  }
  if (counts.length === 0) counts.push(fields);
  return counts;
}

/** Undefined when the record does not end within the text. */
function firstRecord(text: string, delimiter: string, whole: boolean): string[] | undefined {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let position = 0; position < text.length; position += 1) {
    const character = text[position];
    if (quoted) {
      if (character !== '"') field += character;
      else if (text[position + 1] === '"') {
        field += '"';
        position += 1;
      } else quoted = false;
    } else if (character === '"' && field === '') quoted = true;
    else if (character === delimiter) {
      fields.push(field);
      field = '';
    } else if (character === '\n' || character === '\r') return [...fields, field];
    else field += character;
  }
  return whole && !quoted ? [...fields, field] : undefined;
}

/** pandas writes its index without a name; two columns of one name cannot be told apart. */
function nameColumns(file: SourceFile, header: readonly string[]): string[] {
  const names = header.map((name, position) => (name.trim() === '' ? `column_${position + 1}` : name));
  const positions = new Map<string, number[]>();
  names.forEach((name, position) => positions.set(name, [...(positions.get(name) ?? []), position + 1]));
  for (const [name, at] of positions) {
    if (at.length > 1) throw duplicateNames(file, name, at);
  }
  return names;
}

export function duplicateNames(file: SourceFile, name: string, positions: readonly number[]): PitwallError {
  return new PitwallError({
    code: 'data.column_names',
    problem: `expected each column to have its own name, found ${JSON.stringify(name)} at positions ${positions.join(' and ')}`,
    fix: 'Rename one of them where the file is written',
    place: { file: file.path, line: 1 },
  });
}
