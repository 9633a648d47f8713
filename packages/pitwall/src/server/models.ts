import { PitwallError } from '../core/errors.ts';
import { closest } from '../core/suggest.ts';
import { visible } from '../core/visible.ts';

/** Refuses a model that nobody declared. */
export function requireModel(models: ReadonlySet<string> | undefined, model: string): void {
  if (models === undefined || models.has(model)) return;
  const meant = closest(model, models);
  throw new PitwallError({
    code: 'model.missing',
    problem: `there is no model ${JSON.stringify(visible(model))}`,
    fix: meant === undefined ? 'Declare it under `models` in pitwall.yaml' : `Did you mean \`${visible(meant)}\``,
  });
}
