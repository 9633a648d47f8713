import { contracts } from './contracts/index.ts';
import type { Slice } from './core/slice.ts';

/** The one list of slices; the only file that knows them all. */
export const slices: readonly Slice[] = [contracts];

/** What the slices add to each dataset of the configuration. */
export const datasetKeys = { ...contracts.dataset };
