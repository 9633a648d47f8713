import { describe, expect, it } from 'vitest';
import { system } from '../server/actor.ts';
import { perform } from '../server/perform.ts';
import { findingRecord } from '../server/verbs/finding-record.ts';
import { type Bench, noon, useServers } from './testing/bench.ts';

const servers = useServers();

async function find({ server }: Bench, ...ids: readonly string[]): Promise<void> {
  const findings = ids.map((id) => ({
    id,
    finding: {
      subject: 'model:m',
      metric: 'drift.psi',
      value: 1,
      threshold: null,
      status: 'alert',
      message: 'It has moved.\nFar.',
      evidence: {},
      at: new Date(noon).toISOString(),
    },
    window: null,
  }));
  await perform({ ...server, actor: system }, findingRecord, { findings });
}

/** Reads events until there are so many. */
async function read(answer: Response, count: number): Promise<{ id: string; data: { id: string } }[]> {
  const events: { id: string; data: { id: string } }[] = [];
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (events.length < count) {
    const step = await reader?.read();
    if (!step || step.done) throw new Error('The stream ended.');
    text += step.value;
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const [, id = '', data = ''] = /^id: (.*)\nevent: finding\ndata: (.*)$/.exec(part) ?? [];
      if (id !== '') events.push({ id, data: JSON.parse(data) as { id: string } });
    }
  }
  await reader?.cancel();
  return events;
}

describe('the live stream', () => {
  it('tells what is found from now on, and goes on behind the last that was seen', async () => {
    const bench = await servers.start();
    await find(bench, 'before');
    const stream = await bench.ask('/api/v1/events');
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    await find(bench, 'a', 'b');
    const [first] = await read(stream, 2);
    expect(first?.data.id).toBe('a');
    await find(bench, 'c');
    const again = await bench.ask('/api/v1/events', { headers: { 'last-event-id': first?.id ?? '' } });
    expect((await read(again, 2)).map(({ data }) => data.id)).toEqual(['b', 'c']);
    const whole = await bench.ask('/api/v1/events?after=finding.oldest.0');
    expect((await read(whole, 4)).map(({ data }) => data.id)).toEqual(['before', 'a', 'b', 'c']);
  });

  it('refuses a Last-Event-ID that is none of its own, and a reader without a token', async () => {
    const { ask, serving } = await servers.start();
    expect((await ask('/api/v1/events', { headers: { 'last-event-id': 'x' } })).status).toBe(400);
    expect((await fetch(`${serving.address}/api/v1/events`)).status).toBe(401);
  });

  it('ends at once when the server stops', async () => {
    const { ask, serving } = await servers.start();
    const stream = await ask('/api/v1/events');
    const text = stream.text();
    const began = performance.now();
    await serving.stop();
    expect(await text).toContain(': connected');
    expect(performance.now() - began).toBeLessThan(1_900);
  });
});

describe('the live stream, quickly and within bounds', () => {
  it('tells a finding as soon as it stands', async () => {
    const bench = await servers.start();
    const stream = await bench.ask('/api/v1/events');
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    await reader?.read();
    const waits: number[] = [];
    for (let nr = 0; nr < 40; nr += 1) {
      await find(bench, `finding-${nr}`);
      const committed = performance.now();
      for (let text = ''; !text.includes(`"finding-${nr}"`); ) text += (await reader?.read())?.value ?? '';
      waits.push(performance.now() - committed);
    }
    await reader?.cancel();
    const sorted = waits.toSorted((a, b) => a - b);
    // half a second is what looking now and then would take
    expect(sorted[20], sorted.join(' ')).toBeLessThan(100);
  });

  it('tells what another server on the same state found', async () => {
    const bench = await servers.start();
    const stream = await bench.ask('/api/v1/events');
    // a state of another process pokes nobody here
    await find({ ...bench, server: { ...bench.server, state: { ...bench.server.state } } }, 'elsewhere');
    expect((await read(stream, 1)).map(({ data }) => data.id)).toEqual(['elsewhere']);
  });

  it('is for so many at once, and who goes makes room', async () => {
    const { ask, failures } = await servers.start({ limits: { streams: 2 } });
    const gone = new AbortController();
    const first = await ask('/api/v1/events', { signal: gone.signal });
    const second = await ask('/api/v1/events');
    expect([first.status, second.status]).toEqual([200, 200]);
    const third = await ask('/api/v1/events');
    expect([third.status, third.headers.get('retry-after')]).toEqual([503, '1']);
    gone.abort();
    await expect.poll(async () => (await ask('/api/v1/events')).status, { timeout: 5_000 }).toBe(200);
    await second.body?.cancel();
    expect(failures).toEqual([]);
  });
});
