import type { Status } from '../finding.ts';
import type { AuditEntry } from './answers.ts';

export interface PageQuery {
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** Times are ISO 8601 with an offset, or dates. */
export type Moment = string | Date;

export interface PredictionsQuery extends PageQuery {
  readonly from?: Moment | undefined;
  readonly to?: Moment | undefined;
  readonly labelled?: boolean | undefined;
  readonly version?: string | undefined;
  /** By the time of the predictions; the oldest first where not said. */
  readonly order?: 'newest' | 'oldest' | undefined;
}

export interface FindingsQuery extends PageQuery {
  /** Of this model and of everything below it. */
  readonly model?: string | undefined;
  readonly subject?: string | undefined;
  readonly metric?: string | undefined;
  readonly status?: Status | readonly Status[] | undefined;
  readonly from?: Moment | undefined;
  readonly to?: Moment | undefined;
  /** Leaves out what was corrected since. */
  readonly standing?: boolean | undefined;
  readonly order?: 'newest' | 'oldest' | undefined;
}

export interface AuditQuery extends PageQuery {
  readonly actor?: string | undefined;
  readonly verb?: string | undefined;
  readonly subject?: string | undefined;
  readonly outcome?: AuditEntry['outcome'] | undefined;
  readonly from?: Moment | undefined;
  readonly to?: Moment | undefined;
  readonly order?: 'newest' | 'oldest' | undefined;
}

export interface RecordOptions {
  /** Sent again with the same key, the batch counts once and the answer comes again. */
  readonly idempotencyKey?: string;
}

export interface UploadedFile extends RecordOptions {
  readonly body: Uint8Array<ArrayBuffer> | Blob;
  readonly contentType: string;
  /** Where it is packed. */
  readonly contentEncoding?: 'gzip' | undefined;
  /** Which of its columns is which: `{ id: 'game_id', prediction: 'p_home' }`. */
  readonly columns?: Readonly<Record<string, string>>;
  /** Answers when the events can be read, and counts what was new. */
  readonly wait?: boolean | undefined;
  /** For the whole of it; ten minutes where nothing is said. */
  readonly timeoutMilliseconds?: number;
}
