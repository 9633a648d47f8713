import { z } from 'zod';
import type { Answer, Asked, Double } from './frame.ts';
import { createRateLimit, retryAfterText } from './rate-limit.ts';

/**
 * The limits of PagerDuty's "Send an Alert Event" and of events-v2/openapiv3.json: a routing key of 32 characters, a
 * dedup_key of at most 255, a summary of at most 1024, 512 KB altogether.
 */
const event = z.strictObject({
  routing_key: z.string().length(32, "Length of 'routing_key' is incorrect (should be 32 characters)"),
  event_action: z.enum(['trigger', 'acknowledge', 'resolve']),
  dedup_key: z
    .string()
    .min(1)
    .max(255, "Length of 'dedup_key' is incorrect (should be at most 255 characters)")
    .optional(),
  payload: z
    .strictObject({
      summary: z.string().min(1).max(1024, "Length of 'summary' is incorrect (should be at most 1024 characters)"),
      source: z.string().min(1),
      severity: z.enum(['critical', 'error', 'warning', 'info']),
      timestamp: z.iso.datetime({ offset: true }).optional(),
      component: z.string().optional(),
      group: z.string().optional(),
      class: z.string().optional(),
      custom_details: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
  links: z.array(z.strictObject({ href: z.url({ protocol: /^https?$/ }), text: z.string().optional() })).optional(),
  images: z.array(z.strictObject({ src: z.url({ protocol: /^https$/ }) })).optional(),
  client: z.string().optional(),
  client_url: z.url({ protocol: /^https?$/ }).optional(),
});

export type PagerDutyEvent = z.infer<typeof event>;

const mostBytes = 512 * 1024;

/** An alert as PagerDuty keeps it; a key whose alert is resolved may open another one. */
export interface PagerDutyAlert {
  readonly dedupKey: string;
  readonly state: 'triggered' | 'acknowledged' | 'resolved';
  readonly summary: string;
  readonly severity: string;
  readonly triggers: number;
}

/**
 * PagerDuty's Events API v2 (`url`, `key`). The key of a message is `custom_details.delivery` of the payload. 120 events
 * a minute for each routing key.
 */
export function pagerdutyDouble(now: () => number, isLimited: boolean) {
  const key = 'R0XPAGERDUTYSECRETX0123456789abc';
  const alerts: PagerDutyAlert[] = [];
  const dropped: PagerDutyEvent[] = [];
  const limit = createRateLimit({ most: 120, milliseconds: 60_000 }, now);

  const answer = (asked: Asked): Answer => {
    if (asked.path !== '/v2/enqueue' || asked.method !== 'POST') return { status: 404, isAccepted: false };
    if (Buffer.byteLength(asked.body) > mostBytes) return { status: 413, isAccepted: false };
    if (asked.json === undefined) return invalid('Unrecognized object', ['JSON parse error']);
    const body = event.safeParse(asked.json);
    if (!body.success) {
      return invalid(
        'invalid event',
        body.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
      );
    }
    const { event_action: action, payload, dedup_key: dedupKey = `made-${alerts.length}` } = body.data;
    if (action === 'trigger' && !payload) return invalid('invalid event', ["'payload' is missing or blank"]);
    if (action !== 'trigger' && body.data.dedup_key === undefined) {
      return invalid('invalid event', ["'dedup_key' is missing or blank"]);
    }
    if (isLimited && limit.take(body.data.routing_key) > 0) return tooMany();
    // a key of another account is taken in like any other, and nobody sees it
    if (body.data.routing_key === key) apply(body.data, dedupKey);
    const delivery = payload?.custom_details?.delivery;
    return {
      status: 202,
      body: { status: 'success', message: 'Event processed', dedup_key: dedupKey },
      isAccepted: true,
      key: typeof delivery === 'string' ? delivery : undefined,
    };
  };

  const apply = (given: PagerDutyEvent, dedupKey: string): void => {
    const index = alerts.findIndex((alert) => alert.dedupKey === dedupKey && alert.state !== 'resolved');
    const open = alerts[index];
    if (given.event_action === 'trigger') {
      const { summary = '', severity = '' } = given.payload ?? {};
      if (open) alerts[index] = { ...open, summary, severity, triggers: open.triggers + 1 };
      else alerts.push({ dedupKey, state: 'triggered', summary, severity, triggers: 1 });
    } else if (open) {
      alerts[index] = { ...open, state: given.event_action === 'resolve' ? 'resolved' : 'acknowledged' };
    } else {
      dropped.push(given);
    }
  };

  return {
    name: 'pagerduty',
    own: (base) => ({
      url: `${base}/v2/enqueue`,
      key,
      secrets: [key] as readonly string[],
      /** In the order in which they were first triggered. */
      alerts: (): readonly PagerDutyAlert[] => alerts,
      /** Accepted, and without an effect, as there was no open alert. */
      dropped: (): readonly PagerDutyEvent[] => dropped,
    }),
    answer,
    refuse: (status, retryAfter) => {
      if (status === 429) return tooMany(retryAfter);
      if (status === 400) return invalid('invalid event', ['Event object is invalid']);
      return { status, body: { status: 'error', message: `${status}` }, isAccepted: false };
    },
  } satisfies Double<object>;
}

const invalid = (status: string, errors: readonly string[]): Answer => ({
  status: 400,
  body: { status, message: 'Event object is invalid', errors },
  isAccepted: false,
});

const tooMany = (retryAfter?: number | Date): Answer => ({
  status: 429,
  body: { status: 'throttle exceeded', message: 'Requests for this service are arriving too quickly.' },
  isAccepted: false,
  ...(retryAfter === undefined ? {} : { headers: { 'retry-after': retryAfterText(retryAfter) } }),
});
