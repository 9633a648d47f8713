import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as later } from 'node:timers/promises';
import { parseJson } from '../../../core/json.ts';
import { createFaultScript, type Fault, type FaultScript } from './fault-script.ts';

/** A request as a double sees it. */
export interface Asked {
  readonly at: number;
  readonly method: string;
  /** Below where the double is mounted, with its slash. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** By name in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Undefined where the body is no JSON. */
  readonly json: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is, anything else as JSON. */
  readonly body?: unknown;
  /** Whether the service took it in. */
  readonly isAccepted: boolean;
  /** Of the message, where the request says it. */
  readonly key?: string | undefined;
}

/** One service: what it answers, and what it is like to be refused by it. */
export interface Double<Own extends object> {
  /** Also where it is mounted. */
  readonly name: string;
  /** What tests have to know of it: its addresses, its keys, what it holds. */
  own(base: string): Own;
  answer(asked: Asked): Answer;
  /** The service's own words for a status; `retryAfter` in whole seconds, or a date. */
  refuse(status: number, retryAfter: number | Date | undefined, asked: Asked, says: string | undefined): Answer;
}

/** A request that came, and how it went. */
export interface Received extends Asked {
  readonly fault: Fault;
  /** Null where nothing was decided: it hung, or the connection was broken. */
  readonly status: number | null;
  readonly isAccepted: boolean;
  readonly key: string | undefined;
}

export interface Controls extends FaultScript<Asked> {
  /** All that came, in order. */
  received(): readonly Received[];
  /** How often each message was taken in, by its key. */
  deliveries(): ReadonlyMap<string, number>;
}

export interface Frame {
  readonly origin: string;
  /** For `createOutward`. */
  readonly allow: readonly string[];
  mount<Own extends object>(double: Double<Own>): Own & Controls;
  /** Whatever hangs is broken off. */
  close(): Promise<void>;
}

interface Place {
  readonly double: Double<object>;
  readonly script: FaultScript<Asked>;
  readonly received: Received[];
}

/** `slow-bytes` come in so many pieces, with so long between them. */
const slowBytes = { pieces: 30, milliseconds: 2 };

/** A server on this machine in which doubles of services are mounted, each with a fault script of its own. */
export async function startFrame({ now = Date.now }: { readonly now?: () => number } = {}): Promise<Frame> {
  const places = new Map<string, Place>();
  const server = createServer((request, response) => {
    serve(places, now, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const origin = `http://${host}`;
  return {
    origin,
    allow: [host],
    mount: (double) => {
      const place: Place = { double, script: createFaultScript<Asked>(), received: [] };
      places.set(double.name, place);
      return {
        ...double.own(`${origin}/${double.name}`),
        ...place.script,
        received: () => place.received,
        deliveries: () => countKeys(place.received),
      };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  places: ReadonlyMap<string, Place>,
  now: () => number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const [, name = '', path = '/'] = /^\/([^/]+)(\/.*)?$/.exec(url.pathname) ?? [];
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const place = places.get(name);
  if (!place) return void response.writeHead(404).end();
  const body = Buffer.concat(chunks).toString('utf8');
  const asked: Asked = {
    at: now(),
    method: request.method ?? '',
    path,
    query: url.searchParams,
    headers: headersOf(request),
    body,
    json: parseJson(body),
  };
  const fault = place.script.next(asked);
  const answer = answerOf(place.double, asked, fault);
  place.received.push({
    ...asked,
    fault,
    status: answer?.status ?? null,
    isAccepted: answer?.isAccepted ?? false,
    key: answer?.key,
  });
  await respond(response, answer, fault);
}

function answerOf(double: Double<object>, asked: Asked, fault: Fault): Answer | undefined {
  if (fault === 'hang' || fault === 'drop-before-accept') return undefined;
  return typeof fault === 'object'
    ? double.refuse(fault.status, fault.retryAfter, asked, fault.says)
    : double.answer(asked);
}

async function respond(response: ServerResponse, answer: Answer | undefined, fault: Fault): Promise<void> {
  if (fault === 'hang') return;
  if (!answer || fault === 'drop-after-accept') return void response.destroy();
  const body = answer.body ?? '';
  const isText = typeof body === 'string';
  const bytes = Buffer.from(isText ? body : JSON.stringify(body));
  response.writeHead(answer.status, {
    'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json',
    // an answer without a body has nothing that could break off in its middle
    'content-length': fault === 'half-accept' ? Math.max(bytes.length, 2) : bytes.length,
    ...answer.headers,
  });
  if (fault === 'half-accept') {
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
    await later(slowBytes.milliseconds);
    return void response.destroy();
  }
  if (fault === 'slow-bytes') {
    const size = Math.ceil(bytes.length / slowBytes.pieces);
    for (let from = 0; from < bytes.length; from += size) {
      response.write(bytes.subarray(from, from + size));
      await later(slowBytes.milliseconds);
    }
    return void response.end();
  }
  response.end(bytes);
}

function headersOf(request: IncomingMessage): Record<string, string> {
  const entries = Object.entries(request.headersDistinct).map(([name, values = []]) => [name, values.join(', ')]);
  return Object.fromEntries(entries) as Record<string, string>;
}

function countKeys(received: readonly Received[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { key, isAccepted } of received) {
    if (isAccepted && key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
