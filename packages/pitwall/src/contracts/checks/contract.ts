import type { Finding } from '@pitwall/sdk';
import type { CheckContext } from '../../core/check.ts';
import type { DatasetCheck, DatasetTarget } from '../../core/slice.ts';
import type { Table } from '../../data/table.ts';
import type { Contract } from '../config.ts';
import { addExamples } from '../examples.ts';
import { inferMajority } from '../infer.ts';
import { judgeContract } from '../judge.ts';
import { type Measured, measureContract } from '../measure.ts';
import { type Plan, planContract } from '../plan.ts';
import { quarantine } from '../quarantine.ts';
import { scoreContract } from '../score.ts';
import { summarizeColumns } from '../summaries.ts';

export interface JudgedContract {
  readonly plan: Plan;
  readonly measured: Measured;
  readonly findings: readonly Finding[];
}

/** Measures, judges, and only where something is wrong looks at rows. */
export async function judgeTable(dataset: string, table: Table, contract: Contract, now: Date): Promise<JudgedContract> {
  const plan = planContract(contract, table);
  const measured = await measureContract(plan, now);
  const findings = await addExamples(plan, judgeContract(plan, measured, { dataset, now }));
  return { plan, measured, findings };
}

/** Does the data look like its contract says? Without one: does each column agree with most of its own values? */
export const contractCheck: DatasetCheck = {
  name: 'contract',
  async run({ dataset, table, settings, pictures }: DatasetTarget, { now }: CheckContext) {
    const contract = (settings.contract as Contract | undefined) ?? (await inferMajority(table));
    const { plan, measured, findings } = await judgeTable(dataset, table, contract, now);
    const { score, parts } = scoreContract(plan, measured, now);
    return {
      findings,
      rows: measured.rows,
      score,
      scoreParts: parts,
      columns: await summarizeColumns(plan, measured, pictures),
      split: (options) => quarantine(plan, measured, options),
    };
  },
};
