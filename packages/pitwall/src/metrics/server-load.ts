import type { NumberCounter, NumericProfile } from '@pitwall/stats';
import type { AnsweredRequest, Observer } from '../server/observe.ts';
import { countLatencies } from './latency.ts';

/** Requests of one class; streams are none, for they last as long as somebody looks. */
export const routeClasses = ['ingest', 'read', 'write'] as const;
export type RouteClass = (typeof routeClasses)[number];

/** What was done since the last look. */
export interface Load {
  readonly requests: ReadonlyMap<`${RouteClass} ${string}`, number>;
  readonly latencies: ReadonlyMap<RouteClass, NumericProfile>;
  readonly bytesIn: number;
  readonly rows: number;
  readonly rowBytes: number;
  readonly changes: NumericProfile;
  readonly streams: number;
}

export interface LoadCounter {
  readonly observer: Observer;
  /** What was counted since the last call. A class and status that came once is counted with 0 from then on. */
  take(): Load;
}

export function countLoad(): LoadCounter {
  const seen = new Set<`${RouteClass} ${string}`>();
  let since = emptyCounts();
  let streams = 0;
  return {
    observer: {
      requested(request) {
        if (request.route === 'live') return;
        const of = classOf(request);
        const key = `${of} ${Math.floor(request.status / 100)}xx` as const;
        seen.add(key);
        since.requests.set(key, (since.requests.get(key) ?? 0) + 1);
        since.bytesIn += request.bytes;
        const latencies = since.latencies.get(of) ?? countLatencies();
        since.latencies.set(of, latencies);
        latencies.add(request.milliseconds);
      },
      ingested({ rows, bytes }) {
        since.rows += rows;
        since.rowBytes += bytes;
      },
      changed: (milliseconds) => since.changes.add(milliseconds),
      streaming(change) {
        streams += change;
      },
    },
    take() {
      const { requests, latencies, changes, ...counts } = since;
      since = emptyCounts();
      return {
        ...counts,
        requests: new Map([...seen].map((key) => [key, requests.get(key) ?? 0])),
        latencies: new Map([...latencies].map(([of, counter]) => [of, counter.profile()])),
        changes: changes.profile(),
        streams,
      };
    },
  };
}

interface Counts {
  readonly requests: Map<`${RouteClass} ${string}`, number>;
  readonly latencies: Map<RouteClass, NumberCounter>;
  readonly changes: NumberCounter;
  bytesIn: number;
  rows: number;
  rowBytes: number;
}

const emptyCounts = (): Counts => ({
  requests: new Map(),
  latencies: new Map(),
  changes: countLatencies(),
  bytesIn: 0,
  rows: 0,
  rowBytes: 0,
});

/** Those that take events in are told by their names, which are in the API document. */
const takesEvents = /^record(Predictions|Labels)|^upload/;

function classOf({ route, method }: AnsweredRequest): RouteClass {
  if (takesEvents.test(route)) return 'ingest';
  return method === 'GET' || method === 'HEAD' ? 'read' : 'write';
}
