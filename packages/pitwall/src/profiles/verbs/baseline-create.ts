import { z } from 'zod';
import { PitwallError } from '../../core/errors.ts';
import { columnsOf } from '../../privacy/columns.ts';
import { requireModel } from '../../server/models.ts';
import { subjectOfModel } from '../../server/subjects.ts';
import { defineVerb } from '../../server/verb.ts';
import { addBaseline, type NewBaseline, packBaseline } from '../../state/baseline-table.ts';
import type { Json } from '../../state/canonical-json.ts';
import { baselineOfEvents } from '../event-baseline.ts';
import { largestBody } from '../limits.ts';

const moment = z.iso.datetime({ offset: true });

const inputSchema = z.strictObject({ model: z.string().min(1), from: moment, to: moment });

type Made = { readonly version: number; readonly rows: number; readonly columns: number };
type Prepared = Omit<NewBaseline, 'at' | 'by'> & { readonly columns: number };

export const baselineCreate = defineVerb<z.output<typeof inputSchema>, Made, Prepared>({
  name: 'baseline.create',
  summary: 'Remember what predictions of a span of time look like, as a new version of the baseline',
  input: inputSchema,
  subject: ({ model }) => subjectOfModel(model),
  record: ({ from, to }, output) => ({ from, to, version: output?.version, rows: output?.rows }),
  identity: ({ model, from, to }) => ({ model, from: Date.parse(from), to: Date.parse(to) }),
  /** To count takes long, and changes nothing. */
  async prepare({ model, ...span }, { actor, config, events, world }) {
    requireModel({ actor, config }, model);
    const [from, to] = [Date.parse(span.from), Date.parse(span.to)];
    if (from >= to) throw emptySpan(span);
    await events.settled();
    const features = config.models[model]?.features;
    const counted = { model, from, to, features, without: columnsOf(config, model) };
    const content = await baselineOfEvents(events, counted, new Date(world.now()));
    const { digest, body } = packBaseline(content as unknown as Json);
    if (body.length > largestBody) throw tooLarge(body.length);
    return {
      model,
      source: { kind: 'events', from, to },
      rows: content.rows,
      digest,
      body,
      columns: content.columns.length,
    };
  },
  async run(tx, _input, { actor, world }, { columns, ...prepared }) {
    const version = await addBaseline(tx, { ...prepared, at: world.now(), by: actor.name });
    return { version, rows: prepared.rows, columns };
  },
});

const emptySpan = ({ from, to }: { readonly from: string; readonly to: string }) =>
  new PitwallError({
    code: 'baseline.invalid',
    problem: `expected a span that ends after it begins, found ${from} to ${to}`,
    fix: 'Say from when on and before when',
    place: { field: 'to' },
  });

export const tooLarge = (length: number) =>
  new PitwallError({
    code: 'baseline.invalid',
    problem: `expected a baseline of at most ${largestBody} characters packed, found ${length}`,
    fix: 'Declare the features that are to be watched under `features` of the model',
  });
