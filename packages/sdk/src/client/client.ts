import { z } from 'zod';
import { type Random, someRandom } from '../backoff.ts';
import type { Status } from '../finding.ts';
import type { LabelEvent, PredictionEvent } from '../sent-event.ts';
import {
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
} from './answers.ts';
import { type Followed, type FollowOptions, follow } from './follow.ts';
import { type Job, type JobBegun, type JobRun, jobBegunSchema, jobRunSchema, jobSchema } from './jobs.ts';
import { type Asked, addressOf, ask, type Door, type Fetch, strange } from './request.ts';

export interface ClientOptions {
  /** `http://127.0.0.1:4600` */
  readonly url: string;
  readonly token?: string | undefined;
  /** Another than the one of the platform. */
  readonly fetch?: Fetch;
  /** For one answer; 30 seconds where nothing is said. */
  readonly timeoutMilliseconds?: number;
  readonly random?: Random;
}

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

/** Every method rejects with a `PitwallProblem`. */
export interface Client {
  status(): Promise<ServerStatus>;
  models(): Promise<{ readonly items: readonly ListedModel[] }>;
  windows(model: string, query?: PageQuery): Promise<Page<Window>>;
  /** Judges the windows of a model now, without waiting for its schedule. */
  judgeModel(model: string): Promise<Judged>;
  recordPredictions(model: string, events: readonly PredictionEvent[], options?: RecordOptions): Promise<Accepted>;
  recordLabels(model: string, events: readonly LabelEvent[], options?: RecordOptions): Promise<Accepted>;
  /** A file of events in a format that the server reads: CSV, Parquet, Arrow, JSON lines. */
  upload(model: string, kind: 'predictions' | 'labels', file: UploadedFile): Promise<Accepted>;
  predictions(model: string, query?: PredictionsQuery): Promise<Page<ListedPrediction>>;
  findings(query?: FindingsQuery): Promise<Page<StoredFinding>>;
  finding(id: string): Promise<StoredFinding>;
  jobs(): Promise<{ readonly items: readonly Job[] }>;
  jobRuns(job: string, query?: PageQuery): Promise<Page<JobRun>>;
  /** Begins it in a moment; see its runs. */
  runJob(job: string): Promise<JobBegun>;
  /** The same of one that failed. */
  retryJob(job: string): Promise<JobBegun>;
  audit(query?: AuditQuery): Promise<Page<AuditEntry>>;
  /** Profiles predictions of a time as a version of the model's baseline; it is in force when it is promoted. */
  createBaseline(model: string, span: { readonly from: Moment; readonly to: Moment }): Promise<CreatedBaseline>;
  promoteBaseline(model: string, version: number): Promise<PromotedBaseline>;
  /** Signs a browser in, once. */
  makeSignInLink(): Promise<SignInLink>;
  /** New findings as they come; goes on after cuts. Ends with `options.signal`, or with the loop over it. */
  follow(options?: FollowOptions): AsyncIterable<Followed>;
}

const list = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });

const answers = {
  models: list(listedModelSchema),
  windows: pageSchema(windowSchema),
  predictions: pageSchema(listedPredictionSchema),
  findings: pageSchema(storedFindingSchema),
  jobs: list(jobSchema),
  jobRuns: pageSchema(jobRunSchema),
  audit: pageSchema(auditEntrySchema),
} as const;

export function createClient(options: ClientOptions): Client {
  const door: Door = {
    url: addressOf(options.url),
    token: options.token,
    // called without a receiver: browsers refuse any other
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    timeoutMilliseconds: options.timeoutMilliseconds ?? 30_000,
  };
  const random = options.random ?? someRandom;

  const get = <T>(schema: z.ZodType<T>, path: string, query: object = {}): Promise<T> =>
    read(door, schema, { path: `${path}${queryOf(query)}` });

  const record = (path: string, events: readonly object[], options: RecordOptions = {}) =>
    read(door, acceptedSchema, {
      method: 'POST',
      path,
      headers: { 'content-type': 'application/x-ndjson', ...keyHeader(options) },
      body: events.map((event) => `${JSON.stringify(event)}\n`).join(''),
    });

  const begin = (path: string): Promise<JobBegun> => read(door, jobBegunSchema, { method: 'POST', path });

  return {
    status: () => get(serverStatusSchema, '/api/v1/status'),
    models: () => get(answers.models, '/api/v1/models'),
    windows: (model, query) => get(answers.windows, `${modelPath(model)}/windows`, query),
    judgeModel: (model) => read(door, judgedSchema, { method: 'POST', path: `${modelPath(model)}/judge` }),
    recordPredictions: (model, events, more) => record(`${modelPath(model)}/predictions`, events, more),
    recordLabels: (model, events, more) => record(`${modelPath(model)}/labels`, events, more),
    upload: (model, kind, file) =>
      read({ ...door, timeoutMilliseconds: file.timeoutMilliseconds ?? 600_000 }, acceptedSchema, {
        method: 'POST',
        path: `${modelPath(model)}/${kind}${queryOf({ ...file.columns, wait: file.wait || undefined })}`,
        headers: {
          'content-type': file.contentType,
          ...(file.contentEncoding === undefined ? {} : { 'content-encoding': file.contentEncoding }),
          ...keyHeader(file),
        },
        body: file.body,
      }),
    predictions: (model, query) => get(answers.predictions, `${modelPath(model)}/predictions`, query),
    findings: (query) => get(answers.findings, '/api/v1/findings', query),
    finding: (id) => get(storedFindingSchema, `/api/v1/findings/${encodeURIComponent(id)}`),
    jobs: () => get(answers.jobs, '/api/v1/jobs'),
    jobRuns: (job, query) => get(answers.jobRuns, `${jobPath(job)}/runs`, query),
    runJob: (job) => begin(`${jobPath(job)}/run`),
    retryJob: (job) => begin(`${jobPath(job)}/retry`),
    audit: (query) => get(answers.audit, '/api/v1/audit', query),
    createBaseline: (model, { from, to }) =>
      read(door, createdBaselineSchema, {
        method: 'POST',
        path: `${modelPath(model)}/baselines`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ from: new Date(from).toISOString(), to: new Date(to).toISOString() }),
      }),
    promoteBaseline: (model, version) =>
      read(door, promotedBaselineSchema, { method: 'POST', path: `${modelPath(model)}/baselines/${version}/promote` }),
    makeSignInLink: () => read(door, signInLinkSchema, { method: 'POST', path: '/api/v1/sign-in-link' }),
    follow: (more = {}) => follow(door, more, random),
  };
}

const keyHeader = ({ idempotencyKey }: RecordOptions): Record<string, string> =>
  idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };

const modelPath = (model: string): string => `/api/v1/models/${encodeURIComponent(model)}`;
const jobPath = (job: string): string => `/api/v1/jobs/${encodeURIComponent(job)}`;

async function read<T>(door: Door, schema: z.ZodType<T>, asked: Asked): Promise<T> {
  const { status, json } = await ask(door, asked);
  const answer = schema.safeParse(json);
  if (answer.success) return answer.data;
  const [issue] = answer.error.issues;
  throw strange(status, `one without what it should have (${issue?.path.join('.') || 'all of it'})`);
}

/** What is undefined is not asked; lists are written with commas. */
function queryOf(query: object): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) search.set(key, value instanceof Date ? value.toISOString() : String(value));
  }
  return search.size === 0 ? '' : `?${search}`;
}
