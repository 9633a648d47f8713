import type { AccountRow, CredentialRow, RoleRow } from './access-rows.ts';
import type { AlertTables } from './alert-rows.ts';

/**
 * The columns as the engines hold them: moments are integers of milliseconds since 1970, ids and JSON are text. What a
 * row means stands beside the functions of its table.
 */
export interface Tables extends AlertTables {
  readonly migration: MigrationRow;
  readonly counter: CounterRow;
  readonly audit: AuditRow;
  readonly audit_key: AuditKeyRow;
  readonly audit_checkpoint: AuditCheckpointRow;
  readonly subject_key: SubjectKeyRow;
  readonly finding: FindingRow;
  readonly job: JobRow;
  readonly job_run: JobRunRow;
  readonly idempotency: IdempotencyRow;
  readonly account: AccountRow;
  readonly role: RoleRow;
  readonly credential: CredentialRow;
  readonly installation: InstallationRow;
  readonly signing_key: SigningKeyRow;
  readonly oidc_state: OidcStateRow;
  readonly monitor: MonitorRow;
  readonly monitor_window: MonitorWindowRow;
  readonly metric_series: MetricSeriesRow;
  readonly metric_bucket: MetricBucketRow;
  readonly baseline: BaselineRow;
  readonly baseline_promotion: BaselinePromotionRow;
  readonly profile_mark: ProfileMarkRow;
  readonly profile_hour: ProfileHourRow;
  readonly secret: SecretRow;
  readonly erasure: ErasureRow;
  readonly hold: HoldRow;
}

export interface MigrationRow {
  number: number;
  name: string;
  checksum: string;
  at: number;
}

export interface CounterRow {
  name: string;
  value: number;
}

export interface AuditRow {
  seq: number;
  at: number;
  actor: string;
  verb: string;
  subject: string;
  outcome: string;
  input: string;
  previous: string;
  hash: string;
  request_id: string | null;
  /** What is said of a person, which only the key of that person opens. */
  sealed: string | null;
}

export interface AuditKeyRow {
  id: string;
  kind: string;
  origin: string | null;
  public: string | null;
  sealed: string;
  made_at: number;
}

export interface AuditCheckpointRow {
  size: number;
  root: string;
  head: string;
  tree: string;
  at: number;
  key_id: string;
  note: string;
}

export interface SubjectKeyRow {
  id: string;
  pseudonym: string | null;
  sealed: string | null;
  made_at: number;
  destroyed_at: number | null;
}

export interface FindingRow {
  seq: number;
  id: string;
  at: number;
  subject: string;
  metric: string;
  status: string;
  value: number | null;
  body: string;
  window_start: number | null;
  window_end: number | null;
  corrected_by: string | null;
}

export interface JobRow {
  name: string;
  summary: string;
  schedule: string | null;
  lease_owner: string | null;
  lease_since: number | null;
  lease_until: number | null;
  lease_run: string | null;
  attempts: number;
  next_at: number | null;
  due_at: number | null;
  dead_at: number | null;
  last_error: string | null;
  last_run: string | null;
}

export interface JobRunRow {
  seq: number;
  id: string;
  job: string;
  owner: string;
  attempt: number;
  due_at: number | null;
  started_at: number;
  ended_at: number | null;
  outcome: string | null;
  detail: string | null;
}

export interface IdempotencyRow {
  actor: string;
  key: string;
  verb: string;
  request_hash: string;
  response: string;
  at: number;
}

export interface InstallationRow {
  id: string;
  made_at: number;
}

export interface SigningKeyRow {
  id: string;
  public: string;
  private: string | null;
  made_at: number;
  made_by: string;
  retired_at: number | null;
}

export interface OidcStateRow {
  hash: string;
  expires_at: number;
}

export interface MetricSeriesRow {
  key: string;
  seq: number;
  component: string;
  metric: string;
  labels: string;
  made_at: number;
}

export interface MetricBucketRow {
  series: number;
  resolution: number;
  start: number;
  count: number;
  sum: number;
  min: number;
  max: number;
  last: number;
  last_at: number;
}

export interface MonitorRow {
  model: string;
  series: string;
  position: number;
  first_at: number | null;
  covered: number;
  prediction_at: number | null;
  label_at: number | null;
  body: string;
}

export interface MonitorWindowRow {
  seq: number;
  model: string;
  start_at: number;
  end_at: number;
  length: number;
  pending: number;
  seen: number;
  judged: number | null;
  revision: number;
  row_count: number;
  label_count: number;
  status: string | null;
  judged_at: number | null;
  body: string;
}

export interface BaselineRow {
  model: string;
  version: number;
  at: number;
  made_by: string;
  source: string;
  data_rows: number;
  digest: string;
  body: string;
}

export interface BaselinePromotionRow {
  seq: number;
  model: string;
  version: number;
  at: number;
  made_by: string;
}

export interface ProfileMarkRow {
  model: string;
  baseline: number;
  position: number;
  asked_since: number;
  since: number;
}

export interface ProfileHourRow {
  model: string;
  baseline: number;
  start_at: number;
  data_rows: number;
  body: string;
}

export interface SecretRow {
  name: string;
  envelope: string;
  version: number;
  made_at: number;
  made_by: string;
  changed_at: number;
}

export interface ErasureRow {
  id: string;
  person: string;
  asked_at: number;
  asked_by: string;
  sealed: string | null;
  finished_at: number | null;
  certificate: string | null;
  problem: string | null;
}

export interface HoldRow {
  id: string;
  person: string;
  sealed: string;
  reason: string;
  made_at: number;
  made_by: string;
  released_at: number | null;
}
