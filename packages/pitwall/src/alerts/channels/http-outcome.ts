import { PitwallError } from '../../core/errors.ts';
import type { OutwardAnswer } from '../../outward/outward.ts';
import type { Outcome } from './channel.ts';

const longestWait = 86_400_000;

/** What `Retry-After` asks for, in seconds or as a date; undefined where it says nothing that can be understood. */
export function retryAfter({ headers }: Pick<OutwardAnswer, 'headers'>, now: number): number | undefined {
  const text = headers['retry-after']?.trim() ?? '';
  if (/^\d{1,12}(\.\d{1,9})?$/.test(text)) return Math.min(Number(text) * 1_000, longestWait);
  // a date of HTTP begins with the day of the week
  const at = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.min(Math.max(0, at - now), longestWait);
}

/** What a request came to that got no answer. Says nothing of what was asked, which holds secrets. */
export function outcomeOfError(error: unknown, signal: AbortSignal): Outcome {
  // a secret that is not there is named, and what it holds is not
  if (error instanceof PitwallError && (error.code === 'outward.refused' || error.code.startsWith('secret.'))) {
    return { kind: 'refused', detail: error.message };
  }
  if (error instanceof PitwallError && error.code === 'outward.failed') {
    return { kind: 'failed', detail: error.message };
  }
  if (signal.aborted) return { kind: 'failed', detail: 'it took too long, and was broken off' };
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  return { kind: 'failed', detail: `expected to send it, but something went wrong on this side${code}` };
}
