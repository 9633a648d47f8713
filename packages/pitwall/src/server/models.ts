import type { Config } from '../config/schema.ts';
import type { Context } from './context.ts';
import { missingModel } from './missing.ts';

/** The models that are declared; undefined where there are none, and then any name will do. */
export function declaredModels({ models }: Config): readonly string[] | undefined {
  const names = Object.keys(models);
  return names.length === 0 ? undefined : names;
}

/** Refuses a model that nobody declared. */
export function requireModel(context: Pick<Context, 'config' | 'actor'>, model: string): void {
  const models = declaredModels(context.config);
  if (models === undefined || models.includes(model)) return;
  throw missingModel(context, model);
}
