import { visible } from '../../../core/visible.ts';
import type { Outcome } from '../channel.ts';
import { outcomeOfError } from '../http-outcome.ts';

/** What the library for mail says of a failure; all of it may be missing. */
interface MailFailure {
  readonly code?: unknown;
  readonly command?: unknown;
  readonly responseCode?: unknown;
  readonly response?: unknown;
  readonly message?: unknown;
}

/** What a mail server, or the way to it, made of a message. `hidden` are texts that must not be told. */
export function outcomeOfMail(error: unknown, signal: AbortSignal, hidden: readonly string[]): Outcome {
  const {
    code,
    command,
    responseCode: status,
    response,
    message,
  } = (typeof error === 'object' ? error : {}) as MailFailure;
  if (signal.aborted || code === 'EABORT') return { kind: 'failed', detail: 'it took too long, and was broken off' };
  if (code === 'ENOAUTH' || (code === 'EAUTH' && !isPassing(status))) {
    return {
      kind: 'refused',
      detail: 'the mail server does not let this user in; look at the name and the password',
      ...of(status),
    };
  }
  if (code === 'ETLS' && command === 'STARTTLS' && typeof response === 'string') {
    const fix = 'use smtps://, or say starttls: never where the way to it is safe';
    return { kind: 'refused', detail: `the mail server does not offer encryption; ${fix}`, ...of(status) };
  }
  if (typeof status === 'number') {
    const said = typeof response === 'string' && code !== 'EAUTH' ? `: ${withoutHidden(response, hidden)}` : '';
    return {
      kind: isPassing(status) ? 'failed' : 'refused',
      detail: `the mail server answered ${status}${said}`,
      status,
    };
  }
  if (typeof message === 'string' && /certificate/i.test(message)) {
    return { kind: 'failed', detail: 'the certificate of the mail server is not one that is trusted; see ca' };
  }
  if (code === 'ETIMEDOUT') return { kind: 'failed', detail: 'the mail server did not answer in time' };
  if (code === 'ECONNECTION' || code === 'ESOCKET' || code === 'ETLS') {
    return { kind: 'failed', detail: 'the connection to the mail server broke' };
  }
  return outcomeOfError(error, signal);
}

/** Greylisting, full boxes and servers that go down for a moment are answered with 4xx. */
const isPassing = (status: unknown): boolean => typeof status === 'number' && status >= 400 && status < 500;

const of = (status: unknown): { readonly status?: number } => (typeof status === 'number' ? { status } : {});

function withoutHidden(text: string, hidden: readonly string[]): string {
  const told = hidden.filter((one) => one !== '').some((one) => text.includes(one));
  return told ? '(hidden)' : visible(text).slice(0, 200);
}
