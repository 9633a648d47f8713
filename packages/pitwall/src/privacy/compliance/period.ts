import { day } from '../../core/duration.ts';
import { PitwallError } from '../../core/errors.ts';

export interface Period {
  readonly from: number;
  readonly to: number;
}

const usualDays = 90;

export function periodOf(
  { from, to }: { readonly from?: number | undefined; readonly to?: number | undefined },
  now: number,
): Period {
  const end = to ?? now;
  const start = from ?? end - usualDays * day;
  if (start < end) return { from: start, to: end };
  throw new PitwallError({
    code: 'compliance.period',
    problem: `expected a time that ends after it begins, found ${new Date(start).toISOString()} to ${new Date(end).toISOString()}`,
    fix: 'Say from when on and before when',
    place: { field: from === undefined ? 'to' : 'from' },
  });
}
