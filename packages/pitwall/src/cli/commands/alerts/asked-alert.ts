import type { Alert, Client, Silence } from '@pitwall/sdk';
import type { Invocation } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { visible } from '../../../core/visible.ts';
import { momentOf } from '../../asked.ts';

/** So many are named where several are meant. */
const mostNamed = 5;

/** The one thing whose id begins so. */
export function theOnly<T extends { readonly id: string }>(
  found: readonly T[],
  begins: string,
  missing: PitwallError,
): T {
  const [first, ...others] = found.some(({ id }) => id === begins) ? found.filter(({ id }) => id === begins) : found;
  if (first && others.length === 0) return first;
  if (!first) throw missing;
  const named = found.slice(0, mostNamed).map(({ id }) => visible(id.slice(0, 16)));
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: `expected the beginning of one id, found that of ${found.length}: ${named.join(', ')}`,
    fix: 'Write more of it',
  });
}

export async function askedAlert({ alerts }: Client, begins: string): Promise<Alert> {
  const { items } = await alerts.list({ id: begins.slice(0, 64) });
  const missing = new PitwallError({
    code: 'alert.missing',
    problem: `there is no alert whose id begins with ${JSON.stringify(visible(begins.slice(0, 64)))}`,
    fix: 'Look it up with pitwall alerts list --state all',
  });
  return theOnly(items, begins, missing);
}

export async function askedSilence({ silences }: Client, begins: string): Promise<Silence> {
  const { items } = await silences.list({ expired: true, limit: 1_000 });
  const missing = new PitwallError({
    code: 'silence.missing',
    problem: `there is no silence whose id begins with ${JSON.stringify(visible(begins.slice(0, 64)))}`,
    fix: 'Look it up with pitwall alerts silences --expired',
  });
  return theOnly(
    items.filter(({ id }) => id.startsWith(begins)),
    begins,
    missing,
  );
}

/** How long or until when, as it was typed. */
export function spanOf(invocation: Invocation, usual?: string) {
  const until = momentOf(invocation, 'until');
  const length = invocation.text('for') ?? (until === undefined ? usual : undefined);
  if (length !== undefined && until !== undefined) {
    throw new PitwallError({
      code: 'arguments.invalid',
      problem: 'expected --for or --until, found both',
      fix: 'Leave one of them out',
    });
  }
  return { for: length, until };
}
