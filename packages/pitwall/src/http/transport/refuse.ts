import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { PitwallError } from '../../core/errors.ts';
import { problemOf } from '../problem.ts';
import { securityHeaders } from './security-headers.ts';

/** The same problem document that routes answer with, of what never came to one. */
function answerOf(error: PitwallError, requestId: string, more: Readonly<Record<string, string>>) {
  const { document, headers } = problemOf(error, requestId);
  const body = `${JSON.stringify(document)}\n`;
  const whole: Record<string, string> = {
    ...securityHeaders,
    'content-type': 'application/problem+json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
    'x-request-id': requestId,
    ...more,
  };
  return { status: document.status, headers: whole, body };
}

export function refuse(
  outgoing: ServerResponse,
  error: PitwallError,
  requestId: string,
  more: Readonly<Record<string, string>> = {},
): void {
  const { status, headers, body } = answerOf(error, requestId, more);
  outgoing.writeHead(status, headers);
  outgoing.end(outgoing.req.method === 'HEAD' ? undefined : body);
}

/** Of what is no request at all. */
export function refuseSocket(socket: Duplex, error: PitwallError, requestId: string): void {
  const { status, headers, body } = answerOf(error, requestId, { connection: 'close' });
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const text = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}\r\n${lines.join('')}\r\n${body}`;
  // not waited for: the other side may never close
  socket.end(text, () => socket.destroy());
}
