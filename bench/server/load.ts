/** A process that sends what it is told to: it shares the machine with the server, so it does as little as it can. */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { Ask, Bodies, Flood, Flooded, Job, Paced, PacedAnswers, Target } from './load-job.ts';
import { cpuSecondsOf } from './usage.ts';

const agent = new Agent({ keepAlive: true, maxSockets: 128, scheduling: 'fifo' });

interface Sending {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly type?: string;
  readonly body?: Buffer;
}

interface Answered {
  readonly status: number;
  readonly retryAfter: number;
}

/** Resolves with status 0 where the connection broke. */
function send({ address, token }: Target, { method, path, type, body }: Sending): Promise<Answered> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(address);
    const headers = {
      authorization: `Bearer ${token}`,
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(body === undefined ? {} : { 'content-length': body.length }),
    };
    const asked = request({ agent, hostname, port, method, path, headers }, (answer) => {
      answer.resume();
      answer.once('end', () =>
        resolve({ status: answer.statusCode ?? 0, retryAfter: Number(answer.headers['retry-after'] ?? 1) }),
      );
      answer.once('error', () => resolve({ status: 0, retryAfter: 1 }));
    });
    asked.once('error', () => resolve({ status: 0, retryAfter: 1 }));
    asked.end(body);
  });
}

function bodiesOf(bodies: Bodies): Buffer[] {
  if ('files' in bodies) return bodies.files.map((file) => readFileSync(file));
  const bytes = readFileSync(bodies.lines);
  const found: Buffer[] = [];
  let [start, row] = [0, 0];
  for (let at = bytes.indexOf(0x0a); at >= 0 && found.length < bodies.count; at = bytes.indexOf(0x0a, at + 1)) {
    row += 1;
    if (row % bodies.rows !== 0) continue;
    found.push(bytes.subarray(start, at));
    start = at + 1;
  }
  return found;
}

/** Times a piece of work, with what it took of the processors. */
async function used<Result>({ pid }: Target, work: () => Promise<Result>) {
  const server = cpuSecondsOf(pid);
  const own = process.cpuUsage();
  const started = performance.now();
  const result = await work();
  const seconds = (performance.now() - started) / 1_000;
  const { user, system } = process.cpuUsage(own);
  return { result, seconds, senderCpu: (user + system) / 1e6, serverCpu: cpuSecondsOf(pid) - server };
}

const counter = () => {
  const statuses: Record<string, number> = {};
  const count = (status: number): void => {
    statuses[status] = (statuses[status] ?? 0) + 1;
  };
  return { statuses, count };
};

const isTooMuch = (status: number): boolean => status === 429 || status === 503;

async function flood({ target, path, type, bodies, senders }: Flood): Promise<Flooded> {
  const waiting = bodiesOf(bodies);
  const { statuses, count } = counter();
  let [rows, bytes, refused] = [0, 0, 0];
  async function sender(): Promise<void> {
    for (let body = waiting.shift(); body; body = waiting.shift()) {
      for (;;) {
        const { status, retryAfter } = await send(target, { method: 'POST', path, type, body });
        count(status);
        if (isTooMuch(status)) {
          refused += 1;
          await new Promise((resolve) => setTimeout(resolve, retryAfter * 1_000));
          continue;
        }
        if (status < 200 || status > 299) return;
        rows += bodies.rows;
        bytes += body.length;
        break;
      }
    }
  }
  const { result: _, ...usage } = await used(target, async () => {
    await Promise.all(Array.from({ length: senders }, sender));
  });
  return { ...usage, rows, bytes, refused, statuses };
}

/** `{"id":"e000123456"` on each line: the first digits are for the lap, so that what is sent again is new. */
const lapAt = '{"id":"e'.length;
const lapDigits = 3;

function stamp(body: Buffer, lap: number): Buffer {
  const stamped = Buffer.from(body);
  const digits = String(lap).padStart(lapDigits, '0');
  for (let line = 0; line >= 0 && line < stamped.length; ) {
    stamped.write(digits, line + lapAt, 'latin1');
    const end = stamped.indexOf(0x0a, line);
    line = end < 0 ? end : end + 1;
  }
  return stamped;
}

function sendingsOf(ask: Ask): readonly Sending[] {
  if ('get' in ask) return [{ method: 'GET', path: ask.get }];
  return bodiesOf(ask.bodies).map((body) => ({ method: 'POST', path: ask.post, type: ask.type, body }));
}

async function paced({ target, asks, perSecond, seconds }: Paced): Promise<PacedAnswers> {
  const sendings = asks.map(sendingsOf);
  const turns = sendings.map(() => 0);
  const total = Math.round(perSecond * seconds);
  const latencies = new Float64Array(total);
  const { statuses, count } = counter();
  let latest = 0;
  const { result: _, ...usage } = await used(target, async () => {
    const start = performance.now();
    const answers: Promise<void>[] = [];
    for (let sent = 0; sent < total; ) {
      const now = performance.now();
      for (; sent < total && start + (sent * 1_000) / perSecond <= now; sent += 1) {
        const [due, index, which] = [start + (sent * 1_000) / perSecond, sent, sent % sendings.length];
        latest = Math.max(latest, now - due);
        const [own, turn] = [sendings[which] ?? [], turns[which] ?? 0];
        turns[which] = turn + 1;
        const sending = own[turn % own.length];
        if (!sending) throw new Error('expected something to send, found nothing');
        const lap = Math.floor(turn / own.length);
        const fresh = sending.body && lap > 0 ? { ...sending, body: stamp(sending.body, lap) } : sending;
        answers.push(
          send(target, fresh).then(({ status }) => {
            count(status);
            latencies[index] = (performance.now() - due) / 1_000;
          }),
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all(answers);
  });
  latencies.sort();
  // nearest rank
  const at = (share: number): number => latencies[Math.max(0, Math.ceil(share * total) - 1)] ?? Number.NaN;
  const latency = { p50: at(0.5), p95: at(0.95), p99: at(0.99), most: at(1) };
  return { ...usage, latency, latest: latest / 1_000, requests: total, statuses };
}

process.on('message', (job: Job) => {
  const done = job.kind === 'flood' ? flood(job) : paced(job);
  done.then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ problem: error instanceof Error ? error.stack : String(error) }),
  );
});
process.on('disconnect', () => process.exit());
