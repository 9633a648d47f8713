import { defineSlice } from '../core/slice.ts';
import { contractCheck } from './checks/contract.ts';
import { contractCommands } from './commands/commands.ts';
import { contractSchema } from './config.ts';

export { judgeTable } from './checks/contract.ts';
export { type Contract, type ContractInput, contractSchema } from './config.ts';
export { draftContract } from './draft.ts';
export { inferContract, inferTypes } from './infer.ts';
export { assertWritableFormat } from './quarantine.ts';
export { compileRowJudge, type Row, type RowError, type RowJudge } from './row.ts';
export { scoreContract } from './score.ts';

/** What data must look like. */
export const contracts = defineSlice({
  name: 'contracts',
  dataset: { contract: contractSchema.optional() },
  checks: [contractCheck],
  commands: contractCommands,
});
