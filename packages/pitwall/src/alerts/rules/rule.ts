import type { Finding, Severity, Status } from '@pitwall/sdk';
import type { LifeSettings } from '../life/life.ts';

/** How bad a finding is by its status; a status that is not named opens nothing. */
export type SeverityByStatus = Partial<Readonly<Record<Exclude<Status, 'pass'>, Severity>>>;

/** Of the measurements of a rule, some are worse or less bad than the others. */
export interface Exception {
  /** Metrics, `*` for any text. */
  readonly metrics: readonly string[];
  /** Only where the value is above this one; null where it is whatever the value says. */
  readonly above: number | null;
  readonly severity: SeverityByStatus;
}

/** Which findings make which alert. A rule is data; the shipped ones and those of the configuration are alike. */
export interface Rule {
  readonly name: string;
  readonly title: string;
  /** Metrics, `*` for any text. */
  readonly metrics: readonly string[];
  /** Patterns of subjects, `*` for any text, each with what is below it; all where none is named. */
  readonly subjects: readonly string[];
  /** How bad it is by status; a status that is not named opens nothing. */
  readonly severity: SeverityByStatus;
  /** The first that holds counts instead of `severity`. */
  readonly exceptions: readonly Exception[];
  /** The label by which whoever sent it says how bad it is; `severity` counts where it says nothing that is known. */
  readonly severityLabel: string | null;
  /** `whole`: all that match about one model, dataset or component are one alert. `each`: each subject and metric. */
  readonly per: 'whole' | 'each';
  readonly life: LifeSettings;
  readonly fix: string | null;
  readonly runbook: string | null;
  readonly labels: Readonly<Record<string, string>>;
}

/** What a finding is to the alerts. */
export interface Ruling {
  readonly rule: Rule;
  /** The fingerprint of the alert. */
  readonly alert: string;
  /** Of the alert; that of the finding where the rule is `each`. */
  readonly subject: string;
  readonly metric: string;
  /** Without `severity`, which is the alert's own and that of its worst part. */
  readonly labels: Readonly<Record<string, string>>;
  /** Which part of the alert was measured: the same subject and metric are the same part. */
  readonly part: string;
  /** `unknown` is neither, unless the rule says how bad it is not to know. */
  readonly signal: 'bad' | 'good' | 'unknown';
  /** How bad this part is; null unless the signal is `bad`. */
  readonly severity: Severity | null;
  readonly finding: Finding;
}
