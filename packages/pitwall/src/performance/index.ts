import { defineSlice } from '../core/slice.ts';
import { historyCommands } from './commands/history.ts';
import { modelSchema } from './config.ts';

export { performanceCheck } from './checks/performance.ts';
export { type ModelSettings, modelSchema, modelTasks, oddsFormats } from './config.ts';
export { expectationsOf } from './expectations.ts';
export { presetNames } from './presets.ts';

/** Is the model right, and does it pay. */
export const performance = defineSlice({
  name: 'performance',
  dataset: {},
  model: modelSchema,
  checks: [],
  commands: historyCommands,
});
