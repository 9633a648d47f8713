import { z } from 'zod';
import { type Actor, mayAnywhere, mayReadFinding } from '../../server/actor.ts';
import type { Server } from '../../server/open.ts';
import { listFindings } from '../../state/finding-table.ts';
import type { FindingWatch } from '../finding-watch.ts';
import { defineRoute } from '../route.ts';
import { findingBody } from './findings.ts';

/** Proxies cut connections on which nothing is said; a comment is nothing to a browser. */
const breatheMilliseconds = 15_000;
/** So long somebody goes on listening at the most who is let in no more. */
const lookAgainMilliseconds = 2_000;
const mostAtOnce = 100;

const cursorPattern = /^finding\.oldest\.(0|[1-9]\d{0,15})$/;

/** Findings as they come. The id of each is a cursor, so a browser that was cut off goes on behind the last it saw. */
export const live = defineRoute({
  name: 'live',
  method: 'GET',
  path: '/api/v1/events',
  summary: 'New findings as server-sent events; goes on behind the Last-Event-ID',
  permission: 'finding.read',
  about: 'listed',
  query: z.strictObject({
    after: z.string().regex(cursorPattern).optional().describe('As Last-Event-ID, for who cannot send headers'),
  }),
  answers: { 200: { summary: 'A stream that ends when the server stops', type: 'text/event-stream' } },
  async handle({ query, headers, signal, server, keeper, again }) {
    const sent = headers.get('last-event-id') ?? query.after;
    // a cursor from elsewhere is refused by the list itself, before the stream begins
    const from = sent ?? (await latest(server));
    await listFindings(server.state.db, { order: 'oldest', after: from, limit: 1 });
    const leave = observedLeave(server, await keeper.streams.enter());
    const over = signal();
    // who is cut off before the first word reads nothing, and so ends nothing
    over.addEventListener('abort', leave, { once: true });
    if (over.aborted) leave();
    return {
      status: 200,
      stream: streamOf(follow(server, keeper.findings, from, { signal: over, again }), leave),
      headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' },
    };
  },
});

const cursorOf = (seq: number): string => `finding.oldest.${seq}`;

/** Where who asks now begins. */
async function latest({ state }: Server): Promise<string> {
  const { items } = await listFindings(state.db, { order: 'newest', limit: 1 });
  return cursorOf(items[0]?.seq ?? 0);
}

interface Listener {
  readonly signal: AbortSignal;
  /** Who listens, as they are at this moment; rejects where they may no longer be let in. */
  again(): Promise<Actor>;
}

async function* follow(
  server: Server,
  watch: FindingWatch,
  from: string,
  { signal, again }: Listener,
): AsyncGenerator<string> {
  let after = from;
  let said = server.world.now();
  // with its place, so that who is cut off before the first finding goes on from here
  yield `id: ${after}\n: connected\n\n`;
  while (!signal.aborted) {
    // whoever was let in an hour ago may have been shown the door since
    const actor = await again().catch(() => undefined);
    if (!actor || !mayAnywhere(actor, 'finding.read')) return;
    const { items, more } = await listFindings(server.state.db, { order: 'oldest', after, limit: mostAtOnce });
    for (const item of items) {
      after = cursorOf(item.seq);
      if (!mayReadFinding(actor, item.finding.subject)) continue;
      yield `id: ${after}\nevent: finding\ndata: ${JSON.stringify(findingBody(item))}\n\n`;
    }
    if (more) continue;
    const last = Number(after.slice(after.lastIndexOf('.') + 1));
    await watch.newer(last, signal, lookAgainMilliseconds);
    if (server.world.now() - said < breatheMilliseconds) continue;
    said = server.world.now();
    yield `id: ${after}\n: still here\n\n`;
  }
}

/** May be called twice. */
function observedLeave({ observer }: Server, leave: () => void): () => void {
  let left = false;
  observer.streaming(1);
  return () => {
    leave();
    if (!left) observer.streaming(-1);
    left = true;
  };
}

/** Pulled by whoever reads, so that a slow reader fills no memory. */
function streamOf(texts: AsyncGenerator<string>, ended: () => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { value, done } = await texts.next();
        if (!done) return controller.enqueue(encoder.encode(value));
        ended();
        controller.close();
      } catch (error) {
        ended();
        throw error;
      }
    },
    async cancel() {
      ended();
      await texts.return(undefined);
    },
  });
}
