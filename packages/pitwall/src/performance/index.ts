import { defineSlice } from '../core/slice.ts';
import { historyCommands } from './commands/history.ts';
import { modelSchema } from './config.ts';

export { adviseOnRows } from './advice.ts';
export { performanceCheck } from './checks/performance.ts';
export {
  costKinds,
  type ModelSettings,
  modelSchema,
  modelTasks,
  oddsFormats,
  type PerformanceInput,
} from './config.ts';
export { expectationsOf, type Holding } from './expectations.ts';
export { noStrangers } from './joined.ts';
export { judgeModel } from './judge.ts';
export { presetNames } from './presets.ts';
export { type ModelRows, noRows } from './rows.ts';
export { modelText } from './text.ts';

/** Is the model right, and does it pay. */
export const performance = defineSlice({
  name: 'performance',
  dataset: {},
  model: modelSchema,
  checks: [],
  commands: historyCommands,
});
