export {
  type DriftColumn,
  type DriftEffect,
  type DriftEvidence,
  type DriftPicture,
  type DriftReport,
  type DriftSeverity,
  driftReportSchema,
} from './drift.ts';
export {
  compareStatus,
  type Evidence,
  type Example,
  evidenceSchema,
  exampleSchema,
  type Finding,
  findingSchema,
  type Status,
  statuses,
  statusSchema,
  worstStatus,
} from './finding.ts';
export {
  type ModelConfusion,
  type ModelCosts,
  type ModelMetric,
  type ModelPictures,
  type ModelReport,
  modelReportSchema,
} from './model.ts';
export { type ComparedMetric, type ModelComparisonReport, modelComparisonSchema } from './model-comparison.ts';
export {
  type EstimatePeriod,
  type ModelEstimate,
  type ModelEstimates,
  modelEstimatesSchema,
} from './model-estimates.ts';
export { type ModelSegment, type ModelSegments, modelSegmentsSchema } from './model-segments.ts';
export {
  type Categories,
  type ColumnSummary,
  type DatasetReport,
  datasetReportSchema,
  type Histogram,
  type Report,
  reportSchema,
  type ScorePart,
} from './report.ts';
export { formatSubject, parseSubject, type Subject, type SubjectStep, subjectSchema } from './subject.ts';
export { conditionPattern, conditionSchema, type Threshold, thresholdSchema } from './threshold.ts';
