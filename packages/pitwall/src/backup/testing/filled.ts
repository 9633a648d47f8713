import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { loadConfig } from '../../config/load.ts';
import { configSchema } from '../../config/schema.ts';
import { batchOf } from '../../events/batch.ts';
import { openKeyRing } from '../../secrets/key-ring.ts';
import { system } from '../../server/actor.ts';
import { openServer, type Server, type ServerOptions } from '../../server/open.ts';
import { perform } from '../../server/perform.ts';
import { findingRecord } from '../../server/verbs/finding-record.ts';
import type { Manifest } from '../manifest.ts';
import type { Sealing } from '../sealing.ts';
import { sealingOf, sealingWith } from '../sealing.ts';

/** 2026-01-05T12:00:00Z */
export const noon = 1_767_614_400_000;

export interface Filled {
  readonly server: Server;
  readonly data: string;
  readonly clock: { now: number };
  readonly world: ServerOptions['world'];
}

/** A server in a folder, with something of everything in it. */
export async function openFilled(
  home: string,
  { stateUrl, config = {} }: { readonly stateUrl?: string; readonly config?: object } = {},
): Promise<Filled> {
  const clock = { now: noon };
  const world = { now: () => clock.now, random: (bytes: number) => randomBytes(bytes) };
  const data = join(home, 'data');
  const server = await openServer({
    folder: data,
    home,
    stateUrl,
    config: configSchema.parse({ project: 'courtside', ...config }),
    layers: await loadConfig({ cwd: home, env: {} }),
    version: '0.0.0-test',
    world,
    events: { memory: '128MB', threads: 1 },
  });
  return { server, data, clock, world };
}

/** Predictions with labels, acknowledged. */
export async function ingest(server: Server, model: string, from: number, count: number): Promise<void> {
  const now = new Date(server.world.now());
  const ids = Array.from({ length: count }, (_, index) => `${model}-${from + index}`);
  const predictions = ids.map((id, index) => ({
    model,
    id,
    at: new Date(now.getTime() - index * 1_000).toISOString(),
    prediction: (index % 100) / 100,
    features: { rest: index % 7, name: `Zoë ${index}` },
  }));
  await server.events.ingest(batchOf(predictions, { kind: 'prediction', now }));
  const labels = ids
    .filter((_, index) => index % 2 === 0)
    .map((id) => ({ model, id, label: 1, at: now.toISOString() }));
  if (labels.length > 0) await server.events.ingest(batchOf(labels, { kind: 'label', now }));
}

export async function recordFindings(server: Server, ids: readonly string[]): Promise<void> {
  await perform({ ...server, config: server.config, actor: system }, findingRecord, {
    findings: ids.map((id) => ({
      id,
      finding: {
        subject: 'model:winner',
        metric: 'score.brier',
        value: 0.25,
        threshold: null,
        status: 'alert',
        message: 'It is worse than before — naïve ☃.',
        evidence: {},
        at: new Date(server.world.now()).toISOString(),
      },
      window: null,
    })),
  });
}

/** Sealed with the keys of a folder. */
export async function sealingIn(folder: string): Promise<Sealing> {
  return sealingWith(await ringIn(folder));
}

const ringIn = (folder: string, needed: readonly string[] = []) =>
  openKeyRing({
    folder,
    config: configSchema.parse({}).secrets,
    env: {},
    world: { now: () => noon, random: (bytes) => randomBytes(bytes) },
    needed,
  });

export const openedWith =
  (folder: string) =>
  (manifest: Manifest): Promise<Sealing> =>
    sealingOf(manifest, (key) => ringIn(folder, [key]));

export const noPause = async (): Promise<void> => undefined;
