import { type IncomingMessage, request as openRequest } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { connect, type TLSSocket } from 'node:tls';
import type { Fetch } from '@pitwall/sdk';

const nullBodies = [204, 205, 304];

/**
 * Asks a server whose certificate is known to the letter: that of our own machine, which nobody has to have signed. Nothing
 * is sent, no token above all, before it was seen.
 */
export function pinnedFetch(fingerprint: string): Fetch {
  return async (input, init) => {
    const asked = new Request(input, init);
    const { signal } = asked;
    try {
      const url = new URL(asked.url);
      const socket = await connected(url, fingerprint, signal);
      return await exchange(asked, url, socket);
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    }
  };
}

function connected({ hostname, port }: URL, fingerprint: string, signal: AbortSignal): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const host = hostname.replace(/^\[|\]$/g, '');
    // who signed it does not matter, and so it may be over as well: it is the one, or it is not
    const socket = connect({ host, port: Number(port || 443), rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });
    const abort = (): void => void socket.destroy(new Error('nobody waits for it'));
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      signal.removeEventListener('abort', abort);
      if (socket.getPeerX509Certificate()?.fingerprint256 === fingerprint) resolve(socket);
      else socket.destroy(new Error('it has another certificate than the server of this folder'));
    });
  });
}

function exchange(asked: Request, url: URL, socket: TLSSocket): Promise<Response> {
  const { method, headers, body, signal } = asked;
  return new Promise((resolve, reject) => {
    const request = openRequest({
      createConnection: () => socket,
      method,
      path: `${url.pathname}${url.search}`,
      headers: { ...Object.fromEntries(headers), host: url.host, connection: 'close' },
      setHost: false,
      signal,
    });
    request.once('error', reject);
    request.once('response', (response) => resolve(responseOf(response)));
    if (!body) request.end();
    else pipeline(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]), request).catch(reject);
  });
}

function responseOf(incoming: IncomingMessage): Response {
  const { statusCode: status = 0, rawHeaders } = incoming;
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2) headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
  if (nullBodies.includes(status)) {
    incoming.resume();
    return new Response(null, { status, headers });
  }
  return new Response(Readable.toWeb(incoming) as ReadableStream<Uint8Array>, { status, headers });
}
