import { appendFile, mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type Finding, type Status, statuses } from '@pitwall/sdk';

/** Where alerts go: the console, or a file that is made when it is needed. */
export type AlertChannel = 'console' | { readonly file: string };

export interface AlertOptions {
  readonly channels?: readonly AlertChannel[];
  /** Findings of these statuses are told; alerts only where not said. */
  readonly statuses?: readonly Status[];
  readonly cwd?: string;
  /** Where the console is. */
  readonly write?: (text: string) => void;
}

export interface AlertMessage {
  readonly status: Status;
  readonly subject: string;
  readonly metric: string;
  readonly value: number | null;
  readonly text: string;
  readonly at: string;
}

/** What became of the messages on one channel. A channel that fails is replaced by the console, so nothing is lost. */
export interface Delivery {
  readonly channel: string;
  readonly delivered: number;
  readonly problem?: string;
}

export interface AlertSummary {
  readonly checks: number;
  readonly counts: Readonly<Record<Status, number>>;
  /** Alerts among the checks; null where nothing was checked. */
  readonly rate: number | null;
}

/** Anything that has findings: results of validation, drift or performance, or a report. */
export interface WithFindings {
  readonly findings: readonly Finding[];
}

/** Who hears of it? Tells findings that are not fine, on the console or in a file. */
export class AlertManager {
  readonly #channels: readonly AlertChannel[];
  readonly #statuses: readonly Status[];
  readonly #cwd: string;
  readonly #write: (text: string) => void;

  constructor({
    channels = ['console'],
    statuses: told = ['alert'],
    cwd = process.cwd(),
    write = (text) => void process.stdout.write(text),
  }: AlertOptions = {}) {
    this.#channels = channels;
    this.#statuses = told;
    this.#cwd = cwd;
    this.#write = write;
  }

  /** A message for each finding that people should know of. */
  checkAlerts(...results: readonly WithFindings[]): AlertMessage[] {
    return results
      .flatMap(({ findings }) => findings)
      .filter(({ status }) => this.#statuses.includes(status))
      .map(messageOf);
  }

  /** On every channel; where one fails the console has them instead. */
  async sendAlerts(messages: readonly AlertMessage[]): Promise<Delivery[]> {
    const deliveries: Delivery[] = [];
    for (const channel of this.#channels) deliveries.push(await this.#send(channel, messages));
    return deliveries;
  }

  getAlertSummary(...results: readonly WithFindings[]): AlertSummary {
    const findings = results.flatMap((result) => result.findings);
    const count = (status: Status): number => findings.filter((finding) => finding.status === status).length;
    const counts = Object.fromEntries(statuses.map((status) => [status, count(status)])) as AlertSummary['counts'];
    return { checks: findings.length, counts, rate: findings.length === 0 ? null : counts.alert / findings.length };
  }

  formatAlertSummary({ checks, counts, rate }: AlertSummary): string {
    if (rate === null) return 'Nothing was checked.';
    const parts = (['alert', 'warning', 'unknown', 'pass'] as const).map((status) => `${counts[status]} ${status}`);
    return `${checks} checks: ${parts.join(', ')}; ${(100 * rate).toFixed(1)} % are alerts.`;
  }

  async #send(channel: AlertChannel, messages: readonly AlertMessage[]): Promise<Delivery> {
    const text = messages.map((message) => `${message.text}\n`).join('');
    if (channel === 'console') {
      const problem = this.#print(text);
      return problem === undefined
        ? { channel, delivered: messages.length }
        : { channel, delivered: 0, problem: `not written: ${problem}` };
    }
    const name = String(channel.file ?? channel);
    try {
      const file = resolve(this.#cwd, channel.file);
      await mkdir(dirname(file), { recursive: true });
      await appendFile(file, text);
      return { channel: name, delivered: messages.length };
    } catch (error) {
      const failed = this.#print(text);
      const instead = failed === undefined ? 'written to the console instead' : `nor to the console (${failed})`;
      return { channel: name, delivered: 0, problem: `${instead}: ${reasonOf(error)}` };
    }
  }

  /** Why it could not be printed: one channel that fails must not keep the others from being tried. */
  #print(text: string): string | undefined {
    try {
      this.#write(text);
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Ends of lines, escapes of a terminal, marks that turn the reading order; joiners only shape emoji and scripts. */
const obeyed = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

function messageOf({ status, subject, metric, value, message, at }: Finding): AlertMessage {
  // One line a message, whatever a hostile column name holds.
  const line = `${at} ${status.toUpperCase()} ${subject} ${metric}: ${message}`.replaceAll(obeyed, ' ');
  return { status, subject, metric, value, text: line, at };
}
