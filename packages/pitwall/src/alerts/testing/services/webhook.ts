import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Answer, Asked, Double } from './frame.ts';
import { retryAfterText } from './rate-limit.ts';

interface Webhook {
  readonly url: string;
  readonly secret: string;
  /** What was taken in, each message once however often it came. */
  messages(): readonly unknown[];
}

const secret = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
const tolerance = 300;
const longest = 20_000;

/** Somebody who takes in what Standard Webhooks describes, and looks at every part of it. */
export function webhookDouble(now: () => number): Double<Webhook> {
  const taken = new Map<string, unknown>();
  return {
    name: 'webhook',
    own: (base) => ({ url: `${base}/in`, secret, messages: () => [...taken.values()] }),
    answer: (asked) => {
      const mistake = mistakeIn(asked, now());
      const key = asked.headers['webhook-id'];
      if (mistake !== undefined || key === undefined) {
        return { status: 400, body: { error: mistake ?? 'webhook-id' }, isAccepted: false };
      }
      if (!taken.has(key)) taken.set(key, asked.json);
      return { status: 204, isAccepted: true, key };
    },
    refuse: (status, retryAfter): Answer => ({
      status,
      headers: retryAfter === undefined ? {} : { 'retry-after': retryAfterText(retryAfter) },
      body: { error: status },
      isAccepted: false,
    }),
  };
}

function mistakeIn({ method, headers, body, json }: Asked, now: number): string | undefined {
  const id = headers['webhook-id'] ?? '';
  const at = Number(headers['webhook-timestamp']);
  if (method !== 'POST' || id === '') return 'method or id';
  if (headers['content-type'] !== 'application/json') return 'content-type';
  if (!Number.isInteger(at) || Math.abs(now / 1_000 - at) > tolerance) return 'timestamp';
  if (Buffer.byteLength(body) >= longest) return 'too long';
  const hmac = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'));
  const expected = Buffer.from(`v1,${hmac.update(`${id}.${at}.${body}`).digest('base64')}`);
  const isSigned = (headers['webhook-signature'] ?? '').split(' ').some((one) => {
    const found = Buffer.from(one);
    return found.length === expected.length && timingSafeEqual(found, expected);
  });
  if (!isSigned) return 'signature';
  const { type, timestamp, data } = (json ?? {}) as Record<string, unknown>;
  const isMessage = typeof type === 'string' && typeof timestamp === 'string' && typeof data === 'object';
  return isMessage ? undefined : 'payload';
}
