import { PitwallError } from '../core/errors.ts';
import { idempotencyKeySchema } from './openapi.ts';

/** The key of a request that may be sent again; undefined where it has none. */
export function idempotencyKeyOf(headers: Headers): string | undefined {
  const key = headers.get('idempotency-key');
  if (key === null || idempotencyKeySchema.safeParse(key).success) return key ?? undefined;
  throw new PitwallError({
    code: 'request.invalid',
    problem: 'expected an idempotency key of 1 to 200 visible ASCII characters, found another',
    fix: 'Use a UUID',
    place: { field: 'Idempotency-Key' },
  });
}
