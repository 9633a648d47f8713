import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { secretsSchema } from '../../secrets/config.ts';
import { openKeyRing } from '../../secrets/key-ring.ts';
import { createFolder } from '../../testing/data-files.ts';
import { openTicket, sealTicket, type Ticket, ticketLife } from './ticket.ts';

const folders = [createFolder(), createFolder()];
afterAll(() => {
  for (const folder of folders) folder.remove();
});

const now = 1_767_614_400_000;
const world = { now: () => now, random: (bytes: number) => randomBytes(bytes) };
const ringOf = (index: 0 | 1) =>
  openKeyRing({ folder: folders[index]?.path ?? '', config: secretsSchema.parse({}), env: {}, world });

const ticket: Ticket = {
  state: 'the-state',
  nonce: 'the-nonce',
  verifier: 'the-verifier',
  issuer: 'https://id.example.com',
  client: 'pitwall',
  redirectUri: 'https://pitwall.example.com/oidc/callback',
  redirectTo: '/',
  until: now + ticketLife,
};

describe('a ticket', () => {
  it('opens with its state, as long as it lasts, and says nothing to who holds it', async () => {
    const ring = await ringOf(0);
    const sealed = sealTicket(ring, ticket);
    for (const part of ['the-state', 'the-nonce', 'the-verifier']) {
      expect(Buffer.from(sealed.split('.')[2] ?? '', 'base64url').toString('latin1')).not.toContain(part);
    }
    expect(openTicket(ring, sealed, { state: 'the-state', now })).toEqual(ticket);
    expect(openTicket(ring, sealed, { state: 'the-state', now: now + ticketLife - 1 })).toEqual(ticket);
  });

  it('is refused in the same words, whatever is wrong with it', async () => {
    const [ring, other] = [await ringOf(0), await ringOf(1)];
    const sealed = sealTicket(ring, ticket);
    const open =
      (text: string | undefined, state: string | null = 'the-state', at = now) =>
      () =>
        openTicket(ring, text, { state, now: at });
    const wrong = [
      open(undefined),
      open(''),
      open('sealed.'),
      open(`${sealed}A`),
      open(sealed.slice(0, -1)),
      open(sealTicket(other, ticket)),
      open(ring.seal(Buffer.from(JSON.stringify(ticket)), 'another/place')),
      open(ring.seal(Buffer.from('{}'), 'cookie/oidc')),
      open(ring.seal(Buffer.from('nonsense'), 'cookie/oidc')),
      open(sealed, null),
      open(sealed, ''),
      open(sealed, 'the-statf'),
      open(sealed, 'the-state '),
      open(sealed, 'the-state', now + ticketLife),
      // a clock that was set back makes no ticket last for longer
      open(sealed, 'the-state', now - 1),
    ];
    for (const use of wrong) expect(use).toThrowError(expect.objectContaining({ code: 'oidc.state' }));
  });
});
