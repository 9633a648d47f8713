import { defineSlice } from '../core/slice.ts';
import { driftCheck } from './checks/drift.ts';
import { baselineSchema, driftSchema } from './config.ts';

export { type Baseline, createBaseline } from './baseline.ts';
export {
  assertBaselineName,
  baselineEnding,
  baselineFolder,
  baselinePath,
  readBaseline,
  writeBaseline,
} from './baseline-file.ts';
export { judgeBaselines, judgeDrift } from './checks/drift.ts';
export { type Declared, nothingDeclared } from './columns.ts';
export { type DriftSettings, defaultDriftSettings, driftSchema } from './config.ts';

export { mergeBaselines } from './merge.ts';
export { typical } from './words.ts';

/** Has the world moved. */
export const drift = defineSlice({
  name: 'drift',
  dataset: { baseline: baselineSchema.optional(), drift: driftSchema.optional() },
  checks: [driftCheck],
  commands: [],
});
