import { problemSchema } from '@pitwall/sdk';
import { describe, expect, it } from 'vitest';
import { sendRaw, type TestDoor, useDoors } from './testing/doors.ts';

const open = useDoors();

const post = (lines: string, body = ''): string => `POST /x HTTP/1.1\r\nHost: localhost\r\n${lines}\r\n\r\n${body}`;
const get = (target: string): string => `GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
const getOnce = (target: string): string => `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;

/** Refused with a problem, and the connection closed: what comes behind it could be read as another request. */
async function refusedAndClosed(door: TestDoor, bytes: string, status: number): Promise<void> {
  const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const { answers, isClosed } = await sendRaw(door.port, `${bytes}${smuggled}`);
  expect(answers.map((answer) => answer.status)).toEqual([status]);
  expect(isClosed).toBe(true);
  expect(door.reached.filter((one) => one.includes('smuggled'))).toEqual([]);
  const [answer] = answers;
  if (answer?.headers['content-type'] === 'application/problem+json')
    expect(problemSchema.parse(JSON.parse(answer.body)).status).toBe(status);
}

describe('T8: a request that two servers could read in two ways', () => {
  it.each([
    ['a length and chunks', post('Content-Length: 5\r\nTransfer-Encoding: chunked', '0\r\n\r\n')],
    ['chunks and a length', post('Transfer-Encoding: chunked\r\nContent-Length: 5', '0\r\n\r\n')],
    ['two lengths', post('Content-Length: 5\r\nContent-Length: 6', 'hello')],
    ['one length twice', post('Content-Length: 5\r\nContent-Length: 5', 'hello')],
    ['a list of lengths', post('Content-Length: 5, 5', 'hello')],
    ['a length with a sign', post('Content-Length: +5', 'hello')],
    ['a length below zero', post('Content-Length: -5', 'hello')],
    ['a length in hexadecimal', post('Content-Length: 0x5', 'hello')],
    ['a length beyond numbers', post('Content-Length: 99999999999999999999999', 'hello')],
    ['an encoding that is none', post('Transfer-Encoding: xchunked', '0\r\n\r\n')],
    ['an encoding twice', post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked', '0\r\n\r\n')],
    ['an encoding behind chunks', post('Transfer-Encoding: chunked, identity', '0\r\n\r\n')],
    ['an encoding before chunks', post('Transfer-Encoding: gzip, chunked', '0\r\n\r\n')],
    ['chunks in HTTP/1.0', 'POST /x HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a folded header', post('X: a\r\n b')],
    ['a folded encoding', post('Transfer-Encoding:\r\n chunked', '0\r\n\r\n')],
    ['a space before the colon', post('Transfer-Encoding : chunked', '0\r\n\r\n')],
    ['lines that end in LF', 'GET /x HTTP/1.1\nHost: localhost\n\n'],
    ['one line that ends in LF', post('X: a\nY: b')],
    ['a CR within a line', post('X: a\rY: b')],
    ['a size of a chunk beyond numbers', post('Transfer-Encoding: chunked', 'FFFFFFFFFFFFFFFFF\r\n')],
    ['a size of a chunk below zero', post('Transfer-Encoding: chunked', '-1\r\n')],
    ['a size of a chunk with a prefix', post('Transfer-Encoding: chunked', '0x5\r\nhello\r\n0\r\n\r\n')],
    ['chunks that end in LF', post('Transfer-Encoding: chunked', '5\nhello\n0\n\n')],
    ['a chunk longer than it says', post('Transfer-Encoding: chunked', '5\r\nhelloXX\r\n0\r\n\r\n')],
    ['endless extensions of a chunk', post('Transfer-Encoding: chunked', `5;${'a'.repeat(20_000)}\r\nhello\r\n`)],
    ['two hosts', 'GET /x HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n'],
    ['NUL in a header', post('X: a\0b')],
    ['a control character in a header', post('X: a\u0001b')],
    ['NUL in the name of a header', post('X\0: a')],
    ['a space before the first header', 'GET /x HTTP/1.1\r\n Host: localhost\r\n\r\n'],
    ['another protocol', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003'],
    ['HTTP/0.9', 'GET /x\r\n\r\n'],
    ['HTTP/1.2', 'GET /x HTTP/1.2\r\nHost: localhost\r\n\r\n'],
    ['HTTP/2 without TLS', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['an unknown method', 'BREW /x HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a method in small letters', 'get /x HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['no host', 'GET /x HTTP/1.1\r\n\r\n'],
    ['something else to expect', post('Expect: everything\r\nContent-Length: 2', 'hi')],
  ])('is refused, and nothing behind it is read: %s', async (_, bytes) => {
    await refusedAndClosed(await open(), bytes, 400);
  });

  it.each([
    ['one that is long', `X: ${'a'.repeat(17_000)}`],
    ['many that are short', Array.from({ length: 120 }, (_, nr) => `x${nr}:`).join('\r\n')],
    ['thousands', Array.from({ length: 2_500 }, (_, nr) => `x${nr}:`).join('\r\n')],
  ])('T19: has no more headers than are needed: %s', async (_, lines) => {
    await refusedAndClosed(await open(), post(lines), 431);
  });

  it('T19: has no longer path than is needed', async () => {
    await refusedAndClosed(await open(), get(`/${'a'.repeat(17_000)}`), 431);
  });

  it('is no tunnel', async () => {
    const door = await open();
    await refusedAndClosed(door, 'CONNECT elsewhere:443 HTTP/1.1\r\nHost: localhost\r\n\r\n', 400);
  });
});

describe('a request that is written well', () => {
  it('comes through, one behind the other and in their order', async () => {
    const door = await open();
    const chunks = post('Transfer-Encoding: chunked', '3\r\nabc\r\n0\r\n\r\n');
    const { answers, isClosed } = await sendRaw(
      door.port,
      `${get('/1')}${post('Content-Length: 2', 'hi')}${chunks}${get('/4')}`,
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(answers.map(({ body }) => new URL((JSON.parse(body) as { url: string }).url).pathname)).toEqual([
      '/1',
      '/x',
      '/x',
      '/4',
    ]);
    expect(door.reached.toSorted()).toEqual(['GET /1', 'GET /4', 'POST /x abc', 'POST /x hi']);
    expect(isClosed).toBe(false);
  });

  it('may ask whether its body is wanted', async () => {
    const door = await open();
    const { answers } = await sendRaw(door.port, post('Expect: 100-continue\r\nContent-Length: 2', 'hi'));
    expect(answers.map(({ status }) => status)).toEqual([100, 200]);
  });

  it('may be of HTTP/1.0, where it says whom it asks', async () => {
    const door = await open();
    const { answers, isClosed } = await sendRaw(door.port, 'GET /x HTTP/1.0\r\nHost: localhost\r\n\r\n');
    expect([answers[0]?.status, isClosed]).toEqual([200, true]);
    expect((await sendRaw(door.port, 'GET /x HTTP/1.0\r\n\r\n')).answers[0]?.status).toBe(421);
    expect((await sendRaw(door.port, 'GET /healthz HTTP/1.0\r\n\r\n')).answers[0]?.status).toBe(200);
  });
});

describe('T1, T2, T3, T9: a path that can be read in two ways', () => {
  it.each([
    ...['//api/v1/status', '/api//v1/status', '/api/v1/status//', '/./api', '/api/../api/v1/status', '/api/v1/..'],
    ...['/%2e%2e/etc/passwd', '/api/%2E%2E/x', '/.%2e/x', '/x/%2e', '/api/v1/models/..%2f..%2fetc%2fpasswd'],
    ...['/%252e%252e/x', '/x%252fy', '/x%255cy', '/x%2500', '/x%25252e', '/..%c0%af..', '/%c0%ae%c0%ae/', '/%ff'],
    ...[
      '/..%5c..%5cx',
      '/..\\x',
      '/C:\\x',
      '/x%5cy',
      '/%00',
      '/x%00.json',
      '/x%0d%0ay',
      '/x%0a',
      '/x%7f',
      '/%zz',
      '/%',
    ],
    ...['/%61pi/v1/status', '/api/v%31/status', '/x#y'],
    ...['http://localhost/x', 'http://elsewhere/x', '*'],
  ])('is refused before any route: %s', async (target) => {
    const door = await open();
    const { answers } = await sendRaw(door.port, get(target));
    expect(answers.map(({ status }) => status)).toEqual([400]);
    expect(JSON.parse(answers[0]?.body ?? '')).toMatchObject({ code: 'request.path' });
    expect(door.reached).toEqual([]);
  });

  it.each([
    ['NUL', '/\0'],
    ['bytes beyond ASCII', '/\u00ff\u00e9'],
    ['a tab', '/a\tb'],
    ['a space', '/a b'],
    ['nothing before it', 'x'],
  ])('is no path at all: %s', async (_, target) => {
    const door = await open();
    expect((await sendRaw(door.port, get(target))).answers.map(({ status }) => status)).toEqual([400]);
    expect(door.reached).toEqual([]);
  });

  it.each([
    ...['/', '/api/v1/models/a%2Fb%3F/predictions', '/api/v1/models/%27%3B%20DROP/x', '/x.y/..z/z..', '/%e2%82%ac'],
    ...['/API/v1/status', '/api;x=1/v1', '/x/', '/x?y=..//%00#'.slice(0, -1), '/~a', '/x%20y', '/100%25'],
  ])('has one that is unlike it come through as it was written: %s', async (target) => {
    const door = await open();
    const { answers } = await sendRaw(door.port, getOnce(target));
    expect(answers.map(({ status }) => status)).toEqual([200]);
    expect((JSON.parse(answers[0]?.body ?? '') as { url: string }).url).toBe(`http://localhost${target}`);
  });
});
