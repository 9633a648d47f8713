import { z } from 'zod';
import { PitwallError } from '../../core/errors.ts';
import { requireModel } from '../../server/models.ts';
import { subjectOfModel } from '../../server/subjects.ts';
import { defineVerb } from '../../server/verb.ts';
import { getBaseline, promoteBaseline, promotedBaseline } from '../../state/baseline-table.ts';

const inputSchema = z.strictObject({ model: z.string().min(1), version: z.int().min(1) });

type Promoted = { readonly version: number; readonly before: number | null };

export const baselinePromote = defineVerb<z.output<typeof inputSchema>, Promoted>({
  name: 'baseline.promote',
  summary: 'Compare windows with this version of the baseline from now on',
  input: inputSchema,
  subject: ({ model }) => subjectOfModel(model),
  record: ({ version }, output) => ({ version, before: output?.before }),
  identity: ({ model, version }) => ({ model, version }),
  async run(tx, { model, version }, { actor, config, world }) {
    requireModel({ actor, config }, model);
    if (!(await getBaseline(tx, model, version))) throw missing(version);
    const before = (await promotedBaseline(tx, model))?.version ?? null;
    // what is in force already stays so, since then
    if (before !== version) await promoteBaseline(tx, { model, version, at: world.now(), by: actor.name });
    return { version, before };
  },
});

const missing = (version: number) =>
  new PitwallError({
    code: 'baseline.missing',
    problem: `there is no version ${version} of the baseline of this model`,
    fix: 'Look at those that are there, or make one',
    place: { field: 'version' },
  });
