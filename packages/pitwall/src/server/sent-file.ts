import { open } from 'node:fs/promises';
import { PitwallError } from '../core/errors.ts';
import { eventLimits } from '../events/event.ts';
import type { ColumnNames } from '../events/file-columns.ts';
import { ingestFiles } from '../events/files.ts';
import { openStage, type TakenEvents } from '../events/stage.ts';
import type { Events } from '../events/store.ts';
import { readSentBatch, type SentOptions } from './sent-batch.ts';

/** What is too long for memory, or is read from a file anyway. */
export const fileFormats = ['csv', 'tsv', 'parquet', 'arrow'] as const;

export interface SentFileOptions extends Omit<SentOptions, 'format' | 'firstLine'> {
  readonly format: 'lines' | (typeof fileFormats)[number];
  readonly names: ColumnNames;
}

/** Events of a file of the server's own, all of them or none. What is made on the way stands beside it. */
export async function takeSentFile(events: Events, path: string, options: SentFileOptions): Promise<TakenEvents> {
  const { format, kind, model, now, names } = options;
  const stage = `${path}.events`;
  if (format === 'lines') return takeLines(events, path, stage, { kind, model, now });
  return ingestFiles(events, [path], '/', {
    kind,
    model,
    models: new Set([model]),
    now,
    names,
    read: { format },
    shownAs: new Map([[path, 'body']]),
    stage,
  });
}

async function takeLines(
  events: Events,
  path: string,
  stagePath: string,
  options: Pick<SentOptions, 'kind' | 'model' | 'now'>,
): Promise<TakenEvents> {
  const stage = await openStage(stagePath, options.kind, options.now);
  try {
    let firstLine = 1;
    for await (const { bytes, lines } of partsOf(path)) {
      if (bytes.toString('latin1').trim() !== '')
        await stage.add(readSentBatch(bytes, { ...options, format: 'lines', firstLine }));
      firstLine += lines;
    }
    if (stage.events() === 0) throw empty();
    return await stage.ingest(events);
  } finally {
    await stage.close();
  }
}

const partBytes = 1 << 20;
/** In UTF-8 a character is at most so long as it counts in the limit of a line, times three. */
const longestLine = 3 * eventLimits.lineCharacters;
const newline = 0x0a;

/** A file of text, some whole lines at a time. */
async function* partsOf(path: string): AsyncGenerator<{ readonly bytes: Buffer; readonly lines: number }> {
  const file = await open(path, 'r');
  try {
    let rest = Buffer.alloc(0);
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(partBytes), 0, partBytes);
      const bytes = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
      // a line that is too long is handed on as it is, to be refused
      const end = bytesRead === 0 || bytes.length > longestLine ? bytes.length : bytes.lastIndexOf(newline) + 1;
      if (end > 0) yield { bytes: bytes.subarray(0, end), lines: countLines(bytes.subarray(0, end)) };
      rest = bytes.subarray(end);
      if (bytesRead === 0) return;
    }
  } finally {
    await file.close();
  }
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) lines += 1;
  return lines;
}

const empty = (): PitwallError =>
  new PitwallError({
    code: 'events.empty',
    problem: 'expected at least one event, found none',
    fix: 'Send one JSON object on each line',
  });
