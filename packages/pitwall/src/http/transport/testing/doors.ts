import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { Hono } from 'hono';
import { afterEach } from 'vitest';
import { type HttpConfig, httpSchema, limitsOf } from '../../config.ts';
import type { Limits } from '../../limits/limits.ts';
import { type Listening, listen, type Timeouts } from '../../listen.ts';
import type { Certificate } from '../certificate.ts';
import { createDoor, type Door } from '../door.ts';
import { isSecure, senderOfBindings } from '../sender.ts';

export interface TestDoor {
  readonly listening: Listening;
  readonly door: Door;
  readonly port: number;
  readonly clock: { now: number };
  /** What came to a route: method, path and body. */
  readonly reached: string[];
  /** In force from now on. */
  configure(config: Readonly<Record<string, unknown>>): void;
}

export interface TestDoorOptions {
  /** `http:` of the configuration, as data. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly limits?: Partial<Limits>;
  readonly timeouts?: Partial<Timeouts>;
  readonly certificate?: Certificate;
  readonly host?: string;
}

/** Doors on real sockets with something simple behind them that tells what came through. */
export function useDoors() {
  const open: Listening[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close(0)));
  });
  return async (options: TestDoorOptions = {}): Promise<TestDoor> => {
    const { config = {}, limits = {}, timeouts = {}, certificate, host = '127.0.0.1' } = options;
    let current: HttpConfig = httpSchema.parse(config);
    const clock = { now: 0 };
    const reached: string[] = [];
    const door = createDoor({
      config: () => current,
      limits: () => ({ ...limitsOf(current), ...limits }),
      world: { now: () => clock.now, random: (bytes) => randomBytes(bytes) },
      host,
      machine: 'Pit-Box',
    });
    const listening = await listen(appOf(reached), { host, port: 0, door, certificate, timeouts });
    open.push(listening);
    return {
      listening,
      door,
      port: Number(new URL(listening.address).port),
      clock,
      reached,
      configure(next) {
        current = httpSchema.parse(next);
      },
    };
  };
}

function appOf(reached: string[]): Hono {
  const app = new Hono();
  app.all('*', async (c) => {
    const body = await c.req.text();
    reached.push(`${c.req.method} ${new URL(c.req.url).pathname} ${body}`.trim());
    const sender = senderOfBindings(c.env);
    const headers = Object.fromEntries(c.req.raw.headers);
    return c.json({ address: sender?.address, secure: isSecure(c.req.raw), url: c.req.url, headers });
  });
  // a body that is cut off is nobody's fault here
  app.onError((_, c) => c.text('cut off', 400));
  return app;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The answers that came for these bytes, until the other side closed or nothing more came for a while. */
export async function sendRaw(
  port: number,
  bytes: string | Buffer,
  { silence = 250, socket = connect(port, '127.0.0.1') }: { readonly silence?: number; readonly socket?: Socket } = {},
): Promise<{ readonly answers: readonly RawAnswer[]; readonly isClosed: boolean }> {
  const chunks: Buffer[] = [];
  const isClosed = await new Promise<boolean>((resolve) => {
    const quiet = setTimeout(() => resolve(false), silence);
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      quiet.refresh();
    });
    socket.on('error', () => undefined);
    socket.once('close', () => {
      clearTimeout(quiet);
      resolve(true);
    });
    socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  });
  socket.destroy();
  return { answers: answersIn(Buffer.concat(chunks)), isClosed };
}

/** Takes answers apart as strictly as one can; throws where they are not well-formed. */
export function answersIn(bytes: Buffer): readonly RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf('\r\n\r\n', at);
    if (end < 0) throw new Error(`An answer has no end of its headers: ${bytes.subarray(at).toString('latin1')}`);
    const [first = '', ...lines] = bytes.subarray(at, end).toString('latin1').split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) [\x20-\x7e]*$/.exec(first)?.[1]);
    if (!Number.isInteger(status)) throw new Error(`An answer begins with: ${first}`);
    const headers = Object.fromEntries(
      lines.map((line) => {
        const [, name = '', value = ''] = /^([\w-]+): ?([\x20-\x7e]*)$/.exec(line) ?? [];
        if (name === '') throw new Error(`An answer has the header: ${line}`);
        return [name.toLowerCase(), value];
      }),
    );
    const from = end + 4;
    const body = headers['transfer-encoding'] === 'chunked' ? chunked(bytes, from) : plain(bytes, from, headers);
    answers.push({ status, headers, body: body.text });
    at = body.end;
  }
  return answers;
}

function plain(bytes: Buffer, from: number, headers: Readonly<Record<string, string>>) {
  const end = from + Number(headers['content-length'] ?? 0);
  return { text: bytes.subarray(from, end).toString('utf8'), end };
}

function chunked(bytes: Buffer, from: number) {
  let text = '';
  for (let at = from; ; ) {
    const line = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.subarray(at, line).toString('latin1'), 16);
    if (line < 0 || !Number.isInteger(size)) throw new Error('An answer has a chunk without a size.');
    text += bytes.subarray(line + 2, line + 2 + size).toString('utf8');
    at = line + 4 + size;
    if (size === 0) return { text, end: at };
  }
}
