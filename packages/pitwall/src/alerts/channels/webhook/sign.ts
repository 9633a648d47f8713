import { createHmac } from 'node:crypto';

const start = 'whsec_';

/** Of a secret as Standard Webhooks writes it; undefined where it is none. */
export function signingKey(secret: string): Buffer | undefined {
  const text = secret.startsWith(start) ? secret.slice(start.length) : '';
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const key = Buffer.from(text, 'base64');
  return key.length >= 16 && key.length <= 64 ? key : undefined;
}

/** `v1` of Standard Webhooks, over exactly the bytes that are sent. `at` in seconds. */
export function sign(
  key: Buffer,
  { id, at, body }: { readonly id: string; readonly at: number; readonly body: string },
) {
  return `v1,${createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')}`;
}
