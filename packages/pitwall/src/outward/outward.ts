import { lookup as systemLookup } from 'node:dns/promises';
import { type IncomingMessage, request as openRequest } from 'node:http';
import type { Socket } from 'node:net';
import { PitwallError } from '../core/errors.ts';
import { connect } from './connect.ts';
import { checked, type Lookup, refused, targetOf, urlOf } from './target.ts';

export interface OutwardRequest {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
  readonly signal?: AbortSignal | undefined;
  /** For everything together, from the name to the last byte; ten seconds where nothing is said. */
  readonly timeoutMilliseconds?: number;
  /** Of the answer; what comes behind is not read. 64 KiB where nothing is said. */
  readonly maxBytes?: number;
}

export interface OutwardAnswer {
  readonly status: number;
  /** By name in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Whether more came than was read. */
  readonly isCut: boolean;
}

/** Where something is that does not speak HTTP. */
export interface OutwardPlace {
  /** A name or an address. */
  readonly host: string;
  readonly port: number;
  readonly signal?: AbortSignal | undefined;
  /** Until it is open; ten seconds where nothing is said. */
  readonly timeoutMilliseconds?: number;
}

/** The one way in which the server asks anything elsewhere. */
export interface Outward {
  send(request: OutwardRequest): Promise<OutwardAnswer>;
  /**
   * A connection without encryption, checked like those of requests. Whoever asks speaks over it, encrypts it where that
   * is wanted, and closes it.
   */
  connect(place: OutwardPlace): Promise<Socket>;
}

export interface OutwardOptions {
  /** `outward.allow`; read anew for each request, so that it may be a getter on the configuration in force. */
  readonly allow: readonly string[];
  /** Another than that of the system. */
  readonly lookup?: Lookup;
}

const usualTimeout = 10_000;
const usualBytes = 64 << 10;

const bySystem: Lookup = async (host) => (await systemLookup(host, { all: true })).map(({ address }) => address);

/** Names are resolved once, connections looked at before anything is written, and redirects are answers like others. */
export function createOutward(options: OutwardOptions): Outward {
  const { lookup = bySystem } = options;
  return {
    async send({ url: text, timeoutMilliseconds = usualTimeout, signal: given, ...rest }) {
      const { allow } = options;
      const url = urlOf(text);
      return inTime(timeoutMilliseconds, given, async (signal) => {
        const target = await orAborted(targetOf(url, lookup, allow), signal);
        const socket = await connect(target, allow, signal);
        return await exchange(socket, url, rest, signal).finally(() => socket.destroy());
      });
    },
    async connect({ host: text, port, timeoutMilliseconds = usualTimeout, signal: given }) {
      const { allow } = options;
      const host = text.replace(/^\[|\]$/g, '');
      return inTime(timeoutMilliseconds, given, async (signal) => {
        const place = { isEncrypted: false, host, port };
        return connect(await orAborted(checked(place, lookup, allow), signal), allow, signal);
      });
    },
  };
}

async function inTime<T>(
  milliseconds: number,
  given: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const timeout = AbortSignal.timeout(milliseconds);
  try {
    return await work(given ? AbortSignal.any([timeout, given]) : timeout);
  } catch (error) {
    if (given?.aborted) throw given.reason;
    if (error instanceof PitwallError) throw error;
    throw timeout.aborted ? tooSlow(milliseconds, error) : failed(error);
  }
}

function exchange(
  socket: Socket,
  url: URL,
  { method = 'GET', headers = {}, body, maxBytes = usualBytes }: Omit<OutwardRequest, 'url'>,
  signal: AbortSignal,
): Promise<OutwardAnswer> {
  return new Promise((resolve, reject) => {
    // and no `agent`, not even false: one would open a connection of its own, of which nothing was checked
    const request = openRequest({
      createConnection: () => socket,
      setHost: false,
      method,
      path: `${url.pathname}${url.search}`,
      headers: { ...withoutOurs(headers), host: url.host, 'accept-encoding': 'identity', connection: 'close' },
      defaultPort: url.protocol === 'https:' ? 443 : 80,
      maxHeaderSize: 16 << 10,
      signal,
    });
    request.once('error', reject);
    request.once('response', (response) => readAnswer(response, maxBytes).then(resolve, reject));
    request.end(body);
  });
}

/** What says where a message ends and where it goes is not the caller's. */
function withoutOurs(headers: Readonly<Record<string, string>>): Record<string, string> {
  const ours = ['host', 'connection', 'content-length', 'transfer-encoding', 'upgrade', 'expect', 'te', 'trailer'];
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ours.includes(name.toLowerCase())));
}

async function readAnswer(response: IncomingMessage, maxBytes: number): Promise<OutwardAnswer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxBytes) break;
  }
  const headers = Object.entries(response.headersDistinct).map(([name, values = []]) => [name, values.join(', ')]);
  return {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: Buffer.concat(chunks).subarray(0, maxBytes),
    isCut: length > maxBytes,
  };
}

/** What is asked of the system cannot be called back; it is not waited for. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    promise.then(resolve, (error: unknown) => reject(isUnknownName(error) ? refused() : error));
  });
}

/** A name that there is not is told like one that may not be asked: names of the inside are nobody's business. */
const isUnknownName = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error && error.syscall === 'getaddrinfo';

const tooSlow = (milliseconds: number, cause: unknown) =>
  new PitwallError({
    code: 'outward.failed',
    problem: `expected an answer within ${milliseconds} ms, found none`,
    fix: 'Check the address, or try again later',
    cause,
  });

const failed = (cause: unknown) =>
  new PitwallError({
    code: 'outward.failed',
    problem: `expected an answer, found none (${codeOf(cause)})`,
    fix: 'Check the address, its certificate, and that something answers there',
    cause,
  });

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : String(error);
}
