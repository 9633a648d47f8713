import { PitwallProblem, parsed, problemOf } from './problem.ts';

export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

export interface Door {
  /** `http://127.0.0.1:4600`, with a path before it where a proxy has one. */
  readonly url: string;
  readonly token: string | undefined;
  readonly fetch: Fetch;
  readonly timeoutMilliseconds: number;
}

export interface Asked {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer> | Blob;
  readonly signal?: AbortSignal;
}

/** Longer texts of answers are cut off: nobody reads a page of a proxy to its end. */
const longestAnswer = 64 * (1 << 20);

/** The address without its last slash; refused where it is none, or would send the token in the clear by mistake. */
export function addressOf(url: string): string {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address && ['http:', 'https:'].includes(address.protocol) && address.username === '') {
    return `${address.origin}${address.pathname.replace(/\/+$/, '')}`;
  }
  throw new TypeError(`expected an address like http://127.0.0.1:4600, found ${JSON.stringify(url)}`);
}

/** The headers of an answer, once they are there. */
export async function open(door: Door, asked: Asked, signal: AbortSignal): Promise<Response> {
  const { method = 'GET', path, headers, body } = asked;
  try {
    return await door.fetch(`${door.url}${path}`, {
      method,
      headers: { ...(door.token === undefined ? {} : { authorization: `Bearer ${door.token}` }), ...headers },
      ...(body === undefined ? {} : { body }),
      // an address that moved shall be told, not followed with the token
      redirect: 'manual',
      signal,
    });
  } catch (error) {
    throw unreached(door, error, asked.signal);
  }
}

/** The JSON of a success; whatever else comes is a problem. */
export async function ask(door: Door, asked: Asked): Promise<{ readonly status: number; readonly json: unknown }> {
  const timeout = AbortSignal.timeout(door.timeoutMilliseconds);
  const signal = asked.signal ? AbortSignal.any([timeout, asked.signal]) : timeout;
  const response = await open(door, asked, signal);
  const text = await textOf(response).catch((error: unknown) => {
    throw unreached(door, error, asked.signal);
  });
  if (!response.ok) throw problemOf(response.status, response.headers, text);
  const json = parsed(text);
  if (json === undefined) throw strange(response.status, 'something that is no JSON');
  return { status: response.status, json };
}

export async function textOf(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const step = await reader?.read();
    if (!step || step.done) return text + decoder.decode();
    text += decoder.decode(step.value, { stream: true });
    if (text.length > longestAnswer) {
      reader?.cancel().catch(() => undefined);
      return text;
    }
  }
}

export const strange = (status: number, found: string): PitwallProblem =>
  new PitwallProblem({
    code: 'client.answer',
    title: 'Not an answer of Pitwall',
    detail: `expected an answer of Pitwall, found ${found}`,
    fix: 'Check the address, and that the server is not older than this package',
    status,
  });

function unreached({ url, timeoutMilliseconds }: Door, error: unknown, signal: AbortSignal | undefined): unknown {
  // whoever gave up knows why
  if (signal?.aborted) return error;
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new PitwallProblem({
      code: 'client.timeout',
      title: 'No answer in time',
      detail: `expected an answer of ${url} within ${timeoutMilliseconds} ms, found none`,
      fix: 'Ask again later, or allow more time',
      cause: error,
    });
  }
  const reason = reasonOf(error);
  return new PitwallProblem({
    code: 'client.unreachable',
    title: 'Not reachable',
    detail: `expected a server at ${url}, found none that answers (${reason})`,
    fix: untrusted.includes(reason)
      ? 'Name the certificate of who signed that of the server in the variable NODE_EXTRA_CA_CERTS'
      : 'Check the address, and that the server runs',
    cause: error,
  });
}

/** Of a certificate that nobody vouches for whom this machine knows. */
const untrusted = ['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'];

/** Node hides the reason in the cause, and behind it in one of several. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const { code, message } = (cause ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  if (typeof code === 'string') return code;
  return typeof message === 'string' && message !== '' ? message : 'it was not said why';
}
