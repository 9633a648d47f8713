import type { Finding } from '@pitwall/sdk';
import { type Contract, judgeTable } from '../contracts/index.ts';
import type { Table } from '../data/table.ts';
import { featureOfColumn } from '../profiles/event-columns.ts';
import { aboutModel } from './subjects.ts';

export interface ContractTarget {
  readonly model: string;
  readonly table: Table;
  readonly contract: Contract;
  readonly now: Date;
}

/** Whether the features are what they must be; other columns of events only where the contract speaks of them. */
export async function contractFindings({ model, table, contract, now }: ContractTarget): Promise<Finding[]> {
  const isMeant = (name: string): boolean =>
    featureOfColumn(name) !== undefined ||
    Object.hasOwn(contract.columns, name) ||
    (contract.key ?? []).includes(name) ||
    contract.rules.some(({ expect }) => expect.includes(name));
  const features: Table = {
    ...table,
    parts: table.parts.map((part) => ({ ...part, columns: part.columns.filter(({ name }) => isMeant(name)) })),
  };
  const { findings } = await judgeTable(model, features, contract, now);
  // every event could be read, or it would not be here
  return aboutModel(findings.filter(({ metric }) => metric !== 'contract.readable'));
}
