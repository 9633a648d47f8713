/** Conditions that people must know of, and what they are told of them; see `tables.ts`. */
export interface AlertTables {
  readonly alert: AlertRow;
  readonly alert_event: AlertEventRow;
  readonly alert_group: AlertGroupRow;
  readonly alert_member: AlertMemberRow;
  readonly alert_silence: AlertSilenceRow;
  readonly alert_rule: AlertRuleRow;
  readonly alert_received: AlertReceivedRow;
  readonly alert_mark: AlertMarkRow;
  readonly delivery: DeliveryRow;
  readonly delivery_attempt: DeliveryAttemptRow;
  readonly delivery_channel: DeliveryChannelRow;
  readonly delivery_remote: DeliveryRemoteRow;
}

export interface AlertRow {
  /** The fingerprint. */
  id: string;
  seq: number;
  subject: string;
  metric: string;
  rule: string;
  severity: string;
  state: string;
  labels: string;
  episode: number;
  count: number;
  since: number;
  fired_at: number | null;
  seen_at: number;
  resolved_at: number | null;
  /** When time alone may change it. */
  next_at: number | null;
  changed_at: number;
  body: string;
}

export interface AlertEventRow {
  seq: number;
  alert: string;
  episode: number;
  at: number;
  kind: string;
  actor: string;
  body: string;
}

export interface AlertGroupRow {
  id: string;
  route: string;
  labels: string;
  /** Goes up each time that it opens. */
  round: number;
  is_open: number;
  opened_at: number;
  next_flush_at: number | null;
  next_escalate_at: number | null;
  level: number;
  body: string;
}

export interface AlertMemberRow {
  group_id: string;
  alert: string;
}

export interface AlertSilenceRow {
  id: string;
  seq: number;
  matchers: string;
  reason: string;
  author: string;
  starts_at: number;
  ends_at: number | null;
  schedule: string | null;
  made_at: number;
  changed_at: number;
  /** When people were told that it is over. */
  told_at: number | null;
}

export interface AlertRuleRow {
  name: string;
  hits: number;
  last_at: number;
}

export interface AlertReceivedRow {
  id: string;
  source: string;
  status: string;
  starts_at: number;
  ends_at: number | null;
  seen_at: number;
  body: string;
}

export interface AlertMarkRow {
  name: string;
  value: number;
}

export interface DeliveryRow {
  /** The idempotency key. */
  id: string;
  seq: number;
  channel: string;
  /** Whom of the channel, where it has several. */
  target: string;
  /** What belongs together: a group of alerts, from when it opened until it is over. */
  thread: string;
  kind: string;
  severity: string;
  state: string;
  made_at: number;
  due_at: number;
  /** From then on it is told with others, and not by itself. */
  expires_at: number | null;
  gives_up_at: number;
  attempt: number;
  lease_owner: string | null;
  lease_until: number | null;
  last_error: string | null;
  ended_at: number | null;
  fallback_of: string | null;
  fallen_back_at: number | null;
  /** Last, so that whoever looks at many rows need not walk over it. */
  payload: string;
}

export interface DeliveryAttemptRow {
  seq: number;
  delivery: string;
  attempt: number;
  at: number;
  milliseconds: number;
  outcome: string;
  status: number | null;
  detail: string;
}

export interface DeliveryChannelRow {
  channel: string;
  failures: number;
  open_until: number | null;
  quiet_until: number | null;
  tokens: number;
  tokens_at: number;
}

export interface DeliveryRemoteRow {
  channel: string;
  target: string;
  thread: string;
  at: number;
  body: string;
}
