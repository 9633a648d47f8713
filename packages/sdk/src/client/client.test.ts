import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { problem, type Respond, useDoors } from '../testing/door.ts';
import { createClient } from './client.ts';
import { PitwallProblem } from './problem.ts';

const open = useDoors();

const json =
  (value: unknown, status = 200): Respond =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  };

const page = { items: [], next: null, more: false };

const stored = (id: string) => ({
  id,
  finding: {
    subject: 'model:m',
    metric: 'drift.psi',
    value: 1,
    threshold: null,
    status: 'alert',
    message: 'It moved.',
    evidence: {},
    at: '2026-01-05T12:00:00.000Z',
  },
  window: null,
  correctedBy: null,
});

const rejection = async (promise: Promise<unknown>): Promise<PitwallProblem> => {
  const reason = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (reason instanceof PitwallProblem) return reason;
  throw new Error('It was no problem.', { cause: reason });
};

describe('a client', () => {
  it('writes names into paths and what is asked into the query', async () => {
    const door = await open(json(page));
    const client = createClient({ url: `${door.url}/`, token: 't' });
    await client.findings({ status: ['alert', 'warning'], from: new Date(0), standing: true, cursor: undefined });
    await client.predictions('a/b?', { labelled: false, limit: 2 });
    await client.jobRuns('x y');
    await client.audit();
    expect(door.asked.map(({ path }) => path)).toEqual([
      '/api/v1/findings?status=alert%2Cwarning&from=1970-01-01T00%3A00%3A00.000Z&standing=true',
      '/api/v1/models/a%2Fb%3F/predictions?labelled=false&limit=2',
      '/api/v1/jobs/x%20y/runs',
      '/api/v1/audit',
    ]);
    expect(door.asked[0]?.headers.authorization).toBe('Bearer t');
  });

  it('takes an answer that has more than it knows', async () => {
    const door = await open(json({ accepted: 1, position: 2, later: 'yes' }, 202));
    const client = createClient({ url: door.url });
    expect(await client.recordLabels('m', [{ id: 1, label: 1 }], { idempotencyKey: 'k' })).toEqual({
      accepted: 1,
      position: 2,
    });
    expect(door.asked[0]).toMatchObject({ text: '{"id":1,"label":1}\n', headers: { 'idempotency-key': 'k' } });
  });

  it('sends a file as it is, with its type, its packing, its columns and its key', async () => {
    const counts = { accepted: 2, position: 1, added: 1, repeated: 1, conflicting: 0, corrected: 0 };
    const door = await open(json(counts));
    const client = createClient({ url: door.url, token: 't' });
    const columns = { id: 'game & id', prediction: 'p' };
    const body = new Blob(['{"id":1}\n']);
    const packed = new Blob([gzipSync('{"id":1}\n')]);
    const file = { body: packed, contentType: 'text/csv', contentEncoding: 'gzip', columns } as const;
    expect(await client.upload('a/b', 'predictions', { ...file, wait: true, idempotencyKey: 'k' })).toEqual(counts);
    await client.upload('m', 'labels', { body, contentType: 'text/csv', wait: false });
    expect(door.asked).toMatchObject([
      {
        path: '/api/v1/models/a%2Fb/predictions?id=game+%26+id&prediction=p&wait=true',
        text: '{"id":1}\n',
        headers: { 'content-type': 'text/csv', 'content-encoding': 'gzip', 'idempotency-key': 'k' },
      },
      { path: '/api/v1/models/m/labels', headers: { 'content-length': '9' } },
    ]);
    expect(door.asked[1]?.headers).not.toHaveProperty('content-encoding');
  });

  it('waits for a file longer than for anything else, and no longer than it is told to', async () => {
    const door = await open(() => undefined);
    const client = createClient({ url: door.url, timeoutMilliseconds: 1 });
    const file = { body: new Blob(['{}']), contentType: 'text/csv', timeoutMilliseconds: 300 };
    const refused = await rejection(client.upload('m', 'labels', file));
    expect(refused).toMatchObject({ code: 'client.timeout', detail: expect.stringContaining('300 ms') });
  });

  it('says what a server refused, with every place', async () => {
    const errors = [
      { detail: 'one', line: 1, column: 2, field: 'id' },
      { detail: 'two', line: 3 },
    ];
    const door = await open(problem(400, 'events.invalid', { errors, line: 1 }, { 'retry-after': '7' }));
    const refused = await rejection(createClient({ url: door.url }).recordPredictions('m', []));
    expect(refused).toMatchObject({
      code: 'events.invalid',
      status: 400,
      detail: 'It was refused.',
      fix: 'Mend it',
      errors,
      requestId: 'r1',
      retryAfter: 7_000,
    });
  });

  it('counts a date to wait for from the clock of the server', async () => {
    const headers = { date: 'Mon, 05 Jan 2026 12:00:00 GMT', 'retry-after': 'Mon, 05 Jan 2026 12:00:30 GMT' };
    const door = await open(problem(503, 'state.busy', {}, headers));
    const client = createClient({ url: door.url });
    expect((await rejection(client.status())).retryAfter).toBe(30_000);
    door.respond = problem(503, 'state.busy', {}, { 'retry-after': 'soon' });
    expect((await rejection(client.status())).retryAfter).toBeUndefined();
  });

  it.each<[string, string, Respond]>([
    ['a page of a proxy', 'client.answer', (_, response) => response.writeHead(502).end('<html>')],
    ['a success that is no JSON', 'client.answer', (_, response) => response.end('<html>')],
    ['JSON of another kind', 'client.answer', json({ hello: 1 })],
    ['an address that moved', 'client.answer', (_, response) => response.writeHead(302, { location: '/' }).end()],
    ['a connection that is cut', 'client.unreachable', (_, response) => response.destroy()],
    [
      'an answer that is cut',
      'client.unreachable',
      (_, response) => response.write('{') && setTimeout(() => response.destroy(), 20),
    ],
    ['silence', 'client.timeout', () => undefined],
  ])('takes %s for what it is', async (_, code, respond) => {
    const door = await open(respond);
    const client = createClient({ url: door.url, timeoutMilliseconds: 300 });
    expect((await rejection(client.findings())).code).toBe(code);
    expect(door.asked).toHaveLength(1);
  });

  it('refuses an address that is none', () => {
    expect(() => createClient({ url: 'pitwall.example' })).toThrow(/expected an address/);
    expect(() => createClient({ url: 'https://me:secret@pitwall.example' })).toThrow(/expected an address/);
  });
});

