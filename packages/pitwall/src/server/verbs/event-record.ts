import { createHash } from 'node:crypto';
import { formatSubject } from '@pitwall/sdk';
import { z } from 'zod';
import type { EventKind } from '../../events/event.ts';
import type { Ingested } from '../../events/store.ts';
import { requireModel } from '../models.ts';
import { readSentBatch, sentFormats } from '../sent-batch.ts';
import { defineVerb } from '../verb.ts';

const inputSchema = z.strictObject({ model: z.string(), format: z.enum(sentFormats), body: z.instanceof(Buffer) });

export const predictionRecord = eventRecord('prediction', 'Take in what a model said');
export const labelRecord = eventRecord('label', 'Take in what then was so');

type Accepted = { readonly accepted: number; readonly position: number };

function eventRecord(kind: EventKind, summary: string) {
  return defineVerb<z.output<typeof inputSchema>, Accepted, Ingested>({
    name: `${kind}.record`,
    summary,
    input: inputSchema,
    subject: ({ model }) => formatSubject({ kind: 'model', name: model }),
    record: ({ body }, output) => ({ bytes: body.length, events: output?.accepted, position: output?.position }),
    identity: ({ model, format, body }) => ({
      model,
      format,
      digest: createHash('sha256').update(body).digest('hex'),
    }),
    /** The journal knows an event again by its id, so a batch that fails behind this is simply sent again. */
    async prepare({ model, format, body }, { config, events, world }) {
      requireModel(config, model);
      return events.ingest(readSentBatch(body, { kind, model, format, now: new Date(world.now()) }));
    },
    run: async (_tx, _input, _context, { events, position }) => ({ accepted: events, position }),
  });
}
