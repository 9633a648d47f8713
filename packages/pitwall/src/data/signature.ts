import { PitwallError } from '../core/errors.ts';
import type { Format, SourceFile } from './source.ts';

interface Signature {
  /** First bytes, as latin-1 text, that can be nothing else. */
  readonly starts: readonly string[];
  readonly words: string;
  /** Formats whose files begin like this. */
  readonly of?: Format;
  readonly fix: string;
}

const unpack = 'Unpack it, or compress it with gzip or zstd';

const signatures: readonly Signature[] = [
  { starts: ['PAR1\x15', 'PAR1\x19'], words: 'a Parquet file', of: 'parquet', fix: 'Name it with the ending .parquet' },
  {
    starts: ['ARROW1\0\0', '\xff\xff\xff\xff'],
    words: 'an Arrow file or stream',
    of: 'arrow',
    fix: 'Name it with the ending .arrow',
  },
  { starts: ['\x1f\x8b'], words: 'gzip data', fix: 'Add .gz to its name' },
  { starts: ['\x28\xb5\x2f\xfd'], words: 'zstd data', fix: 'Add .zst to its name' },
  {
    starts: ['PK\x03\x04'],
    words: 'a zip file (an Excel workbook is one)',
    fix: 'Unzip it, or save the sheet as CSV',
  },
  { starts: ['\xd0\xcf\x11\xe0'], words: 'an old Excel workbook', fix: 'Save the sheet as CSV' },
  { starts: ['BZh91AY&SY', '\xfd7zXZ', '7z\xbc\xaf'], words: 'a file that was packed another way', fix: unpack },
  { starts: ['SQLite format 3\0'], words: 'an SQLite database', fix: 'Export the table as CSV or Parquet' },
  { starts: ['%PDF-'], words: 'a PDF document', fix: 'Name the data that it was made of' },
  {
    starts: ['<!doctype', '<html', '<head', '<body', '<?xml'],
    words: 'a web page or XML',
    fix: 'Look at what it says: a download that fails often leaves an error page',
  },
];

export const formatWords: Readonly<Record<Format, string>> = {
  csv: 'CSV text',
  tsv: 'tab-separated text',
  parquet: 'a Parquet file',
  json: 'JSON',
  ndjson: 'JSON, an object a line',
  arrow: 'an Arrow file or stream',
};

/** Fails where the first bytes say that a file is not what its name says. */
export function assertFormat(file: SourceFile, head: Buffer): void {
  const binary = head.subarray(0, 512).toString('latin1');
  const text = binary
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
    .toLowerCase();
  const found = signatures.find(({ starts }) =>
    starts.some((start) => binary.startsWith(start) || (start.startsWith('<') && text.startsWith(start))),
  );
  if (found) {
    if (found.of !== file.format) throw wrongFormat(file, found.words, found.fix);
    return;
  }
  if (file.format === 'parquet' ? binary.startsWith('PAR1') : file.format !== 'arrow' || startsOldStream(head)) return;
  throw wrongFormat(file, 'something else', 'Give the file the ending of what it holds, or say its format');
}

/** Before Arrow 0.15 a stream began with the length of its first message. */
function startsOldStream(head: Buffer): boolean {
  if (head.length < 8) return false;
  const length = head.readUInt32LE(0);
  return length > 0 && length < 0x1000000 && length % 8 === 0 && head[2] === 0 && head[3] === 0;
}

function wrongFormat(file: SourceFile, found: string, fix: string): PitwallError {
  return new PitwallError({
    code: 'data.format',
    problem: `expected ${formatWords[file.format]}, found ${found}`,
    fix,
    place: { file: file.path },
  });
}
