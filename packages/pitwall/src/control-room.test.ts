import { afterEach, describe, expect, it } from 'vitest';
import { type ControlRoom, openControlRoom } from './control-room.ts';
import { type Bench, useServers } from './http/testing/bench.ts';
import { countLoad } from './metrics/server-load.ts';

const servers = useServers();
const rooms: ControlRoom[] = [];
afterEach(async () => {
  for (const room of rooms.splice(0)) await room.stop();
});

async function start() {
  const load = countLoad();
  const bench = await servers.start({ models: ['m'], observer: load.observer });
  const failures: unknown[] = [];
  const failed = (what: string, error: unknown): void => void failures.push([what, error]);
  const open = (): ControlRoom => {
    const room = openControlRoom(bench.server, { load, print: () => undefined, failed });
    rooms.push(room);
    return room;
  };
  return { bench, open, failures };
}

interface Series {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [at: string, ...figures: (number | null)[]])[];
}

/** Every figure of the server as the API tells it: the last value that each has. */
async function figures({ ask }: Bench): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  let cursor = '';
  do {
    const answer = await ask(`/api/v1/metrics?component=server&range=1h${cursor}`);
    expect(answer.status).toBe(200);
    const page = (await answer.json()) as { items: Series[]; next: string | null; more: boolean };
    for (const { metric, labels, points } of page.items) {
      const last = points.findLast(([, min]) => min !== null)?.at(4);
      const name = [metric, ...Object.values(labels)].join(' ');
      if (typeof last === 'number') found.set(name, last);
    }
    cursor = page.more && page.next !== null ? `&cursor=${encodeURIComponent(page.next)}` : '';
  } while (cursor !== '');
  return found;
}

const lines = (from: number, count: number): string =>
  Array.from({ length: count }, (_, nr) => `{"id":${from + nr},"prediction":0.5}\n`).join('');

const send = (bench: Bench, body: string) => bench.send('/api/v1/models/m/predictions', body);

describe('the control room of a server', () => {
  it('writes what it saw when it stops, and it is what was really done', async () => {
    const { bench, open, failures } = await start();
    const quiet = open();
    await send(bench, lines(0, 20));
    bench.clock.now += 10_000;
    await quiet.stop();
    const before = await figures(bench);
    expect(before.get('event_rows_per_second')).toBe(2);
    expect(before.get('requests_per_second ingest 2xx')).toBe(0.1);
    expect(before.has('requests_per_second ingest 4xx')).toBe(false);
    expect(before.get('request_ms ingest p50')).toBeGreaterThan(0);

    const busy = open();
    for (const part of [1, 2, 3]) await send(bench, lines(part * 1_000, 1_000));
    expect((await send(bench, '{"id":')).status).toBe(400);
    bench.clock.now += 10_000;
    await busy.stop();
    const after = await figures(bench);
    expect(after.get('event_rows_per_second')).toBe(300);
    expect(after.get('requests_per_second ingest 2xx')).toBe(0.3);
    expect(after.get('requests_per_second ingest 4xx')).toBe(0.1);
    expect(after.get('requests_per_second read 2xx')).toBeGreaterThan(0);
    for (const name of [
      'request_ms ingest p50',
      'event_bytes_per_second',
      'request_bytes_per_second',
      'state_changes_per_second',
    ]) {
      expect([name, after.get(name)]).not.toEqual([name, before.get(name)]);
      expect(after.get(name), name).toBeGreaterThan(0);
    }
    expect(failures).toEqual([]);
  });

  it('says 0 where nothing comes any more, and not what was last', async () => {
    const { bench, open } = await start();
    const room = open();
    await send(bench, lines(0, 20));
    bench.clock.now += 10_000;
    await room.stop();
    const idle = open();
    bench.clock.now += 10_000;
    await idle.stop();
    const after = await figures(bench);
    expect(after.get('event_rows_per_second')).toBe(0);
    expect(after.get('requests_per_second ingest 2xx')).toBe(0);
  });

  it('looks by itself while it runs', async () => {
    const { bench, open, failures } = await start();
    // a moment before a round one, at which it looks
    bench.clock.now += 9_900;
    open();
    bench.clock.now += 100;
    await send(bench, lines(0, 20));
    await expect.poll(async () => (await figures(bench)).has('cpu_share'), { timeout: 10_000 }).toBe(true);
    expect(failures).toEqual([]);
  });
});
