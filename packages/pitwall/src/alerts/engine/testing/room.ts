import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Finding, Status } from '@pitwall/sdk';
import { afterEach } from 'vitest';
import { configSchema } from '../../../config/schema.ts';
import { system } from '../../../server/actor.ts';
import type { Context } from '../../../server/context.ts';
import { openServer, type Server } from '../../../server/open.ts';
import { perform } from '../../../server/perform.ts';
import { findingRecord } from '../../../server/verbs/finding-record.ts';
import { getAlert, listAlerts, type StoredAlert } from '../../../state/alert-table.ts';
import { type Delivery, listDeliveries } from '../../../state/delivery-table.ts';
import { createFolder, type Folder } from '../../../testing/data-files.ts';
import { messageOf } from '../../delivery/payload.ts';
import type { Message } from '../../message/message.ts';
import type { Turn } from '../turn.ts';
import { alertEvaluate } from '../verb.ts';

/** 2026-01-05T12:00:00Z */
export const noon = 1_767_614_400_000;

export interface Told {
  readonly channel: string;
  readonly delivery: Delivery;
  readonly message: Message;
}

export interface Room {
  readonly server: Server;
  readonly clock: { now: number };
  readonly context: Context;
  /** Something is found now, or at the end of a window. */
  find(...found: readonly Partial<Finding>[]): Promise<void>;
  findIn(
    window: { readonly start: number; readonly end: number },
    ...found: readonly Partial<Finding>[]
  ): Promise<void>;
  /** What the engine does until there is nothing more to do. */
  turn(): Promise<readonly Turn[]>;
  /** Lets time pass, by steps, with a turn after each. */
  pass(milliseconds: number, step?: number): Promise<void>;
  /** What was put into the outbox since it was asked last, oldest first. */
  told(): Promise<readonly Told[]>;
  alerts(): Promise<readonly StoredAlert[]>;
  alert(id: string): Promise<StoredAlert>;
}

/** Servers without a door, whose engine turns only when it is told to. */
export function useRooms() {
  const folders: Folder[] = [];
  const servers: Server[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
    for (const folder of folders.splice(0)) folder.remove();
  }, 30_000);
  return async function open(config: Readonly<Record<string, unknown>> = {}): Promise<Room> {
    const made = createFolder();
    folders.push(made);
    const folder = join(made.path, 'data');
    const clock = { now: noon };
    const world = { now: () => clock.now, random: (bytes: number) => randomBytes(bytes) };
    const server = await openServer({
      folder,
      home: dirname(folder),
      config: configSchema.parse({ project: 'courtside', ...config }),
      version: '0.0.0-test',
      world,
    });
    servers.push(server);
    return roomOf(server, clock);
  };
}

export function roomOf(server: Server, clock: { now: number }): Room {
  const context: Context = { ...server, config: server.config, actor: system };
  let made = 0;
  let seen = 0;
  const room: Room = {
    server,
    clock,
    context,
    find: (...found) => record(null, found),
    findIn: (window, ...found) => record(window, found),
    async turn() {
      const turns: Turn[] = [];
      for (let more = true; more; ) {
        const { output } = await perform(context, alertEvaluate, {});
        turns.push(output);
        more = output.more;
      }
      return turns;
    },
    async pass(milliseconds, step = milliseconds) {
      const end = clock.now + milliseconds;
      while (clock.now < end) {
        clock.now = Math.min(end, clock.now + step);
        await room.turn();
      }
    },
    async told() {
      const { items } = await listDeliveries(server.state.db, { order: 'oldest', limit: 1000 });
      const fresh = items.filter(({ seq }) => seq > seen);
      seen = fresh.at(-1)?.seq ?? seen;
      return fresh.map((delivery) => ({ channel: delivery.channel, delivery, message: messageOf(delivery) }));
    },
    async alerts() {
      return (await listAlerts(server.state.db, { order: 'oldest', limit: 1000 })).items;
    },
    async alert(id) {
      const alert = await getAlert(server.state.db, id);
      if (!alert) throw new Error(`there is no alert ${id}`);
      return alert;
    },
  };
  async function record(
    window: { readonly start: number; readonly end: number } | null,
    found: readonly Partial<Finding>[],
  ): Promise<void> {
    const findings = found.map((one) => ({
      id: `f${++made}`,
      finding: {
        subject: 'model:spread',
        metric: 'test.metric',
        value: 1,
        threshold: null,
        status: 'alert' as Status,
        message: 'it is not as it should be',
        evidence: {},
        at: new Date(clock.now).toISOString(),
        ...one,
        ...(one.status === 'unknown' && one.reason === undefined ? { reason: 'nobody knows' } : {}),
      },
      window,
    }));
    for (let from = 0; from < findings.length; from += 10_000)
      await perform(context, findingRecord, { findings: findings.slice(from, from + 10_000) });
    await Promise.resolve();
  }
  return room;
}
