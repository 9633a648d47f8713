import { z } from 'zod';
import { hopsHeader, hopsThrough, writeHops } from '../../loop.ts';
import type { Message } from '../../message/message.ts';
import { defineChannel, type Outcome, type SendTools } from '../channel.ts';
import { badHeader, headersSchema, revealHeaders } from '../headers.ts';
import { outcomeOfError, retryAfter } from '../http-outcome.ts';
import { composeBody } from './compose.ts';
import { sign, signingKey } from './sign.ts';

const url = z
  .string()
  .min(1)
  .refine((text) => text.includes('${secret:') || /^https?:\/\/./i.test(text), {
    error: 'expected an address that begins with https:// or http://',
  })
  .describe('Where it is sent to');

const long = z.strictObject({
  url,
  secret: z
    .string()
    .min(1)
    .optional()
    .describe('With which it is signed, as Standard Webhooks says: whsec_ and 16 to 64 bytes in base64'),
  headers: headersSchema,
});

const settings = z.union([url, long]).describe('An address, or more about it');

type Long = z.output<typeof long>;

export const webhookChannel = defineChannel({
  kind: 'webhook',
  summary: 'A request with JSON to an address of your own, signed as Standard Webhooks says',
  settings,
  targets: () => [''],
  updates: false,
  async send(message, settings, tools) {
    try {
      return await post(message, typeof settings === 'string' ? { url: settings, headers: {} } : settings, tools);
    } catch (error) {
      return outcomeOfError(error, tools.signal);
    }
  },
});

async function post(message: Message, { url, secret, headers }: Long, tools: SendTools): Promise<Outcome> {
  const key = secret === undefined ? null : signingKey(await tools.reveal(secret));
  if (key === undefined) return badSecret;
  const own = await revealHeaders(headers, tools);
  if (own === undefined) return badHeader;
  const body = composeBody(message);
  const at = Math.floor(tools.now() / 1_000);
  const signed: Record<string, string> = key ? { 'webhook-signature': sign(key, { id: tools.key, at, body }) } : {};
  const hops = hopsThrough(
    message.alerts.map(({ labels }) => labels),
    tools.installation,
  );
  const answer = await tools.outward.send({
    url: await tools.reveal(url),
    method: 'POST',
    headers: {
      ...own,
      'content-type': 'application/json',
      'user-agent': `pitwall/${tools.version}`,
      'webhook-id': tools.key,
      'webhook-timestamp': String(at),
      ...signed,
      ...(hops.length > 0 ? { [hopsHeader]: writeHops(hops) } : {}),
    },
    body,
    signal: tools.signal,
    timeoutMilliseconds: 20_000,
    maxBytes: 4_096,
  });
  return outcomeOf(answer.status, retryAfter(answer, tools.now()));
}

const badSecret: Outcome = {
  kind: 'refused',
  detail: 'expected a signing secret that begins with whsec_ and holds 16 to 64 bytes in base64, found another',
};

function outcomeOf(status: number, wait: number | undefined): Outcome {
  if (status >= 200 && status < 300) return { kind: 'delivered', detail: `answered ${status}`, status };
  if (status === 429 || status === 502 || status === 504) {
    return { kind: 'throttled', detail: `answered ${status}: too much for it now`, status, wait };
  }
  if (status >= 300 && status < 400) {
    const detail = `answered ${status}: it leads elsewhere, which is not followed; name the address it leads to`;
    return { kind: status === 301 || status === 308 ? 'refused' : 'failed', detail, status };
  }
  if (status === 410) {
    return { kind: 'refused', detail: 'answered 410: nobody wants it there any more; take the channel out', status };
  }
  if (status === 503 && wait !== undefined) {
    return { kind: 'throttled', detail: 'answered 503: it is not there for now', status, wait };
  }
  if (status >= 500 || status === 408 || status === 409 || status === 425) {
    return { kind: 'failed', detail: `answered ${status}`, status };
  }
  return { kind: 'refused', detail: `answered ${status}: look at the address, its headers and its secret`, status };
}
