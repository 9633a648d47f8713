import { z } from 'zod';
import { severitySchema } from '../alert.ts';
import { type Once, onceHeaders } from './alerts.ts';
import { type Page, pageSchema } from './answers.ts';
import type { Asking } from './asking.ts';
import type { PageQuery } from './queries.ts';

export const deliveryAttemptSchema = z.object({
  attempt: z.int(),
  at: z.string(),
  milliseconds: z.int(),
  outcome: z.string().describe('delivered, throttled, failed or refused'),
  status: z.int().nullable().describe('Of the answer, where it was one of HTTP'),
  detail: z.string(),
});

export type DeliveryAttempt = z.infer<typeof deliveryAttemptSchema>;

/** One message on its way through one channel. */
export const deliverySchema = z.object({
  id: z.string().describe('Also the key by which a channel knows that it has it already'),
  channel: z.string(),
  target: z.string().describe('Whom of the channel, where it has several'),
  kind: z.string().describe('firing, resolved, reminder …'),
  title: z.string(),
  thread: z.string().describe('The same of all messages about the same incident'),
  severity: severitySchema,
  state: z.string(),
  madeAt: z.string(),
  dueAt: z.string().describe('When it is tried next, or was to be'),
  givesUpAt: z.string(),
  attempts: z.int(),
  lastError: z.string().nullable(),
  endedAt: z.string().nullable(),
  toldBy: z.string().nullable().describe('The delivery that told it, where it was told in another message'),
  fallbackOf: z.string().nullable().describe('The delivery in whose place it goes'),
  fellBackAt: z.string().nullable().describe('When it was sent through another channel as well'),
  alerts: z.array(z.string()).describe('Ids of the alerts in it'),
});

export type Delivery = z.infer<typeof deliverySchema>;

export const wholeDeliverySchema = deliverySchema.extend({
  reason: z.string().describe('Why it was told'),
  text: z.string().nullable(),
  history: z.array(deliveryAttemptSchema).describe('All attempts, the oldest first'),
});

export type WholeDelivery = z.infer<typeof wholeDeliverySchema>;

export interface DeliveriesQuery extends PageQuery {
  readonly state?: string | readonly string[] | undefined;
  readonly channel?: string | undefined;
  /** Of messages that tell of this alert. */
  readonly alert?: string | undefined;
  /** The beginning of an id. */
  readonly id?: string | undefined;
  readonly order?: 'newest' | 'oldest' | undefined;
}

export interface DeliveriesClient {
  list(query?: DeliveriesQuery): Promise<Page<Delivery>>;
  get(id: string): Promise<WholeDelivery>;
  /** Tries it again at once, also one that was given up. */
  retry(id: string, once?: Once): Promise<Delivery>;
  /** It is never sent. */
  drop(id: string, once?: Once): Promise<Delivery>;
}

const page = pageSchema(deliverySchema);

export function deliveriesClient({ get, send }: Asking): DeliveriesClient {
  const deliveries = '/api/v1/deliveries';
  const of = (id: string, word = ''): string => `${deliveries}/${encodeURIComponent(id)}${word}`;
  return {
    list: (query) => get(page, deliveries, query),
    get: (id) => get(wholeDeliverySchema, of(id)),
    retry: (id, once) => send('POST', deliverySchema, of(id, '/retry'), undefined, onceHeaders(once)),
    drop: (id, once) => send('POST', deliverySchema, of(id, '/drop'), undefined, onceHeaders(once)),
  };
}
