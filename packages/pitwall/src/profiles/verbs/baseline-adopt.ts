import { z } from 'zod';
import { baselinePath, readBaseline } from '../../drift/index.ts';
import type { Context } from '../../server/context.ts';
import { requireModel } from '../../server/models.ts';
import { perform } from '../../server/perform.ts';
import { subjectOfModel } from '../../server/subjects.ts';
import { defineVerb } from '../../server/verb.ts';
import {
  addBaseline,
  findBaseline,
  type NewBaseline,
  packBaseline,
  promoteBaseline,
  promotedBaseline,
} from '../../state/baseline-table.ts';
import type { Json } from '../../state/canonical-json.ts';
import { baselineForEvents } from '../adoptable.ts';
import { largestBody } from '../limits.ts';
import { tooLarge } from './baseline-create.ts';

const inputSchema = z.strictObject({ model: z.string().min(1), name: z.string().min(1) });

type Input = z.output<typeof inputSchema>;
type Adopted = { readonly version: number; readonly added: boolean; readonly promoted: boolean };
type Prepared = Omit<NewBaseline, 'at' | 'by'>;

export const baselineAdopt = defineVerb<Input, Adopted, Prepared>({
  name: 'baseline.adopt',
  summary: 'Take a baseline file into use as a version of the baseline, unless it is one already',
  input: inputSchema,
  subject: ({ model }) => subjectOfModel(model),
  record: ({ name }, output) => ({ name, version: output?.version, added: output?.added, promoted: output?.promoted }),
  prepare: readAdoptable,
  async run(tx, { model }, { actor, world }, prepared) {
    const [at, by] = [world.now(), actor.name];
    const known = await findBaseline(tx, model, prepared.digest);
    const version = known?.version ?? (await addBaseline(tx, { ...prepared, at, by }));
    // who names another file means it to be used; what was promoted since by hand stays
    const promoted = known === undefined || (await promotedBaseline(tx, model)) === undefined;
    if (promoted) await promoteBaseline(tx, { model, version, at, by });
    return { version, added: known === undefined, promoted };
  },
});

async function readAdoptable({ model, name }: Input, { actor, config, home }: Context): Promise<Prepared> {
  requireModel({ actor, config }, model);
  const file = await readBaseline(baselinePath(name, home), name);
  const content = baselineForEvents(file, config.models[model]);
  const { digest, body } = packBaseline(content as unknown as Json);
  if (body.length > largestBody) throw tooLarge(body.length);
  return { model, source: { kind: 'file', name, created: file.created }, rows: file.rows, digest, body };
}

/**
 * What the configuration names for a model is in the state when this resolves. A start at which nothing changes leaves no
 * trace in the audit. Undefined where nothing was to be done.
 */
export async function adoptBaseline(context: Context, input: Input): Promise<Adopted | undefined> {
  const { db } = context.state;
  const { digest } = await readAdoptable(input, context);
  const [known, inForce] = [await findBaseline(db, input.model, digest), await promotedBaseline(db, input.model)];
  if (known && inForce) return undefined;
  return (await perform(context, baselineAdopt, input)).output;
}
