import { z } from 'zod';
import { PitwallError } from '../core/errors.ts';
import { isStorable } from '../events/event-values.ts';
import type { Person } from './person.ts';

export const reasonSchema = z
  .string()
  .min(1)
  .max(300)
  .refine(isStorable, { error: 'expected text without zero bytes and halves of characters' })
  .describe('Why; it stays in the audit for ever, so it must not name the person');

/** What says why stays for ever, and would keep what is erased. */
export function refuseNaming(reason: string | undefined, person: Person): void {
  const name = person.kind === 'person' ? person.value : person.account.name;
  if (reason === undefined || name === null || !reason.toLowerCase().includes(name.toLowerCase())) return;
  throw new PitwallError({
    code: 'privacy.reason',
    problem: 'expected a reason that does not name the person, since it stays in the audit for ever',
    fix: 'Write the number of the request, or why in general',
    place: { field: 'reason' },
  });
}
