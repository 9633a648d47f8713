import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { parseJson } from '../../core/json.ts';
import type { KeyRing } from '../../secrets/key-ring.ts';
import { wrongState } from './problems.ts';

/** So long somebody may take to sign in at the provider. */
export const ticketLife = 600_000;

const place = 'cookie/oidc';

const text = z.string().min(1);

const ticketSchema = z.strictObject({
  state: text,
  nonce: text,
  /** Of PKCE. */
  verifier: text,
  issuer: text,
  client: text,
  redirectUri: text,
  redirectTo: text,
  until: z.int(),
});

/** What a browser keeps while it is away at the provider: it cannot be read there, nor made by anybody else. */
export type Ticket = z.output<typeof ticketSchema>;

export const sealTicket = (keyRing: KeyRing, ticket: Ticket): string =>
  keyRing.seal(Buffer.from(JSON.stringify(ticket)), place);

/** Refuses what is not ours, is over, or is about another sign-in than the one that came back. */
export function openTicket(
  keyRing: KeyRing,
  sealed: string | undefined,
  { state, now }: { readonly state: string | null; readonly now: number },
): Ticket {
  const { data: ticket } = ticketSchema.safeParse(parseJson(opened(keyRing, sealed) ?? ''));
  if (!ticket || now >= ticket.until || now < ticket.until - ticketLife) throw wrongState();
  if (state === null || !isSame(state, ticket.state)) throw wrongState();
  return ticket;
}

function opened(keyRing: KeyRing, sealed: string | undefined): string | undefined {
  if (sealed === undefined) return undefined;
  try {
    return keyRing.open(sealed, place).toString('utf8');
  } catch {
    // of an old key, of another server, or made up: all the same to whoever holds it
    return undefined;
  }
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
