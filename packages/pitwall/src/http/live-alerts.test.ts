import { describe, expect, it } from 'vitest';
import { find } from './testing/alerting.ts';
import { useServers } from './testing/bench.ts';
import { addSomebody } from './testing/somebody.ts';

const servers = useServers();

interface Heard {
  readonly id: string;
  readonly alert: { readonly subject: string; readonly state: string };
  readonly event: { readonly kind: string; readonly by: string };
}

/** Reads what happens to alerts until there is so much. */
async function read(answer: Response, count: number): Promise<readonly Heard[]> {
  const heard: Heard[] = [];
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (heard.length < count) {
    const step = await reader?.read();
    if (!step || step.done) throw new Error('The stream ended.');
    text += step.value;
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const [, id = '', data = ''] = /^id: (.*)\nevent: alert\ndata: (.*)$/.exec(part) ?? [];
      if (id !== '') heard.push({ id, ...(JSON.parse(data) as Omit<Heard, 'id'>) });
    }
  }
  await reader?.cancel();
  return heard;
}

const words = (heard: readonly Heard[]) => heard.map(({ alert, event }) => `${alert.subject} ${event.kind}`);

describe('the live stream', () => {
  it('tells what happens to alerts, and goes on behind the last that was seen', async () => {
    const bench = await servers.start();
    await find(bench, { model: 'before' });
    const stream = await bench.ask('/api/v1/events');
    await find(bench, { model: 'spread' });
    const { items } = (await (await bench.ask('/api/v1/alerts?model=spread')).json()) as { items: { id: string }[] };
    await bench.ask(`/api/v1/alerts/${items[0]?.id}/resolve`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    const heard = await read(stream, 2);
    expect(words(heard)).toEqual(['model:spread fired', 'model:spread resolved']);
    expect(heard[1]).toMatchObject({ alert: { state: 'resolved' }, event: { by: bench.keys.actor } });
    const again = await bench.ask('/api/v1/events', { headers: { 'last-event-id': heard[0]?.id ?? '' } });
    expect(words(await read(again, 1))).toEqual(['model:spread resolved']);
    const whole = await bench.ask('/api/v1/events?after=finding.oldest.0%2Balert.0');
    expect(words(await read(whole, 3))).toEqual(['model:before fired', 'model:spread fired', 'model:spread resolved']);
    for (const id of ['finding.oldest.1+alert.x', 'finding.oldest.1+alert.-1', 'alert_event.oldest.1'])
      expect((await bench.ask('/api/v1/events', { headers: { 'last-event-id': id } })).status).toBe(400);
  });

  it('says nothing of alerts that may not be seen', async () => {
    const bench = await servers.start();
    const somebody = await addSomebody(bench, 'bob', [{ role: 'viewer', on: ['model:spread'] }]);
    await find(bench, { model: 'secret' }, { model: 'spread' }, { model: 'other' });
    const stream = await somebody.ask('/api/v1/events?after=finding.oldest.0%2Balert.0');
    expect(words(await read(stream, 1))).toEqual(['model:spread fired']);
  });
});
