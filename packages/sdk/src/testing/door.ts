import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach } from 'vitest';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** As it was before compression. */
  readonly text: string;
  readonly events: readonly { readonly id?: unknown; readonly at?: unknown }[];
}

export type Respond = (asked: Asked, response: ServerResponse, nr: number) => unknown;

export interface Opened {
  readonly url: string;
  readonly asked: Asked[];
  /** What is answered from now on. */
  respond: Respond;
  close(): Promise<void>;
}

/** Strict where the real server is: what is no batch of lines fails the test that sent it. */
export const accept: Respond = ({ events }, response) => {
  response.writeHead(202, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ accepted: events.length, position: 1 }));
};

export const problem =
  (status: number, code: string, more: object = {}, headers: Record<string, string> = {}): Respond =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/problem+json', ...headers });
    const detail = 'It was refused.';
    response.end(
      JSON.stringify({ type: 'urn:x', title: 'X', status, code, detail, fix: 'Mend it', request_id: 'r1', ...more }),
    );
  };

/** Servers on real sockets that answer as a test says, gone at its end. */
export function useDoors() {
  const opened: Opened[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((door) => door.close()));
  });
  return async (respond: Respond = accept, port = 0): Promise<Opened> => {
    const asked: Asked[] = [];
    const http: Server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const bytes = Buffer.concat(chunks);
      const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
      const events =
        request.method === 'POST' ? text.split('\n').flatMap((line) => (line ? [JSON.parse(line)] : [])) : [];
      const { method = '', url = '', headers } = request;
      const one: Asked = { method, path: url, headers, text, events };
      asked.push(one);
      await door.respond(one, response, asked.length);
    });
    await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
    const door: Opened = {
      url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
      asked,
      respond,
      close: () =>
        new Promise((resolve) => {
          http.close(() => resolve());
          http.closeAllConnections();
        }),
    };
    opened.push(door);
    return door;
  };
}
