import { createHash } from 'node:crypto';
import { z } from 'zod';
import { PitwallError } from '../../core/errors.ts';
import type { EventKind } from '../../events/event.ts';
import type { Counts, TakenEvents } from '../../events/stage.ts';
import type { Events } from '../../events/store.ts';
import type { Context } from '../context.ts';
import { requireModel } from '../models.ts';
import { readSentBatch, sentFormats } from '../sent-batch.ts';
import { fileFormats, takeSentFile } from '../sent-file.ts';
import { subjectOfModel } from '../subjects.ts';
import { defineVerb } from '../verb.ts';

/** A file of the server's own that holds what was sent. */
const sentFileSchema = z.strictObject({ path: z.string(), bytes: z.int(), digest: z.string() });

const inputSchema = z.strictObject({
  model: z.string(),
  format: z.enum([...sentFormats, ...fileFormats]),
  body: z.union([z.instanceof(Buffer), sentFileSchema]),
  /** Which columns of a table hold which keys of an event. */
  names: z.record(z.string(), z.string()).default({}),
  /** Until it can be read. */
  wait: z.boolean().default(false),
});

type RecordInput = z.output<typeof inputSchema>;

export const predictionRecord = eventRecord('prediction', 'Take in what a model said');
export const labelRecord = eventRecord('label', 'Take in what then was so');

type Accepted = {
  readonly accepted: number;
  readonly position: number;
  readonly added?: number;
  readonly repeated?: number;
  readonly conflicting?: number;
  readonly corrected?: number;
};

interface Taken extends Pick<TakenEvents, 'events' | 'position'> {
  readonly counts: Counts | undefined;
}

function eventRecord(kind: EventKind, summary: string) {
  return defineVerb<RecordInput, Accepted, Taken>({
    name: `${kind}.record`,
    summary,
    input: inputSchema,
    subject: ({ model }) => subjectOfModel(model),
    record: ({ body }, output) => ({
      bytes: Buffer.isBuffer(body) ? body.length : body.bytes,
      events: output?.accepted,
      position: output?.position,
    }),
    identity: ({ model, format, body, names, wait }) => ({
      model,
      format,
      digest: Buffer.isBuffer(body) ? createHash('sha256').update(body).digest('hex') : body.digest,
      ...(Object.keys(names).length > 0 ? { names } : {}),
      ...(wait ? { wait } : {}),
    }),
    /** The journal knows an event again by its id, so a batch that fails behind this is simply sent again. */
    async prepare(input, context) {
      requireModel(context, input.model);
      const { events, position, counts } = await take(kind, input, context);
      context.observer.ingested({
        rows: events,
        bytes: Buffer.isBuffer(input.body) ? input.body.length : input.body.bytes,
      });
      return { events, position, counts: input.wait ? await readable(context.events, counts) : undefined };
    },
    run: async (_tx, _input, _context, { events, position, counts }) => ({
      accepted: events,
      position,
      ...(counts && {
        added: counts.added,
        repeated: counts.repeated,
        conflicting: counts.conflicts,
        corrected: counts.corrected,
      }),
    }),
  });
}

async function take(
  kind: EventKind,
  { model, format, body, names }: RecordInput,
  { events, world }: Context,
): Promise<TakenEvents> {
  const now = new Date(world.now());
  if ((format === 'json' || format === 'lines') && Object.keys(names).length > 0) throw namesOfNoTable();
  if (format !== 'json' && !Buffer.isBuffer(body))
    return takeSentFile(events, body.path, { kind, model, format, now, names });
  if ((format !== 'json' && format !== 'lines') || !Buffer.isBuffer(body))
    throw new TypeError(`Expected ${format} as a ${format === 'json' ? 'buffer' : 'file'}.`);
  const taken = await events.ingest(readSentBatch(body, { kind, model, format, now }));
  return { ...taken, counts: taken.outcome };
}

/** Nothing where the database takes nothing at the moment: then it is on the disk, and that is all. */
async function readable(events: Events, counts: Promise<Counts | undefined>): Promise<Counts | undefined> {
  try {
    await events.settled();
    return await counts;
  } catch {
    return undefined;
  }
}

const namesOfNoTable = () =>
  new PitwallError({
    code: 'request.invalid',
    problem: 'expected names of columns with CSV, Parquet or Arrow, found them with JSON',
    fix: 'Name the keys in the JSON itself as they are called here',
  });
