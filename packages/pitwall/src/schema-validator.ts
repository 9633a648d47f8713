import { dirname, resolve } from 'node:path';
import type { Finding } from '@pitwall/sdk';
import { PitwallError } from './core/errors.ts';
import { openDuckDB } from './data/duckdb/engine.ts';
import { openTable } from './data/open.ts';
import { openRows } from './data/rows.ts';
import { resolveSources } from './data/source.ts';
import { loadConfig } from './config/load.ts';
import { type Contract, type ContractInput, compileRowJudge, contractSchema, judgeTable, type Row, type RowError, type RowJudge, scoreContract } from './contracts/index.ts';

export interface RowVerdict {
  readonly ok: boolean;
  readonly errors: readonly RowError[];
}

/** Rows in memory, or paths and globs of files. */
export type TableInput = readonly Row[] | string | readonly string[];

export interface TableVerdict {
  readonly ok: boolean;
  readonly rows: number;
  readonly findings: readonly Finding[];
}

export interface AspectVerdict {
  readonly ok: boolean;
  readonly findings: readonly Finding[];
}

/** The four questions kept apart: are the columns there, of the right type, filled, and is every row right? */
export interface ComprehensiveVerdict extends TableVerdict {
  readonly score: number | null;
  readonly schema: AspectVerdict;
  readonly types: AspectVerdict;
  readonly missing: AspectVerdict;
  readonly values: AspectVerdict;
}

export interface ValidatorOptions {
  readonly now?: () => Date;
  readonly cwd?: string;
}

const aspects: Readonly<Record<'schema' | 'types' | 'missing', readonly string[]>> = {
  schema: ['contract.columns', 'contract.extra_columns'],
  types: ['contract.type', 'contract.type_change'],
  missing: ['contract.nulls'],
};

/** Holds data against a contract, from a program. A thin door over the same slice that the command line uses. */
export class SchemaValidator {
  readonly contract: Contract;
  readonly #judgeRow: RowJudge;
  readonly #now: () => Date;
  readonly #cwd: string;

  constructor(contract: ContractInput, { now = () => new Date(), cwd = process.cwd() }: ValidatorOptions = {}) {
    const parsed = contractSchema.safeParse(contract);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new PitwallError({
        code: 'config.invalid',
        problem: issue?.message ?? 'the contract is not one',
        fix: 'See docs/reference/configuration.md',
        place: { field: issue?.path.join('.') ?? '' },
      });
    }
    this.contract = parsed.data;
    this.#judgeRow = compileRowJudge(parsed.data);
    this.#now = now;
    this.#cwd = cwd;
  }

  /** One record, without touching any engine: quick enough for every request. */
  validateRow(row: Row): RowVerdict {
    const errors = this.#judgeRow(row);
    return { ok: errors.length === 0, errors };
  }

  async validateTable(input: TableInput): Promise<TableVerdict> {
    const { ok, rows, findings } = await this.comprehensiveValidation(input);
    return { ok, rows, findings };
  }

  async comprehensiveValidation(input: TableInput): Promise<ComprehensiveVerdict> {
    const engine = await openDuckDB();
    try {
      const inMemory = typeof input !== 'string' && input.every((item) => typeof item === 'object');
      const paths = typeof input === 'string' ? [input] : (input as readonly string[]);
      const table = inMemory
        ? await openRows(engine, input as readonly Row[])
        : await openTable(engine, await resolveSources(paths, this.#cwd));
      const now = this.#now();
      const { plan, measured, findings } = await judgeTable('data', table, this.contract, now);
      const about = (metrics: readonly string[]): AspectVerdict => verdict(findings.filter(({ metric }) => metrics.includes(metric)));
      const named = new Set(Object.values(aspects).flat());
      return {
        ...verdict(findings),
        rows: measured.rows,
        score: scoreContract(plan, measured, now).score,
        schema: about(aspects.schema),
        types: about(aspects.types),
        missing: about(aspects.missing),
        values: verdict(findings.filter(({ metric }) => !named.has(metric))),
      };
    } finally {
      engine.close();
    }
  }

  /** A few lines for a person. */
  getValidationSummary({ ok, rows, score, findings, ...parts }: ComprehensiveVerdict): string {
    const aspect = (name: string, { ok: fine, findings: found }: AspectVerdict): string => {
      const broken = found.filter(({ status }) => status !== 'pass').length;
      return `  ${fine ? '✓' : '✗'} ${name.padEnd(8)} ${found.length - broken} of ${found.length} checks passed`;
    };
    const broken = findings.filter(({ status }) => status !== 'pass');
    return [
      `${ok ? '✓ valid' : '✗ not valid'}: ${rows.toLocaleString('en-US')} rows, ${score === null ? 'no score' : `score ${Number(score.toFixed(1))}`}`,
      aspect('schema', parts.schema),
      aspect('types', parts.types),
      aspect('missing', parts.missing),
      aspect('values', parts.values),
      ...broken.map(({ status, message, reason }) => `  ${status}: ${message}${reason ? ` (${reason})` : ''}`),
    ].join('\n');
  }

  /** The contract of a dataset in a configuration file. */
  static async open(file: string, dataset: string, options: ValidatorOptions = {}): Promise<SchemaValidator> {
    const cwd = options.cwd ?? process.cwd();
    const loaded = await loadConfig({ file, cwd, env: process.env });
    const contract = loaded?.config.datasets[dataset]?.contract;
    if (!loaded || !contract) {
      throw new PitwallError({
        code: 'config.invalid',
        problem: `the configuration has no dataset ${dataset} with a contract`,
        fix: `Use one of: ${Object.keys(loaded?.config.datasets ?? {}).join(', ') || '(none)'}`,
        place: { file },
      });
    }
    return new SchemaValidator(contract, { ...options, cwd: dirname(resolve(cwd, file)) });
  }
}

/** Warnings leave data valid; what is unknown does not. */
function verdict(findings: readonly Finding[]): AspectVerdict {
  return { ok: findings.every(({ status }) => status === 'pass' || status === 'warning'), findings };
}
