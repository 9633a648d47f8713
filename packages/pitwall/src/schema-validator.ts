import { dirname, resolve } from 'node:path';
import type { Finding, Status } from '@pitwall/sdk';
import { loadConfig } from './config/load.ts';
import { validate } from './config/validate.ts';
import {
  type Contract,
  type ContractInput,
  compileRowJudge,
  contractSchema,
  judgeTable,
  type Row,
  type RowError,
  type RowJudge,
  scoreContract,
} from './contracts/index.ts';
import { PitwallError } from './core/errors.ts';
import { openDuckDB } from './data/duckdb/engine.ts';
import { type DataInput, openInput, sortInput } from './data/input.ts';
import type { ReadOptions } from './data/source.ts';

export interface RowVerdict {
  readonly ok: boolean;
  readonly errors: readonly RowError[];
}

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
  /** Paths count from here. */
  readonly cwd?: string;
  /** How files are read, where they do not tell it themselves. */
  readonly read?: ReadOptions;
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
  readonly #read: ReadOptions;

  constructor(
    contract: ContractInput,
    { now = () => new Date(), cwd = process.cwd(), read = {} }: ValidatorOptions = {},
  ) {
    this.contract = validate(contractSchema, contract, () => ({}));
    this.#judgeRow = compileRowJudge(this.contract);
    this.#now = now;
    this.#cwd = cwd;
    this.#read = read;
  }

  /** One record, without touching any engine: quick enough for every request. */
  validateRow(row: Row): RowVerdict {
    if (!isRow(row)) throw notARow(row);
    const errors = this.#judgeRow(row);
    return { ok: errors.length === 0, errors };
  }

  async validateTable(input: DataInput): Promise<TableVerdict> {
    const { ok, rows, findings } = await this.comprehensiveValidation(input);
    return { ok, rows, findings };
  }

  async comprehensiveValidation(input: DataInput): Promise<ComprehensiveVerdict> {
    const sorted = sortInput(input);
    const engine = await openDuckDB();
    try {
      const table = await openInput(engine, sorted, { cwd: this.#cwd, read: this.#read });
      const now = this.#now();
      const { plan, measured, findings } = await judgeTable('data', table, this.contract, now);
      const about = (metrics: readonly string[]): AspectVerdict =>
        verdict(findings.filter(({ metric }) => metrics.includes(metric)));
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
    const aspect = (name: string, { ok: fine, findings: found }: AspectVerdict): string =>
      `  ${fine ? '✓' : '✗'} ${name.padEnd(8)} ${passedWords(found)}`;
    const broken = findings.filter(({ status }) => status !== 'pass');
    return [
      `${ok ? '✓ valid' : '✗ not valid'}: ${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}, ${score === null ? 'no score' : `score ${Number(score.toFixed(1))}`}`,
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
    const settings = Object.entries(loaded?.config.datasets ?? {}).find(([name]) => name === dataset)?.[1];
    if (!loaded || !settings?.contract) {
      throw new PitwallError({
        code: 'config.invalid',
        problem: `the configuration has no dataset ${dataset} with a contract`,
        fix: `Use one of: ${Object.keys(loaded?.config.datasets ?? {}).join(', ') || '(none)'}`,
        place: { file },
      });
    }
    const { contract, format, delimiter, encoding, null_values } = settings;
    return new SchemaValidator(contract, {
      read: { format, delimiter, encoding, null_values },
      ...options,
      cwd: dirname(resolve(cwd, file)),
    });
  }
}

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

const notARow = (value: unknown): PitwallError =>
  new PitwallError({
    code: 'arguments.invalid',
    problem: `expected a row as an object, found ${value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value}`,
    fix: 'Pass rows like { game_id: "s26-0001", season: 2026 }',
  });

/** `2 of 2 checks passed`, or `1 of 2 passed, 1 warning`: a tick beside a warning needs the word. */
function passedWords(findings: readonly Finding[]): string {
  const having = (wanted: Status): number => findings.filter(({ status }) => status === wanted).length;
  const [passed, alerts, warnings, unknown] = [having('pass'), having('alert'), having('warning'), having('unknown')];
  if (passed === findings.length) return `${passed} of ${passed} checks passed`;
  return [
    `${passed} of ${findings.length} passed`,
    ...(alerts > 0 ? [`${alerts} ${alerts === 1 ? 'alert' : 'alerts'}`] : []),
    ...(warnings > 0 ? [`${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`] : []),
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
  ].join(', ');
}

/** Warnings leave data valid; what is unknown does not. */
function verdict(findings: readonly Finding[]): AspectVerdict {
  return { ok: findings.every(({ status }) => status === 'pass' || status === 'warning'), findings };
}
