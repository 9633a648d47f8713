import { openAsBlob } from 'node:fs';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { UploadedFile } from '@pitwall/sdk';
import type { CommandContext, Invocation } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { describeFile, type Format, formats, type SourceFile, translateFileError } from '../../../data/source.ts';
import { spool } from '../../../data/spool.ts';

const types: Readonly<Record<Format, string>> = {
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  parquet: 'application/vnd.apache.parquet',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  arrow: 'application/vnd.apache.arrow.file',
};

type Body = Pick<UploadedFile, 'body' | 'contentType' | 'contentEncoding'>;

/** Lends the file that was named, or what is piped in, as it is to be sent: nothing of it is held in memory. */
export async function withSentFile<T>(
  invocation: Invocation,
  { cwd, stdin }: CommandContext,
  send: (body: Body) => Promise<T>,
): Promise<T> {
  const [name = ''] = invocation.arguments;
  const format = formats.find((one) => one === invocation.text('format'));
  if (name !== '-') return send(await bodyOf(name, resolve(cwd, name), format));
  if (!format) {
    throw new PitwallError({
      code: 'arguments.invalid',
      problem: 'expected --format with what is read from standard input, found none',
      fix: 'Say what it is, like --format ndjson',
    });
  }
  const { file, folder } = await spool(stdin, format);
  try {
    return await send(await bodyOf(file, file, format));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function bodyOf(name: string, path: string, asked: Format | undefined): Promise<Body> {
  const { format, compression } = await described(name, path, asked);
  if (compression === 'zstd') {
    throw new PitwallError({
      code: 'data.format',
      problem: 'expected a file as it is or packed with gzip, found zstd',
      fix: 'Unpack it, or pack it with gzip',
      place: { file: name },
    });
  }
  const body = await openAsBlob(path).catch((error: unknown) => {
    throw translateFileError(error, name);
  });
  return { body, contentType: types[format], ...(compression === 'gzip' ? { contentEncoding: 'gzip' } : {}) };
}

async function described(name: string, path: string, format: Format | undefined): Promise<SourceFile> {
  try {
    return await describeFile(name, path, format === undefined ? {} : { format });
  } catch (error) {
    if (!(error instanceof PitwallError) || error.code !== 'data.format') throw error;
    const fix = `Say what it is with --format: one of ${formats.join(', ')}`;
    throw new PitwallError({ code: error.code, problem: error.problem, fix, place: error.place });
  }
}
