import { contracts } from './contracts/index.ts';
import type { Slice } from './core/slice.ts';
import { drift } from './drift/index.ts';
import { featuresSchema, monitorSchema } from './monitors/config.ts';
import { watchSchema } from './monitors/datasets/config.ts';
import { performance } from './performance/index.ts';
import { personalSchema } from './privacy/config.ts';

/** The one list of slices; the only file that knows them all. */
export const slices: readonly Slice[] = [contracts, drift, performance];

/** What the slices add to each dataset of the configuration. */
export const datasetKeys = { ...contracts.dataset, ...drift.dataset, watch: watchSchema.optional() };

/** What is under each model of the configuration. */
export const modelSchema = performance.model.safeExtend({
  features: featuresSchema,
  monitor: monitorSchema.prefault({}),
  personal: personalSchema.optional(),
});
