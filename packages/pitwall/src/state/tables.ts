/**
 * The columns as the engines hold them: moments are integers of milliseconds since 1970, ids and JSON are text. What a
 * row means stands beside the functions of its table.
 */
export interface Tables {
  readonly migration: MigrationRow;
  readonly counter: CounterRow;
  readonly audit: AuditRow;
  readonly finding: FindingRow;
  readonly job: JobRow;
  readonly job_run: JobRunRow;
  readonly idempotency: IdempotencyRow;
  readonly token: TokenRow;
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
  schedule: string | null;
  lease_owner: string | null;
  lease_until: number | null;
  lease_run: string | null;
  attempts: number;
  next_at: number | null;
  dead_at: number | null;
  last_error: string | null;
}

export interface JobRunRow {
  seq: number;
  id: string;
  job: string;
  owner: string;
  attempt: number;
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

export interface TokenRow {
  hash: string;
  name: string;
  made_at: number;
  revoked_at: number | null;
}
