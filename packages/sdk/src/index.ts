export {
  type Alert,
  type AlertPart,
  type AlertState,
  alertPartSchema,
  alertSchema,
  alertStateSchema,
  alertStates,
  compareSeverity,
  matcherTextSchema,
  type Quiet,
  quietSchema,
  type Severity,
  severities,
  severitySchema,
} from './alert.ts';
export { type Capture, type CaptureOptions, type CaptureStats, capture } from './capture/capture.ts';
export { type Drop, type DropExample, type DropReason, dropReasons } from './capture/drops.ts';
export {
  type AccessClient,
  type AccessKey,
  type Account,
  accessKeyListSchema,
  accountListSchema,
  accountSchema,
  type HeldRole,
  type MadeAccount,
  type MadeKey,
  madeAccountSchema,
  madeKeySchema,
  revokedSchema,
  type Session,
  sessionListSchema,
  type Who,
  whoSchema,
} from './client/access.ts';
export {
  type AddedRole,
  addedRoleSchema,
  type ListedRole,
  listedRoleSchema,
  type NewRole,
  type PermissionAnswer,
  type PermissionQuery,
  permissionAnswerSchema,
  type RemovedRole,
  type RoleRule,
  removedRoleSchema,
} from './client/access-roles.ts';
export {
  type Acknowledging,
  type AlertEvent,
  type AlertRoute,
  type AlertRoutes,
  type AlertRule,
  type AlertsClient,
  type AlertsQuery,
  alertEventSchema,
  alertRoutesSchema,
  alertRuleSchema,
  type Channel,
  type ChannelsClient,
  type ChannelTest,
  channelSchema,
  channelTestSchema,
  type HowLong,
  type NewSilence,
  type Once,
  type Silence,
  type SilencesClient,
  silenceSchema,
} from './client/alerts.ts';
export {
  type Accepted,
  type AuditEntry,
  acceptedSchema,
  auditEntrySchema,
  type CreatedBaseline,
  createdBaselineSchema,
  type Judged,
  judgedSchema,
  type ListedModel,
  type ListedPrediction,
  listedModelSchema,
  listedPredictionSchema,
  type Page,
  type PromotedBaseline,
  pageSchema,
  promotedBaselineSchema,
  type ServerStatus,
  type SignInLink,
  type StoredFinding,
  serverStatusSchema,
  signInLinkSchema,
  storedFindingSchema,
  type Window,
  windowSchema,
} from './client/answers.ts';
export {
  type AuditChainClient,
  type AuditCheckpoint,
  type AuditCheckpointPage,
  type AuditExportQuery,
  type AuditVerdict,
  auditCheckpointPageSchema,
  auditCheckpointSchema,
  auditVerdictSchema,
  type MadeCheckpoint,
  madeCheckpointSchema,
} from './client/audit.ts';
export { type Backup, type BackupBegun, type Backups, backupBegunSchema, backupsSchema } from './client/backups.ts';
export {
  type Client,
  type ClientOptions,
  createClient,
} from './client/client.ts';
export {
  type DeliveriesClient,
  type DeliveriesQuery,
  type Delivery,
  type DeliveryAttempt,
  deliverySchema,
  type WholeDelivery,
  wholeDeliverySchema,
} from './client/deliveries.ts';
export type { Followed, FollowOptions } from './client/follow.ts';
export { type Job, type JobBegun, type JobRun, jobBegunSchema, jobRunSchema, jobSchema } from './client/jobs.ts';
export {
  type AskedErasure,
  askedErasureSchema,
  type Certificate,
  type ComplianceKind,
  type ComplianceReport,
  certificateSchema,
  complianceKinds,
  complianceReportSchema,
  type Erasure,
  erasureSchema,
  erasuresSchema,
  type Hold,
  type Holds,
  heldSchema,
  holdsSchema,
  type PrivacyClient,
  releasedSchema,
} from './client/privacy.ts';
export { type Mistake, PitwallProblem, type ProblemDocument, problemSchema } from './client/problem.ts';
export type {
  AuditQuery,
  FindingsQuery,
  Moment,
  PageQuery,
  PredictionsQuery,
  RecordOptions,
  UploadedFile,
} from './client/queries.ts';
export type { Fetch } from './client/request.ts';
export {
  type KeptSecret,
  type KeyRotated,
  keptSecretSchema,
  keyRotatedSchema,
  type SealingKey,
  type Secret,
  sealingKeySchema,
  secretSchema,
} from './client/secrets.ts';
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
export type { Answer, FeatureValue, LabelEvent, PredictionEvent } from './sent-event.ts';
export { formatSubject, parseSubject, type Subject, type SubjectStep, subjectSchema } from './subject.ts';
export { conditionPattern, conditionSchema, type Threshold, thresholdSchema } from './threshold.ts';
