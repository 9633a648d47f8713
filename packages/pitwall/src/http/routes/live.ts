import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Server } from '../../server/open.ts';
import { listFindings } from '../../state/finding-table.ts';
import { defineRoute } from '../route.ts';
import { findingBody } from './findings.ts';

/** How long a new finding may wait to be told. */
const lookEveryMilliseconds = 500;
/** Proxies cut connections on which nothing is said; a comment is nothing to a browser. */
const breatheEveryLooks = 30;
const mostAtOnce = 100;

const cursorPattern = /^finding\.oldest\.(0|[1-9]\d{0,15})$/;

/** Findings as they come. The id of each is a cursor, so a browser that was cut off goes on behind the last it saw. */
export const live = defineRoute({
  name: 'live',
  method: 'GET',
  path: '/api/v1/events',
  summary: 'New findings as server-sent events; goes on behind the Last-Event-ID',
  permission: 'finding.read',
  query: z.strictObject({
    after: z.string().regex(cursorPattern).optional().describe('As Last-Event-ID, for who cannot send headers'),
  }),
  answers: { 200: { summary: 'A stream that ends when the server stops', type: 'text/event-stream' } },
  async handle({ query, headers, signal, server }) {
    const sent = headers.get('last-event-id') ?? query.after;
    // a cursor from elsewhere is refused by the list itself, before the stream begins
    const from = sent ?? (await latest(server));
    await listFindings(server.state.db, { order: 'oldest', after: from, limit: 1 });
    return {
      status: 200,
      stream: streamOf(follow(server, from, signal())),
      headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' },
    };
  },
});

/** Where who asks now begins. */
async function latest({ state }: Server): Promise<string> {
  const { items } = await listFindings(state.db, { order: 'newest', limit: 1 });
  return `finding.oldest.${items[0]?.seq ?? 0}`;
}

async function* follow(server: Server, from: string, signal: AbortSignal): AsyncGenerator<string> {
  let after = from;
  let looks = 0;
  yield ': connected\n\n';
  while (!signal.aborted) {
    const { items, more } = await listFindings(server.state.db, { order: 'oldest', after, limit: mostAtOnce });
    for (const item of items) {
      after = `finding.oldest.${item.seq}`;
      yield `id: ${after}\nevent: finding\ndata: ${JSON.stringify(findingBody(item))}\n\n`;
    }
    looks += 1;
    if (items.length === 0 && looks % breatheEveryLooks === 0) yield ': still here\n\n';
    if (!more) await sleep(lookEveryMilliseconds, undefined, { signal }).catch(() => undefined);
  }
}

/** Pulled by whoever reads, so that a slow reader fills no memory. */
function streamOf(texts: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await texts.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await texts.return(undefined);
    },
  });
}
