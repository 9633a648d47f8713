import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Finding } from '@pitwall/sdk';
import { type Alerting, startAlerting } from '../../packages/pitwall/src/alerts/run.ts';
import { configSchema } from '../../packages/pitwall/src/config/schema.ts';
import { system } from '../../packages/pitwall/src/server/actor.ts';
import { openServer, type Server } from '../../packages/pitwall/src/server/open.ts';
import { perform } from '../../packages/pitwall/src/server/perform.ts';
import { findingRecord } from '../../packages/pitwall/src/server/verbs/finding-record.ts';
import { realWorld } from '../../packages/pitwall/src/server/world.ts';
import { version } from '../../packages/pitwall/src/version.ts';

export interface Hook {
  readonly url: string;
  /** Told of each body as it has come in. */
  received: (body: string) => void;
  close(): Promise<void>;
}

/** Takes everything at once. */
export async function openHook(): Promise<Hook> {
  const server = createServer((request, answer) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      hook.received(Buffer.concat(pieces).toString());
      answer.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const hook: Hook = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    received: () => undefined,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return hook;
}

export interface AlertRoom {
  readonly server: Server;
  readonly alerting: Alerting;
  readonly hook: Hook;
  record(findings: readonly Finding[]): Promise<void>;
}

/** A server without a door, with all that makes alerts and delivers them. */
export async function withRoom<T>(
  { folder, alerts }: { readonly folder: string; readonly alerts: (hook: Hook) => Record<string, unknown> },
  work: (room: AlertRoom) => Promise<T>,
): Promise<T> {
  const hook = await openHook();
  const config = configSchema.parse({ outward: { allow: ['127.0.0.1'] }, alerts: alerts(hook) });
  const server = await openServer({ folder: join(folder, 'data'), version, world: realWorld, config });
  const failed = (what: string, error: unknown): never => {
    throw new Error(`${what} failed`, { cause: error });
  };
  const alerting = startAlerting({ server, owner: 'bench', print: () => undefined, failed });
  let made = 0;
  try {
    return await work({
      server,
      alerting,
      hook,
      async record(findings) {
        const entries = findings.map((finding) => ({ id: `bench-${made++}`, finding, window: null }));
        await perform({ ...server, actor: system }, findingRecord, { findings: entries });
      },
    });
  } finally {
    await alerting.stop();
    await hook.close();
    await server.close();
  }
}

export const badFinding = (subject: string, message: string): Finding => ({
  subject,
  metric: 'bench.metric',
  value: 1,
  threshold: null,
  status: 'alert',
  message,
  evidence: {},
  at: new Date().toISOString(),
});

export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
};
