import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';
import { begin } from '../../access/begin.ts';
import { makeKey } from '../../access/make-key.ts';
import { configSchema } from '../../config/schema.ts';
import type { Disk } from '../../events/journal/disk.ts';
import type { Observer } from '../../server/observe.ts';
import { openServer, type Server } from '../../server/open.ts';
import { owner } from '../../server/tokens.ts';
import { createFolder, type Folder } from '../../testing/data-files.ts';
import type { Limits } from '../limits/limits.ts';
import { routes } from '../routes.ts';
import { type Serving, serve } from '../serve.ts';
import { holdToContract, routeOf } from './contract.ts';

/** What tests sign in with. */
export interface BenchKeys {
  /** A key of the owner that may do everything. */
  readonly token: string;
  /** Who that is, in the audit. */
  readonly actor: string;
  /** Makes the first administrator. */
  readonly link: string;
}

export interface Bench {
  readonly folder: string;
  readonly server: Server;
  readonly serving: Serving;
  readonly keys: BenchKeys;
  readonly clock: { now: number };
  /** What the server could not answer for reasons of its own. */
  readonly failures: unknown[];
  /** A request by the administrator. What comes is held against what its route documents. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  send(path: string, body: string | Uint8Array<ArrayBuffer>, headers?: Record<string, string>): Promise<Response>;
}

export interface BenchOptions {
  readonly models?: readonly string[];
  /** `pitwall.yaml`, as data; `models` are those of no further interest. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** The data directory; a new one where not said. */
  readonly folder?: string;
  readonly limits?: Partial<Limits>;
  readonly disk?: Disk;
  readonly observer?: Observer;
  readonly maxWaitingBytes?: number;
}

/** 2026-01-05T12:00:00Z */
export const noon = 1_767_614_400_000;

const plainModels = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, { task: 'binary', prediction: 'prediction', label: 'label' }]));

async function keysOf(server: Server): Promise<BenchKeys> {
  const grants = [{ role: 'admin', on: ['*'] }];
  const { id, token } = await makeKey({ ...server, actor: owner }, { name: 'bench', grants, days: 365 });
  return { token, actor: `token:${id}`, link: (await begin(server)) ?? '' };
}

/** Servers on real sockets and engines, gone at the end of each test. */
export function useServers() {
  const folders: Folder[] = [];
  const running = new Set<Serving>();
  afterEach(async () => {
    await Promise.all([...running].map((serving) => serving.stop()));
    running.clear();
    for (const folder of folders.splice(0)) folder.remove();
  }, 30_000);
  return {
    folder(): string {
      const folder = createFolder();
      folders.push(folder);
      return join(folder.path, 'data');
    },
    async start(
      this: { folder(): string },
      { models = [], config = {}, folder: given, limits, maxWaitingBytes, disk, observer }: BenchOptions = {},
    ): Promise<Bench> {
      const folder = given ?? this.folder();
      const clock = { now: noon };
      const world = { now: () => clock.now, random: (bytes: number) => randomBytes(bytes) };
      const failures: unknown[] = [];
      const events = { ...(maxWaitingBytes === undefined ? {} : { maxWaitingBytes }), ...(disk ? { disk } : {}) };
      const server = await openServer({
        folder,
        home: dirname(folder),
        config: configSchema.parse({ project: 'courtside', models: plainModels(models), ...config }),
        version: '0.0.0-test',
        world,
        events,
        ...(observer ? { observer } : {}),
      });
      const serving = await serve(server, {
        host: '127.0.0.1',
        port: 0,
        drainMilliseconds: 2_000,
        ...(limits ? { limits } : {}),
        failed: ({ error }) => void failures.push(error),
      });
      running.add(serving);
      const keys = await keysOf(server);
      const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
        const answer = await fetch(`${serving.address}${path}`, {
          redirect: 'manual',
          ...init,
          headers: { authorization: `Bearer ${keys.token}`, ...(init.headers as Record<string, string> | undefined) },
        });
        const route = routeOf(routes, init.method ?? 'GET', path);
        const isJson =
          answer.status !== 304 && /^application\/(problem\+)?json$/.test(answer.headers.get('content-type') ?? '');
        if (route && isJson) holdToContract(route, answer.status, await answer.clone().json());
        return answer;
      };
      return {
        folder,
        server,
        serving,
        keys,
        clock,
        failures,
        ask,
        send: (path, body, headers = {}) =>
          ask(path, { method: 'POST', body, headers: { 'content-type': 'application/x-ndjson', ...headers } }),
      };
    },
  };
}
