import { PitwallError } from '../../core/errors.ts';
import type { SourceFile } from '../source.ts';

/** A header must end within this, and every record. */
export const maximumRecordBytes = 2_000_000;

/** What has no end is not read to its end: a gigabyte without a line break is no CSV file. */
export function lineTooLong(file: SourceFile, line: number | undefined): PitwallError {
  return new PitwallError({
    code: 'data.line_too_long',
    problem: `expected a line to end within ${maximumRecordBytes / 1_000_000} MB, found none that does`,
    fix: 'Look at what writes the file: a line break or a closing quote is missing, or it is no CSV file',
    place: { file: file.path, ...(line === undefined ? {} : { line }) },
  });
}
