import type { Config } from '../config/schema.ts';
import { PitwallError } from '../core/errors.ts';
import { closest } from '../core/suggest.ts';
import { visible } from '../core/visible.ts';

/** The models that are declared; undefined where there are none, and then any name will do. */
export function declaredModels({ models }: Config): readonly string[] | undefined {
  const names = Object.keys(models);
  return names.length === 0 ? undefined : names;
}

/** Refuses a model that nobody declared. */
export function requireModel(config: Config, model: string): void {
  const models = declaredModels(config);
  if (models === undefined || models.includes(model)) return;
  const meant = closest(model, models);
  throw new PitwallError({
    code: 'model.missing',
    problem: `there is no model ${JSON.stringify(visible(model))}`,
    fix: meant === undefined ? 'Declare it under `models` in pitwall.yaml' : `Did you mean \`${visible(meant)}\``,
  });
}
