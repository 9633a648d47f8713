import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type ConfigDocument, readDocument } from '../config/document.ts';
import { validate } from '../config/validate.ts';
import { PitwallError } from '../core/errors.ts';
import type { ColumnType } from '../data/types.ts';
import { type Contract, type ContractInput, contractSchema } from './config.ts';
import { contractFromGreatExpectations } from './formats/great-expectations.ts';
import type { IgnoredItem } from './formats/imported.ts';
import { contractFromOdcs } from './formats/odcs.ts';
import { isRecord, parseContract } from './formats/parse.ts';

export const contractFormats = ['pitwall', 'odcs', 'great-expectations'] as const;
export type ContractFormat = (typeof contractFormats)[number];

export interface ReadContract {
  readonly contract: Contract;
  readonly format: ContractFormat;
  /** The dataset or schema object that it is of. */
  readonly name: string;
  /** What the file states and a contract cannot say. */
  readonly ignored: readonly IgnoredItem[];
}

export interface ReadContractOptions {
  /** Which dataset or schema object, where the file has several. */
  readonly dataset?: string | undefined;
  /** Types of columns for which the file states none. */
  readonly types?: Readonly<Record<string, ColumnType>>;
}

/** A contract from any file that holds one: ours, a configuration with datasets, ODCS, Great Expectations. */
export async function readContractFile(
  file: string,
  cwd: string,
  options: ReadContractOptions = {},
): Promise<ReadContract> {
  const document = readDocument(file, await readText(file, cwd));
  try {
    return readContract(document, options);
  } catch (error) {
    if (!(error instanceof PitwallError) || error.place.file !== undefined) throw error;
    throw new PitwallError({
      code: error.code,
      problem: error.problem,
      fix: error.fix,
      place: { file, ...error.place },
      cause: error,
    });
  }
}

function readContract(document: ConfigDocument, { dataset, types = {} }: ReadContractOptions): ReadContract {
  const { value } = document;
  const locate = document.place;
  if (!isRecord(value)) {
    throw new PitwallError({
      code: 'contract.import',
      problem: 'expected a contract, found something else',
      fix: 'Give a contract of Pitwall, an ODCS document or a suite of Great Expectations',
      place: { file: document.file },
    });
  }
  if (Array.isArray(value.expectations)) {
    const { contract, ignored } = contractFromGreatExpectations(value, { types });
    return { contract: parseContract(contract), format: 'great-expectations', name: suiteName(value), ignored };
  }
  if (value.kind !== undefined || value.apiVersion !== undefined) {
    const { contract, name, ignored } = contractFromOdcs(value, {
      types,
      ...(dataset === undefined ? {} : { schema: dataset }),
    });
    return { contract: parseContract(contract), format: 'odcs', name, ignored };
  }
  if (isRecord(value.datasets)) {
    const name = chooseDataset(value.datasets, dataset, document.file);
    const section = value.datasets[name];
    const input = isRecord(section) ? (section.contract as ContractInput | undefined) : undefined;
    const contract = validate(contractSchema, input ?? {}, (path, key) =>
      locate(['datasets', name, 'contract', ...path], key),
    );
    return { contract, format: 'pitwall', name, ignored: [] };
  }
  return { contract: validate(contractSchema, value, locate), format: 'pitwall', name: 'data', ignored: [] };
}

function suiteName(suite: Readonly<Record<string, unknown>>): string {
  return String(suite.name ?? suite.expectation_suite_name ?? 'data');
}

function chooseDataset(datasets: Readonly<Record<string, unknown>>, wanted: string | undefined, file: string): string {
  const names = Object.keys(datasets).filter(
    (name) => isRecord(datasets[name]) && 'contract' in (datasets[name] as object),
  );
  const name = wanted ?? (names.length === 1 ? names[0] : undefined);
  if (name !== undefined && names.includes(name)) return name;
  throw new PitwallError({
    code: 'arguments.invalid',
    problem:
      wanted === undefined
        ? `expected one dataset with a contract, found ${names.join(', ') || 'none'}`
        : `there is no dataset ${wanted} with a contract`,
    fix: `Say which: --dataset ${names[0] ?? 'NAME'}`,
    place: { file },
  });
}

async function readText(file: string, cwd: string): Promise<string> {
  try {
    return await readFile(resolve(cwd, file), 'utf8');
  } catch (error) {
    throw new PitwallError({
      code: 'data.missing',
      problem: `the file could not be read: ${(error as Error).message}`,
      fix: 'Check the name and the folder that you are in',
      place: { file },
      cause: error,
    });
  }
}
