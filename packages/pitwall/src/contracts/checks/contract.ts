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
export async function judgeTable(
  dataset: string,
  table: Table,
  contract: Contract,
  now: Date,
): Promise<JudgedContract> {
  return judgePlan(dataset, planContract(contract, table), now);
}

async function judgePlan(dataset: string, plan: Plan, now: Date): Promise<JudgedContract> {
  const measured = await measureContract(plan, now);
  const findings = await addExamples(plan, judgeContract(plan, measured, { dataset, now }));
  return { plan, measured, findings };
}

/** Does the data look like its contract says? Without one: does each column agree with most of its own values? */
export const contractCheck: DatasetCheck = {
  name: 'contract',
  async run({ dataset, table, settings, pictures }: DatasetTarget, { now }: CheckContext) {
    const contract = settings.contract as Contract | undefined;
    const { plan, measured, findings } = await judgePlan(
      dataset,
      contract ? planContract(contract, table) : await planMajority(table),
      now,
    );
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

/** Where nobody wrote a contract, no column is one too many. */
async function planMajority(table: Table): Promise<Plan> {
  return { ...planContract(await inferMajority(table), table), extra: [] };
}
