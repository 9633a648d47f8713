import type { Difference, ModelComparison } from '../answer.ts';

/** The comparison, where a test has no use for an unknown one. */
export function known(found: ModelComparison | undefined): Difference {
  if (!found || found.difference === null) throw new Error(found?.words ?? 'nothing was compared');
  return found;
}