describe('following', () => {
  const say =
    (text: string): Respond =>
    (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(text);
      setTimeout(() => response.destroy(), 30);
    };
  const told = (id: string) => `id: ${id}\nevent: finding\ndata: ${JSON.stringify(stored(id))}\n\n`;

  it('goes on behind the last that was seen, whatever cuts it off', async () => {
    const door = await open();
    const turns = [
      say('retry: 1\nid: start\n\n'),
      say(`retry: 1\n${told('a')}${told('b')}`),
      problem(503, 'state.busy', {}, { 'retry-after': '0' }),
      say(`${told('c')}event: finding\ndata: half`),
    ];
    door.respond = (asked, response, nr) => turns[nr - 1]?.(asked, response, nr);
    const cuts: unknown[] = [];
    const seen: string[] = [];
    const client = createClient({ url: door.url, random: () => 0.999 });
    for await (const { id, found } of client.follow({ onDisconnect: (reason) => cuts.push(reason) })) {
      expect(found.id).toBe(id);
      seen.push(id);
      if (seen.length === 3) break;
    }
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(door.asked.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, 'start', 'b', 'b']);
    expect(cuts).toHaveLength(3);
  });

  it('ends without a word when it is told to, and with the problem where nothing can get better', async () => {
    const door = await open(say(': connected\n\n'));
    const ended = new AbortController();
    const client = createClient({ url: door.url });
    setTimeout(() => ended.abort(), 100);
    for await (const _ of client.follow({ signal: ended.signal })) throw new Error('nothing was to come');
    door.respond = problem(401, 'auth.invalid');
    const refused = client.follow()[Symbol.asyncIterator]().next();
    expect((await rejection(refused)).code).toBe('auth.invalid');
  });
});
