/** Where requests go, and as whom. */
export interface Target {
  readonly address: string;
  readonly token: string;
  /** Of the server, whose CPU time is read beside one's own. */
  readonly pid: number;
}

/** Bodies of several events each: the lines of a file by so many at a time, or whole files. */
export type Bodies =
  | { readonly lines: string; readonly rows: number; readonly count: number }
  | { readonly files: readonly string[]; readonly rows: number };

/** Everything as fast as it is taken, by so many senders, each of which waits for its answer. */
export interface Flood {
  readonly kind: 'flood';
  readonly target: Target;
  readonly path: string;
  readonly type: string;
  readonly bodies: Bodies;
  readonly senders: number;
}

/** What is asked in turn. */
export type Ask = { readonly get: string } | { readonly post: string; readonly type: string; readonly bodies: Bodies };

/**
 * At fixed moments, whether or not what was asked before is answered. Latency counts from the moment when it should have
 * been sent: who waits behind a server that stands still waits as well.
 */
export interface Paced {
  readonly kind: 'paced';
  readonly target: Target;
  readonly asks: readonly Ask[];
  readonly perSecond: number;
  readonly seconds: number;
}

export type Job = Flood | Paced;

export interface Usage {
  readonly seconds: number;
  /** CPU seconds of the process that sends, and of the server. */
  readonly senderCpu: number;
  readonly serverCpu: number;
  /** How many answers had which status; 0 for none at all. */
  readonly statuses: Readonly<Record<string, number>>;
}

export interface Flooded extends Usage {
  /** That were acknowledged. */
  readonly rows: number;
  readonly bytes: number;
  /** How often the server said that it was too much at the moment. */
  readonly refused: number;
}

export interface PacedAnswers extends Usage {
  /** In seconds, of all answers. */
  readonly latency: { readonly p50: number; readonly p95: number; readonly p99: number; readonly most: number };
  /** How late a request was sent at the most, since the sender itself was busy: it is part of the latency. */
  readonly latest: number;
  readonly requests: number;
}

export type Done<J extends Job> = J extends Flood ? Flooded : PacedAnswers;
