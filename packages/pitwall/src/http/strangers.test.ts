import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { problemOf } from './testing/asking.ts';
import { type Bench, useServers } from './testing/bench.ts';

const servers = useServers();

describe('who has not said who they are', () => {
  it('T12, T19: sends no more than is held for many of them at once', async () => {
    const bench = await servers.start();
    const long = 'x'.repeat(70_000);
    for (const [path, type] of [
      ['/api/v1/login', 'application/json'],
      ['/api/v1/token', 'application/json'],
      ['/api/v1/token/revoke', 'application/json'],
      ['/sign-in', 'application/x-www-form-urlencoded'],
    ] as const) {
      // without a length, so that it is found out on the way
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(JSON.stringify({ name: 'ada', password: long })));
        },
      });
      const headers = { 'content-type': type, origin: bench.serving.address };
      const sent = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
      const answer = await fetch(`${bench.serving.address}${path}`, sent);
      expect(await problemOf(answer), path).toMatchObject({ status: 413, code: 'request.too_large' });
    }
  });
});

/** Fetch does not tell when the answer to it is over. */
const head = (bench: Bench, path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${bench.keys.token}` };
    const asked = request(`${bench.serving.address}${path}`, { method: 'HEAD', headers }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? 0));
    });
    asked.once('error', reject);
    asked.end();
  });

describe('who asks for headers alone', () => {
  it('T19: takes no place among those who listen', async () => {
    const bench = await servers.start({ limits: { streams: 2 } });
    for (let asked = 0; asked < 5; asked += 1) {
      expect(await head(bench, '/api/v1/events')).toBe(200);
      await wait(20);
    }
    const stream = await bench.ask('/api/v1/events');
    expect(stream.status).toBe(200);
    await stream.body?.cancel();
    expect(bench.failures).toEqual([]);
  });
});
