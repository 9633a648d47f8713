export type { DatasetReport, Finding, Report, Status } from '@pitwall/sdk';
export type { Contract, ContractInput, Row, RowError } from './contracts/index.ts';
export { type ErrorCode, PitwallError } from './core/errors.ts';
export { type CheckInput, type ConfigInput, check, defineConfig } from './library.ts';
export {
  type ComprehensiveVerdict,
  type RowVerdict,
  SchemaValidator,
  type TableInput,
  type TableVerdict,
} from './schema-validator.ts';
