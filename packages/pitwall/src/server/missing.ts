import { PitwallError } from '../core/errors.ts';
import { closest } from '../core/suggest.ts';
import { visible } from '../core/visible.ts';
import { sees } from './actor.ts';
import type { Context } from './context.ts';
import { declaredModels } from './models.ts';
import { subjectOfModel } from './subjects.ts';

/** Of a name that was mistyped, and of one that this actor may not know of: the two must not be told apart. */
export function missingModel({ config, actor }: Pick<Context, 'config' | 'actor'>, model: string): PitwallError {
  const seen = (declaredModels(config) ?? []).filter((name) => name !== model && sees(actor, subjectOfModel(name)));
  const meant = closest(model, seen);
  return new PitwallError({
    code: 'model.missing',
    problem: `there is no model ${JSON.stringify(visible(model))}`,
    fix: meant === undefined ? 'Declare it under `models` in pitwall.yaml' : `Did you mean \`${visible(meant)}\``,
  });
}

export const missingJob = (name: string): PitwallError =>
  new PitwallError({
    code: 'job.missing',
    problem: `there is no job ${JSON.stringify(visible(name))}`,
    fix: 'Look it up in the list of jobs',
  });
