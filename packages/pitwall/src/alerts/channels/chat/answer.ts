import type { OutwardAnswer } from '../../../outward/outward.ts';
import type { Outcome } from '../channel.ts';
import { retryAfter } from '../http-outcome.ts';
import { fit, oneLine } from './text.ts';

/** Parts of an address that are shorter are names, not secrets. */
const shortestSecret = 10;

/**
 * What a service said of itself, as it may be shown: one line, and without the addresses and tokens that the request
 * held, whole or in part, as services like to repeat what they were asked.
 */
export function quoted(text: string, secrets: readonly string[]): string {
  const parts = secrets.flatMap((secret) => [secret, ...secret.split(/[/?&=#\s]+/)]);
  const hidden = [...new Set(parts.flatMap((part) => [part, decoded(part)]))]
    .filter((part) => part.length >= shortestSecret)
    .sort((a, b) => b.length - a.length);
  const said = hidden.reduce((rest, part) => rest.replaceAll(part, '…'), text);
  return fit(oneLine(said), 200);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** What an answer that is no success comes to. `said` is what may be shown of it, `mend` what to do if it is for good. */
export function outcomeOfAnswer(
  answer: OutwardAnswer,
  {
    service,
    said,
    mend,
    wait,
    now,
  }: {
    readonly service: string;
    readonly said: string;
    readonly mend: string;
    /** Where the service says it elsewhere than in a header. */
    readonly wait?: number | undefined;
    readonly now: number;
  },
): Outcome {
  const { status } = answer;
  const detail = `${service} answered ${status}${said === '' ? '' : ` (${said})`}`;
  const after = wait ?? retryAfter(answer, now);
  if (status === 429) return { kind: 'throttled', detail: `${detail}: too much at once`, status, wait: after };
  if (status >= 500 || status === 408 || status === 425) {
    return after === undefined
      ? { kind: 'failed', detail, status }
      : { kind: 'throttled', detail: `${detail}: later`, status, wait: after };
  }
  if (status >= 300 && status < 400 && status !== 301 && status !== 308) {
    return { kind: 'failed', detail: `${detail}: it leads elsewhere, which is not followed`, status };
  }
  if (status < 300) return { kind: 'failed', detail: `${detail}: not what it says of a message that it took`, status };
  return { kind: 'refused', detail: `${detail}: ${mend}`, status };
}
