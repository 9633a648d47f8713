export type { DatasetReport, DriftReport, Finding, Report, Status } from '@pitwall/sdk';
export type { Column, Drift } from '@pitwall/stats';
export {
  type AlertChannel,
  AlertManager,
  type AlertMessage,
  type AlertOptions,
  type AlertSummary,
  type Delivery,
  type WithFindings,
} from './alert-manager.ts';
export type { Contract, ContractInput, Row, RowError } from './contracts/index.ts';
export { type ErrorCode, PitwallError } from './core/errors.ts';
export {
  type DataInput,
  type DetectorOptions,
  DriftDetector,
  type DriftResults,
  type FeatureDrift,
} from './drift-detector.ts';
export { type CheckInput, type ConfigInput, check, defineConfig } from './library.ts';
export {
  type EvaluateInput,
  type MonitorOptions,
  PerformanceMonitor,
  type PerformanceResults,
} from './performance-monitor.ts';
export {
  type ComprehensiveVerdict,
  type RowVerdict,
  SchemaValidator,
  type TableVerdict,
} from './schema-validator.ts';
