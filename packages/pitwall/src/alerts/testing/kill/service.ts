import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Arrival {
  /** Of the delivery. */
  readonly key: string;
  readonly kind: string;
  /** Of the alert. */
  readonly subject: string;
  /** How many times its group was open before, and once more. */
  readonly round: number;
}

/** Takes what it is sent, but for a part of it; what it says nothing to it may have taken all the same. */
export async function startUnwellService(next: () => number) {
  const arrivals: Arrival[] = [];
  let isWell = false;
  let faults = 0;
  const server = createServer(async (request, answer) => {
    const arrival = await read(request).catch(() => undefined);
    if (!arrival) return;
    const chance = isWell ? 1 : next();
    if (chance < 0.12) faults += 1;
    if (chance < 0.03) return void answer.writeHead(503).end();
    if (chance < 0.04) return void answer.writeHead(429, { 'retry-after': '0.1' }).end();
    if (chance < 0.06) return void request.socket.destroy();
    // it hangs; whoever asked goes away
    if (chance < 0.08) return;
    arrivals.push(arrival);
    if (chance < 0.12) return void request.socket.destroy();
    answer.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    arrivals,
    faults: () => faults,
    heal() {
      isWell = true;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Body {
  readonly data: {
    readonly kind: string;
    readonly thread: string;
    readonly alerts: readonly { readonly subject: string }[];
  };
}

async function read(request: IncomingMessage): Promise<Arrival> {
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  const { data } = JSON.parse(Buffer.concat(pieces).toString()) as Body;
  return {
    key: String(request.headers['webhook-id']),
    kind: data.kind,
    subject: data.alerts.map(({ subject }) => subject).join(' '),
    round: Number(data.thread.split('.')[1]),
  };
}
