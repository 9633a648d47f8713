import { z } from 'zod';
import { type Random, someRandom } from '../backoff.ts';
import type { LabelEvent, PredictionEvent } from '../sent-event.ts';
import { type AccessClient, accessClient } from './access.ts';
import {
  type AlertsClient,
  alertsClient,
  type ChannelsClient,
  channelsClient,
  type SilencesClient,
  silencesClient,
} from './alerts.ts';
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
import { askingOf, queryOf } from './asking.ts';
import { type AuditChainClient, auditChainClient } from './audit.ts';
import { type BackupsClient, backupsClient } from './backups.ts';
import { type DeliveriesClient, deliveriesClient } from './deliveries.ts';
import { type Followed, type FollowOptions, follow } from './follow.ts';
import { type Job, type JobBegun, type JobRun, jobBegunSchema, jobRunSchema, jobSchema } from './jobs.ts';
import { type PrivacyClient, privacyClient } from './privacy.ts';
import type {
  AuditQuery,
  FindingsQuery,
  Moment,
  PageQuery,
  PredictionsQuery,
  RecordOptions,
  UploadedFile,
} from './queries.ts';
import { addressOf, type Door, type Fetch } from './request.ts';
import { type SecretsClient, secretsClient } from './secrets.ts';

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
  /** What people must know of. */
  readonly alerts: AlertsClient;
  readonly silences: SilencesClient;
  /** Ways to reach people. */
  readonly channels: ChannelsClient;
  /** What was sent to them, and what came of it. */
  readonly deliveries: DeliveriesClient;
  jobs(): Promise<{ readonly items: readonly Job[] }>;
  jobRuns(job: string, query?: PageQuery): Promise<Page<JobRun>>;
  /** Begins it in a moment; see its runs. */
  runJob(job: string): Promise<JobBegun>;
  /** The same of one that failed. */
  retryJob(job: string): Promise<JobBegun>;
  audit(query?: AuditQuery): Promise<Page<AuditEntry>>;
  readonly auditChain: AuditChainClient;
  /** What there is of persons: told, erased, held; and reports of what was done. */
  readonly privacy: PrivacyClient;
  /** Profiles predictions of a time as a version of the model's baseline; it is in force when it is promoted. */
  createBaseline(model: string, span: { readonly from: Moment; readonly to: Moment }): Promise<CreatedBaseline>;
  promoteBaseline(model: string, version: number): Promise<PromotedBaseline>;
  readonly secrets: SecretsClient;
  /** Accounts, keys, sessions and roles. */
  readonly access: AccessClient;
  readonly backups: BackupsClient;
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

  const asking = askingOf(door);
  const { get, send, read } = asking;

  const record = (path: string, events: readonly object[], options: RecordOptions = {}) =>
    read(acceptedSchema, {
      method: 'POST',
      path,
      headers: { 'content-type': 'application/x-ndjson', ...keyHeader(options) },
      body: events.map((event) => `${JSON.stringify(event)}\n`).join(''),
    });

  return {
    status: () => get(serverStatusSchema, '/api/v1/status'),
    models: () => get(answers.models, '/api/v1/models'),
    windows: (model, query) => get(answers.windows, `${modelPath(model)}/windows`, query),
    judgeModel: (model) => send('POST', judgedSchema, `${modelPath(model)}/judge`),
    recordPredictions: (model, events, more) => record(`${modelPath(model)}/predictions`, events, more),
    recordLabels: (model, events, more) => record(`${modelPath(model)}/labels`, events, more),
    upload: (model, kind, file) =>
      read(
        acceptedSchema,
        {
          method: 'POST',
          path: `${modelPath(model)}/${kind}${queryOf({ ...file.columns, wait: file.wait || undefined })}`,
          headers: {
            'content-type': file.contentType,
            ...(file.contentEncoding === undefined ? {} : { 'content-encoding': file.contentEncoding }),
            ...keyHeader(file),
          },
          body: file.body,
        },
        { timeoutMilliseconds: file.timeoutMilliseconds ?? 600_000 },
      ),
    predictions: (model, query) => get(answers.predictions, `${modelPath(model)}/predictions`, query),
    findings: (query) => get(answers.findings, '/api/v1/findings', query),
    finding: (id) => get(storedFindingSchema, `/api/v1/findings/${encodeURIComponent(id)}`),
    alerts: alertsClient(asking),
    silences: silencesClient(asking),
    channels: channelsClient(asking),
    deliveries: deliveriesClient(asking),
    jobs: () => get(answers.jobs, '/api/v1/jobs'),
    jobRuns: (job, query) => get(answers.jobRuns, `${jobPath(job)}/runs`, query),
    runJob: (job) => send('POST', jobBegunSchema, `${jobPath(job)}/run`),
    retryJob: (job) => send('POST', jobBegunSchema, `${jobPath(job)}/retry`),
    audit: (query) => get(answers.audit, '/api/v1/audit', query),
    auditChain: auditChainClient(asking),
    privacy: privacyClient(asking),
    createBaseline: (model, { from, to }) =>
      send('POST', createdBaselineSchema, `${modelPath(model)}/baselines`, {
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
      }),
    promoteBaseline: (model, version) =>
      send('POST', promotedBaselineSchema, `${modelPath(model)}/baselines/${version}/promote`),
    secrets: secretsClient(asking),
    access: accessClient(asking),
    backups: backupsClient(asking),
    makeSignInLink: () => send('POST', signInLinkSchema, '/api/v1/sign-in-link'),
    follow: (more = {}) => follow(door, more, random),
  };
}

const keyHeader = ({ idempotencyKey }: RecordOptions): Record<string, string> =>
  idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };

const modelPath = (model: string): string => `/api/v1/models/${encodeURIComponent(model)}`;
const jobPath = (job: string): string => `/api/v1/jobs/${encodeURIComponent(job)}`;
