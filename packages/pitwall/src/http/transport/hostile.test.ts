import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useServers } from '../testing/bench.ts';
import { answersIn } from './testing/doors.ts';

const servers = useServers();

/** A generator that gives the same every time, so that what fails once fails again. */
const seed = 20_261_122;
const runs = 3_000;
const atOnce = 16;
const mebibyte = 1 << 20;

const bytes = fc.uint8Array({ maxLength: 20 }).map((list) => Buffer.from(list).toString('latin1'));
const word = fc.oneof(
  fc.constantFrom('', 'x', '0', '-1', 'chunked', 'identity', 'gzip', 'close', 'keep-alive', 'upgrade', '100-continue'),
  fc.constantFrom('localhost', 'evil.example', '[::1]', '127.0.0.1:1', 'a b', '\0', '\r', '\t', '\u00ff', '{}', '*/*'),
  fc.constantFrom('application/json', 'application/x-ndjson', 'text/csv', 'Bearer x', 'Basic eDp4', 'W/"x"', 'https'),
  fc.nat(100_000).map(String),
  bytes,
);
const name = fc.oneof(
  fc.constantFrom('Host', 'Content-Length', 'Transfer-Encoding', 'Content-Type', 'Content-Encoding', 'Connection'),
  fc.constantFrom('Expect', 'Upgrade', 'Authorization', 'Cookie', 'Origin', 'Accept', 'Range', 'If-None-Match', 'TE'),
  fc.constantFrom('X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Proto', 'X-Request-Id', 'Idempotency-Key', 'Via'),
  fc.constantFrom('Last-Event-ID', 'Access-Control-Request-Method', '__proto__', 'constructor', ':path', 'X Y', ''),
  bytes,
);
const colon = fc.constantFrom(': ', ': ', ': ', ':', ' : ', ':\t', '');
const end = fc.constantFrom('\r\n', '\r\n', '\r\n', '\r\n', '\n', '\r', '\r\n ', '\r\n\t');
const header = fc.tuple(name, colon, word, end).map((parts) => parts.join(''));
const part = fc.oneof(
  fc.constantFrom(
    'api',
    'v1',
    'status',
    'models',
    'm',
    'predictions',
    'labels',
    'findings',
    'audit',
    'jobs',
    'healthz',
  ),
  fc.constantFrom(
    '..',
    '.',
    '%2e%2e',
    '%252e',
    '%00',
    '%ff',
    '%2f',
    '\\',
    ';',
    '%5c',
    '',
    '__proto__',
    '%zz',
    '~',
    '*',
  ),
  bytes,
);
const path = fc
  .tuple(
    fc.constantFrom('/', '/', '/', '', '//', 'http://x/', '*'),
    fc.array(part, { maxLength: 6 }),
    fc.constantFrom('', '?', '?a=b', '#x', '?limit=%ff&limit=2'),
  )
  .map(([begin, parts, query]) => `${begin}${parts.join('/')}${query}`);
const method = fc.constantFrom(
  'GET',
  'GET',
  'POST',
  'POST',
  'HEAD',
  'PUT',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'PRI',
  'x',
);
const version = fc.constantFrom('HTTP/1.1', 'HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'HTTP', '');
const message = fc
  .tuple(
    method,
    path,
    version,
    end,
    fc.array(header, { maxLength: 6 }),
    fc.boolean(),
    fc.oneof(word, fc.constant('2\r\n{}\r\n0\r\n\r\n')),
  )
  .map(([verb, target, protocol, line, headers, named, body]) => {
    const host = named ? 'Host: localhost\r\n' : '';
    return `${verb} ${target} ${protocol}${line}${host}${headers.join('')}\r\n${body}`;
  });

/** Written as one should, but for what it says. */
const nearly = fc
  .record({
    verb: fc.constantFrom('GET', 'GET', 'GET', 'POST', 'HEAD', 'DELETE', 'OPTIONS'),
    target: fc.constantFrom(
      '/',
      '/x',
      '/healthz',
      '/api/v1/status',
      '/api/v1/models/m/predictions',
      '/api/v1/findings?limit=1',
    ),
    tail: fc.oneof(
      fc.constant(''),
      fc.constant(''),
      part.map((one) => encodeURIComponent(one)),
      part,
    ),
    host: fc.constantFrom('localhost', 'localhost', 'localhost', 'evil.example'),
    lines: fc.array(
      fc.tuple(name, word).filter(([one, text]) => /^[\w-]+$/.test(one) && /^[ -~]*$/.test(text)),
      {
        maxLength: 3,
      },
    ),
  })
  .map(({ verb, target, tail, host, lines }) => {
    const headers = lines.map(([one, text]) => `${one}: ${text}\r\n`).join('');
    return `${verb} ${target}${tail} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${headers}\r\n`;
  });

/** What is answered until the other side closes; it is waited for no longer than a busy machine needs. */
function answered(port: number, text: string): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket: Socket = connect(port, '127.0.0.1');
    const over = (): void => {
      clearTimeout(quiet);
      socket.destroy();
      resolve(Buffer.concat(chunks));
    };
    const quiet = setTimeout(over, 3_000);
    socket.on('data', (chunk: Buffer) => void chunks.push(chunk));
    socket.on('error', () => undefined).once('close', over);
    // nothing more comes: a body that is announced and not sent is one that was cut off
    socket.end(Buffer.from(text, 'latin1'));
  });
}

describe('T8, T19: whatever is sent to a server', () => {
  it('is answered well or not at all, never failed on, and fills no memory', async () => {
    const bench = await servers.start({ limits: { requestsOfAddress: { perSecond: 1e6, burst: 1e6 } } });
    const port = Number(new URL(bench.serving.address).port);
    const messages = fc.sample(fc.oneof(message, nearly), { seed, numRuns: runs });
    const statuses = new Map<number, number>();
    const before = process.memoryUsage().rss;
    for (let from = 0; from < messages.length; from += atOnce) {
      const some = messages.slice(from, from + atOnce);
      const all = await Promise.all(some.map((text) => answered(port, text)));
      for (const [index, got] of all.entries()) {
        if (got.length === 0) continue;
        const text = some[index] ?? '';
        const isHead = text.startsWith('HEAD ');
        const answers = answersIn(
          isHead ? Buffer.from(`${got.toString('latin1').split('\r\n\r\n', 1)[0]}\r\n\r\n`, 'latin1') : got,
        );
        for (const { status } of answers) {
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          expect(status, JSON.stringify(text)).toBeLessThan(500);
        }
      }
    }
    expect(bench.failures).toEqual([]);
    expect((await bench.ask('/readyz')).status).toBe(200);
    expect((process.memoryUsage().rss - before) / mebibyte).toBeLessThan(256);
    // it is no test where all of it is refused by the same line
    expect([...statuses.keys()].toSorted()).toEqual(expect.arrayContaining([200, 400, 401, 404, 421]));
  }, 120_000);
});
