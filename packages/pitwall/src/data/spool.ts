import { createWriteStream } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PitwallError } from '../core/errors.ts';
import type { Format } from './source.ts';

export interface Spooled {
  readonly folder: string;
  readonly file: string;
}

/** What is piped in is looked at more than once, so it becomes a file; its first bytes tell what it is. */
export async function spool(input: AsyncIterable<Uint8Array>, format: Format | undefined): Promise<Spooled> {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-stdin-'));
  const plain = join(folder, 'stdin');
  let beginning = Buffer.alloc(0);
  await pipeline(async function* () {
    for await (const chunk of input) {
      if (beginning.length < 8) beginning = Buffer.concat([beginning, chunk.subarray(0, 64)]);
      yield chunk;
    }
  }, createWriteStream(plain));
  if (beginning.length === 0) {
    await rm(folder, { recursive: true });
    throw new PitwallError({
      code: 'data.empty',
      problem: 'expected data on standard input, found none',
      fix: 'Pipe a file in, like cat games.csv | pitwall check -',
    });
  }
  const file = join(folder, `stdin.${ending(beginning, format)}`);
  await rename(plain, file);
  return { folder, file };
}

function ending(beginning: Buffer, format: Format | undefined): string {
  const magic = beginning.toString('latin1');
  if (magic.startsWith('\x1f\x8b')) return `${format ?? 'csv'}.gz`;
  if (magic.startsWith('\x28\xb5\x2f\xfd')) return `${format ?? 'csv'}.zst`;
  if (format) return format;
  if (magic.startsWith('PAR1')) return 'parquet';
  if (magic.startsWith('ARROW1') || magic.startsWith('\xff\xff\xff\xff')) return 'arrow';
  return /^(\xef\xbb\xbf)?\s*[[{]/.test(magic) ? 'json' : 'csv';
}
