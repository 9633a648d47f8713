import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { configSchema } from '../../config/schema.ts';
import { type KeyRing, openKeyRing } from '../../secrets/key-ring.ts';
import { system } from '../../server/actor.ts';
import type { Context } from '../../server/context.ts';
import { unobserved } from '../../server/observe.ts';
import { perform } from '../../server/perform.ts';
import { appendAudit } from '../../state/audit-table.ts';
import { openState, type StatePlace } from '../../state/open.ts';
import type { State } from '../../state/state.ts';
import { auditCheckpoint, type Checkpointed } from '../audit-checkpoint.ts';

/** 2026-01-05T12:00:00Z */
export const noon = 1_767_614_400_000;

/** A chain with its keys, on a real engine, and a clock that stands still until it is moved. */
export interface Book {
  readonly state: State;
  readonly ring: KeyRing;
  readonly context: Context;
  readonly world: { now(): number; random(bytes: number): Buffer };
  readonly clock: { now: number };
  append(count: number): Promise<void>;
  checkpoint(): Promise<Checkpointed>;
}

export async function openBook(folder: string, place: StatePlace, config: unknown = {}): Promise<Book> {
  const clock = { now: noon };
  let drawn = 0;
  // of the same seed in each test: a failure comes again
  const random = (bytes: number): Buffer => {
    const blocks = Array.from({ length: Math.ceil(bytes / 32) }, () =>
      createHash('sha256').update(`${folder} ${drawn++}`).digest(),
    );
    return Buffer.concat(blocks).subarray(0, bytes);
  };
  const world = { now: () => clock.now, random };
  const state = await openState(place, { now: world.now });
  const ring = await openKeyRing({ folder, config: configSchema.parse({}).secrets, env: {}, world });
  const context = {
    state,
    keys: ring,
    world,
    actor: system,
    observer: unobserved,
    config: configSchema.parse(config),
    layers: undefined,
    home: join(folder, '..'),
  } as Partial<Context> as Context;
  return {
    state,
    ring,
    context,
    world,
    clock,
    append: (count) =>
      state.change(async (tx) => {
        for (let index = 0; index < count; index++) {
          const input = { index, at: clock.now };
          await appendAudit(tx, {
            at: clock.now,
            actor: 'user:u-a',
            verb: 'a.b',
            subject: 'a:b',
            outcome: 'done',
            input,
          });
        }
      }),
    checkpoint: async () => (await perform(context, auditCheckpoint, {})).output,
  };
}
