import { z } from 'zod';
import {
  type Alert,
  type AlertState,
  alertSchema,
  matcherTextSchema,
  type Severity,
  severitySchema,
} from '../alert.ts';
import { type Page, pageSchema } from './answers.ts';
import type { Asking } from './asking.ts';
import type { Moment, PageQuery } from './queries.ts';

export const alertEventSchema = z.object({
  at: z.string(),
  kind: z.string().describe('What happened: fired, raised, acknowledged, resolved …'),
  episode: z.int().describe('Which time it fires, from 1 on'),
  by: z.string().describe('Who did it; `system` where it came by itself'),
  severity: severitySchema.nullable(),
  message: z.string().nullable().describe('What was found, where a finding brought it about'),
  value: z.number().nullable(),
  finding: z.string().nullable().describe('The id of that finding'),
  comment: z.string().nullable(),
});

export type AlertEvent = z.infer<typeof alertEventSchema>;

export const silenceStates = ['pending', 'active', 'expired'] as const;

export const silenceSchema = z.object({
  id: z.string(),
  matchers: matcherTextSchema,
  reason: z.string(),
  by: z.string().describe('Who made it'),
  startsAt: z.string(),
  endsAt: z.string().nullable().describe('Null where it comes again without an end'),
  again: z
    .object({ cron: z.string(), time_zone: z.string(), for: z.string() })
    .nullable()
    .describe('When it comes again, and for how long; null where it comes once'),
  state: z
    .enum(silenceStates)
    .describe('pending: it begins later, or comes again and is not on now; expired: it is over'),
  madeAt: z.string(),
  matching: z.int().describe('How many open alerts it matches now, of those that whoever asks may see'),
});

export type Silence = z.infer<typeof silenceSchema>;

export const alertRuleSchema = z.object({
  name: z.string(),
  title: z.string(),
  metrics: z.array(z.string()).describe('Of these metrics, `*` for any text'),
  subjects: z.array(z.string()).describe('Of these subjects; of all where there is none'),
  per: z.enum(['whole', 'each']).describe('whole: one alert for a model; each: one for every subject and metric'),
  severity: z
    .object({
      warning: severitySchema.nullable(),
      alert: severitySchema.nullable(),
      unknown: severitySchema.nullable(),
    })
    .describe('How bad it is by the status of the finding; null where that opens nothing'),
  fix: z.string().nullable(),
  runbook: z.string().nullable(),
  hits: z.int().describe('How many findings it made an alert of, or held for fine'),
  lastAt: z.string().nullable().describe('When it did so last; null where it never did'),
});

export type AlertRule = z.infer<typeof alertRuleSchema>;

export const alertRouteSchema = z.object({
  route: z.string().describe('Where it stands in the tree'),
  channels: z.array(z.string()),
  group: z.record(z.string(), z.string()).describe('By what alerts are told of together'),
  waits: z.object({
    first: z.string().describe('From when it fires until it is told'),
    again: z.string().describe('Until more of the same group is told'),
    repeat: z.string().describe('Until it is told once more while nothing changes'),
  }),
  mutedBy: z.array(z.string()).describe('Names of the time intervals because of which nothing is told there now'),
});

export type AlertRoute = z.infer<typeof alertRouteSchema>;

export const alertRoutesSchema = z.object({
  labels: z.record(z.string(), z.string()),
  items: z.array(alertRouteSchema),
  silencedBy: z.array(z.string()).describe('Ids of the silences that match it now'),
  inhibitedBy: z.array(z.string()).describe('Ids of the alerts because of which it would not be told'),
});

export type AlertRoutes = z.infer<typeof alertRoutesSchema>;

export const channelSchema = z.object({
  name: z.string(),
  kind: z.string(),
  targets: z.int().describe('To how many it is sent'),
});

export type Channel = z.infer<typeof channelSchema>;

export const channelTestSchema = z.object({
  channel: z.string(),
  items: z.array(
    z.object({
      delivery: z.string(),
      target: z.string(),
      outcome: z.enum(['delivered', 'failed', 'waiting']).describe('waiting: nobody knows yet'),
      detail: z.string(),
      attempts: z.int(),
      milliseconds: z.int().nullable().describe('How long the last attempt took'),
    }),
  ),
});

export type ChannelTest = z.infer<typeof channelTestSchema>;

export interface AlertsQuery extends PageQuery {
  /** Those that are open where nothing is said. */
  readonly state?: AlertState | readonly AlertState[] | undefined;
  readonly severity?: Severity | readonly Severity[] | undefined;
  readonly subject?: string | undefined;
  /** Of this model and of everything below it. */
  readonly model?: string | undefined;
  readonly rule?: string | undefined;
  /** As Alertmanager writes them: `severity="high", model=~"spread-.*"`. */
  readonly matchers?: string | undefined;
  /** Of those that are silenced, inhibited or muted: only these, or none of them. */
  readonly quiet?: boolean | undefined;
  /** The beginning of an id. */
  readonly id?: string | undefined;
  readonly order?: 'newest' | 'oldest' | undefined;
}

