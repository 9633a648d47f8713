import { defineSlice } from '../core/slice.ts';
import { driftCheck } from './checks/drift.ts';
import { baselineSchema, driftSchema } from './config.ts';

export { type Baseline, type BaselineColumn, createBaseline, measureBaseline, type Reference } from './baseline.ts';
export {
  assertBaselineName,
  baselineEnding,
  baselineFolder,
  baselinePath,
  readBaseline,
  writeBaseline,
} from './baseline-file.ts';
export { judgeBaselines, judgeDrift } from './checks/drift.ts';
export { detectClassicDrift } from './classic.ts';
export { type ComparedColumn, chooseColumns, type Declared, nothingDeclared } from './columns.ts';
export {
  type ClassicInput,
  classicSchema,
  type DriftInput,
  type DriftSettings,
  defaultDriftSettings,
  driftSchema,
} from './config.ts';
export { detectDrift } from './features.ts';
export { holdReference } from './hold-reference.ts';
export { mergeBaselines } from './merge.ts';
export { numericColumns, readNumbers } from './numbers.ts';
export { type ProfiledSlot, profileSlots, type SlotTally } from './profile-slots.ts';
export type { DriftResults, FeatureDrift } from './results.ts';
export { driftText } from './results-text.ts';
export { typical } from './words.ts';

/** Has the world moved. */
export const drift = defineSlice({
  name: 'drift',
  dataset: { baseline: baselineSchema.optional(), drift: driftSchema.optional() },
  checks: [driftCheck],
  commands: [],
});
