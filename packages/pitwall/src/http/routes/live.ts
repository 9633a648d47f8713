import { z } from 'zod';
import { type Actor, mayAnywhere, mayReadFinding } from '../../server/actor.ts';
import type { Server } from '../../server/open.ts';
import { listAlertEvents, type StoredAlertEvent } from '../../state/alert-event-table.ts';
import { getAlerts, type StoredAlert } from '../../state/alert-table.ts';
import { cursorAt } from '../../state/cursor.ts';
import { listFindings } from '../../state/finding-table.ts';
import { alertEventBody } from '../alerts/alert-body.ts';
import { mayReadAlert } from '../alerts/alert-seen.ts';
import type { FindingWatch, Seen } from '../finding-watch.ts';
import { defineRoute } from '../route.ts';
import { findingBody } from './findings.ts';

/** Proxies cut connections on which nothing is said; a comment is nothing to a browser. */
const breatheMilliseconds = 15_000;
/** So long somebody goes on listening at the most who is let in no more. */
const lookAgainMilliseconds = 2_000;
const mostAtOnce = 100;

const cursorPattern = /^finding\.oldest\.(0|[1-9]\d{0,15})(\+alert\.(0|[1-9]\d{0,15}))?$/;

/**
 * Findings as they come, and what happens to alerts. The id of each says how far both have been told, so a browser that was
 * cut off goes on behind the last it saw.
 */
export const live = defineRoute({
  name: 'live',
  method: 'GET',
  path: '/api/v1/events',
  summary: 'New findings and what happens to alerts, as server-sent events; goes on behind the Last-Event-ID',
  permission: 'finding.read',
  about: 'listed',
  query: z.strictObject({
    after: z.string().regex(cursorPattern).optional().describe('As Last-Event-ID, for who cannot send headers'),
  }),
  answers: { 200: { summary: 'A stream that ends when the server stops', type: 'text/event-stream' } },
  async handle({ query, headers, signal, server, keeper, again }) {
    const sent = headers.get('last-event-id') ?? query.after;
    const from = await beginning(server, sent);
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

const idOf = ({ finding, alert }: Seen): string => `finding.oldest.${finding}+alert.${alert}`;

/** Where who asks now begins; what was sent says nothing of alerts where it is of an older server. */
async function beginning({ state: { db } }: Server, sent: string | undefined): Promise<Seen> {
  const [cursor, alert] = sent?.split('+alert.', 2) ?? [];
  // a cursor from elsewhere is refused by the list itself, before the stream begins
  if (cursor !== undefined) await listFindings(db, { order: 'oldest', after: cursor, limit: 1 });
  if (alert !== undefined)
    await listAlertEvents(db, { order: 'oldest', after: `alert_event.oldest.${alert}`, limit: 1 });
  const newest = { order: 'newest', limit: 1 } as const;
  return {
    finding: cursor === undefined ? ((await listFindings(db, newest)).items[0]?.seq ?? 0) : lastNumber(cursor),
    alert: alert === undefined ? ((await listAlertEvents(db, newest)).items[0]?.seq ?? 0) : Number(alert),
  };
}

const lastNumber = (cursor: string): number => Number(cursor.slice(cursor.lastIndexOf('.') + 1));

interface Listener {
  readonly signal: AbortSignal;
  /** Who listens, as they are at this moment; rejects where they may no longer be let in. */
  again(): Promise<Actor>;
}

async function* follow(
  server: Server,
  watch: FindingWatch,
  from: Seen,
  { signal, again }: Listener,
): AsyncGenerator<string> {
  let seen = from;
  let said = server.world.now();
  // with its place, so that who is cut off before the first finding goes on from here
  yield `id: ${idOf(seen)}\n: connected\n\n`;
  while (!signal.aborted) {
    // whoever was let in an hour ago may have been shown the door since
    const actor = await again().catch(() => undefined);
    if (!actor || !mayAnywhere(actor, 'finding.read')) return;
    const { db } = server.state;
    const oldest = { order: 'oldest', limit: mostAtOnce } as const;
    const findings = await listFindings(db, { ...oldest, after: cursorAt('finding', 'oldest', seen.finding) });
    for (const item of findings.items) {
      seen = { ...seen, finding: item.seq };
      if (!mayReadFinding(actor, item.finding.subject)) continue;
      yield `id: ${idOf(seen)}\nevent: finding\ndata: ${JSON.stringify(findingBody(item))}\n\n`;
    }
    const events = await listAlertEvents(db, { ...oldest, after: cursorAt('alert_event', 'oldest', seen.alert) });
    const alerts = new Map(
      (await getAlerts(db, [...new Set(events.items.map(({ alert }) => alert))])).map((one) => [one.id, one]),
    );
    for (const event of events.items) {
      seen = { ...seen, alert: event.seq };
      const alert = alerts.get(event.alert);
      if (!alert || !mayReadAlert(actor, alert.subject)) continue;
      yield `id: ${idOf(seen)}\nevent: alert\ndata: ${JSON.stringify(happenedBody(event, alert))}\n\n`;
    }
    if (findings.more || events.more) continue;
    await watch.newer(seen, signal, lookAgainMilliseconds);
    if (server.world.now() - said < breatheMilliseconds) continue;
    said = server.world.now();
    yield `id: ${idOf(seen)}\n: still here\n\n`;
  }
}

/** What happened, and to what; the alert as it is by now. */
const happenedBody = (event: StoredAlertEvent, { id, subject, title, severity, state }: StoredAlert) => ({
  alert: { id, subject, title, severity, state },
  event: alertEventBody(event),
});

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
