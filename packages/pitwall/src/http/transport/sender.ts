import type { IncomingMessage } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import type { Sender } from './forwarded.ts';

const senders = new WeakMap<IncomingMessage, Sender>();

export function rememberSender(incoming: IncomingMessage, sender: Sender): void {
  senders.set(incoming, sender);
}

/** Undefined of what did not come through the door, such as a request within this process. */
export function senderOfBindings(bindings: unknown): Sender | undefined {
  const { incoming } = (bindings ?? {}) as Partial<HttpBindings>;
  return incoming && senders.get(incoming as IncomingMessage);
}

/** Whether nobody on the way could read it: only then may a cookie say `Secure`. */
export const isSecure = ({ url }: Pick<Request, 'url'>): boolean => url.startsWith('https:');