export interface HowLong {
  /** `2h` */
  readonly for?: string | undefined;
  readonly until?: Moment | undefined;
}

export interface Acknowledging extends HowLong {
  readonly comment?: string | undefined;
}

export interface NewSilence extends HowLong {
  readonly matchers: string;
  readonly reason: string;
  /** When it begins; at once where nothing is said. */
  readonly from?: Moment | undefined;
  /** It comes again, each time for as long as `for` says. */
  readonly again?: { readonly cron: string; readonly time_zone?: string | undefined } | undefined;
  /** Also where it matches every alert there can be. */
  readonly all?: boolean | undefined;
}

export interface Once {
  /** Sent again with the same key, it is done once and the answer comes again. */
  readonly idempotencyKey?: string | undefined;
}

export interface AlertsClient {
  list(query?: AlertsQuery): Promise<Page<Alert>>;
  get(id: string): Promise<Alert>;
  history(id: string, query?: PageQuery): Promise<Page<AlertEvent>>;
  acknowledge(id: string, how?: Acknowledging, once?: Once): Promise<Alert>;
  unacknowledge(id: string, once?: Once): Promise<Alert>;
  resolve(id: string, once?: Once): Promise<Alert>;
  /** A silence on this alert alone. */
  snooze(id: string, how: HowLong & { readonly reason?: string | undefined }, once?: Once): Promise<Silence>;
  rules(): Promise<{ readonly items: readonly AlertRule[] }>;
  /** Where an alert with these labels goes. */
  routes(labels: Readonly<Record<string, string>>): Promise<AlertRoutes>;
}

export interface SilencesClient {
  list(query?: PageQuery & { readonly expired?: boolean | undefined }): Promise<Page<Silence>>;
  get(id: string): Promise<Silence>;
  make(silence: NewSilence, once?: Once): Promise<Silence>;
  end(id: string, once?: Once): Promise<Silence>;
}

export interface ChannelsClient {
  list(): Promise<{ readonly items: readonly Channel[] }>;
  /** Sends a message to try it, and waits for what comes of it. */
  test(channel: string, once?: Once): Promise<ChannelTest>;
}

const answers = {
  alerts: pageSchema(alertSchema),
  events: pageSchema(alertEventSchema),
  rules: z.object({ items: z.array(alertRuleSchema) }),
  silences: pageSchema(silenceSchema),
  channels: z.object({ items: z.array(channelSchema) }),
} as const;

export const onceHeaders = ({ idempotencyKey }: Once = {}) =>
  idempotencyKey === undefined ? {} : { headers: { 'idempotency-key': idempotencyKey } };

const written = <T extends HowLong>({ until, ...rest }: T) => ({ ...rest, until: momentOf(until) });

const momentOf = (at: Moment | undefined): string | undefined => (at instanceof Date ? at.toISOString() : at);

export function alertsClient({ get, send }: Asking): AlertsClient {
  const alerts = '/api/v1/alerts';
  const of = (id: string, word = ''): string => `${alerts}/${encodeURIComponent(id)}${word}`;
  return {
    list: (query) => get(answers.alerts, alerts, query),
    get: (id) => get(alertSchema, of(id)),
    history: (id, query) => get(answers.events, of(id, '/history'), query),
    acknowledge: (id, how = {}, once) =>
      send('POST', alertSchema, of(id, '/acknowledge'), written(how), onceHeaders(once)),
    unacknowledge: (id, once) => send('POST', alertSchema, of(id, '/unacknowledge'), {}, onceHeaders(once)),
    resolve: (id, once) => send('POST', alertSchema, of(id, '/resolve'), {}, onceHeaders(once)),
    snooze: (id, how, once) => send('POST', silenceSchema, of(id, '/snooze'), written(how), onceHeaders(once)),
    rules: () => get(answers.rules, '/api/v1/alert-rules'),
    routes: (labels) => get(alertRoutesSchema, '/api/v1/alert-routes', { labels: labelsText(labels) }),
  };
}

/** `{model="spread"}` without its braces: what a matcher of each label alone looks like. */
const labelsText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',');

export function silencesClient({ get, send }: Asking): SilencesClient {
  const silences = '/api/v1/silences';
  return {
    list: (query) => get(answers.silences, silences, query),
    get: (id) => get(silenceSchema, `${silences}/${encodeURIComponent(id)}`),
    make: ({ from, ...silence }, once) =>
      send('POST', silenceSchema, silences, { ...written(silence), from: momentOf(from) }, onceHeaders(once)),
    end: (id, once) =>
      send('DELETE', silenceSchema, `${silences}/${encodeURIComponent(id)}`, undefined, onceHeaders(once)),
  };
}

/** An attempt may take half a minute, and there may be several. */
const testMilliseconds = 90_000;

export function channelsClient({ get, send }: Asking): ChannelsClient {
  return {
    list: () => get(answers.channels, '/api/v1/channels'),
    test: (channel, once) =>
      send('POST', channelTestSchema, `/api/v1/channels/${encodeURIComponent(channel)}/test`, undefined, {
        ...onceHeaders(once),
        timeoutMilliseconds: testMilliseconds,
      }),
  };
}
