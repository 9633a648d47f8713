import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { afterEach } from 'vitest';
import { z } from 'zod';
import { createOutward } from '../../../outward/outward.ts';
import { openServer, type Server } from '../../../server/open.ts';
import { type Delivery, listDeliveries } from '../../../state/delivery-table.ts';
import { createFolder } from '../../../testing/data-files.ts';
import { type ChannelKind, defineChannel, type Outcome, type SendTools } from '../../channels/channel.ts';
import { type Channels, channelsSchemaOf, resolveChannels } from '../../channels/config.ts';
import type { Message } from '../../message/message.ts';
import { enqueue } from '../enqueue.ts';
import { type Sender, type SenderOptions, startSender } from '../sender.ts';
import { messageAbout, noon } from './message-about.ts';

export { messageAbout, noon };

export interface Sent {
  readonly channel: string;
  readonly target: string;
  readonly message: Message;
  readonly key: string;
  readonly at: number;
}

/** What a channel answers to a message; a channel without one takes everything. */
export type Answering = (message: Message, tools: SendTools) => Outcome | Promise<Outcome>;

export const delivered: Outcome = { kind: 'delivered', detail: 'taken' };
export const failed: Outcome = { kind: 'failed', detail: 'it is away', status: 503 };
export const refused: Outcome = { kind: 'refused', detail: 'no such place', status: 404 };
export const throttled = (wait?: number): Outcome => ({ kind: 'throttled', detail: 'too much', status: 429, wait });
/** Never answers, and does not care whether anybody waits. */
export const hangs = (): Promise<Outcome> => new Promise(() => {});

export interface DeliveryBench {
  readonly server: Server;
  readonly clock: { now: number };
  /** What arrived, in its order. */
  readonly sent: Sent[];
  readonly tried: Sent[];
  readonly failures: unknown[];
  /** By channel; may be changed at any time. */
  readonly answers: Map<string, Answering>;
  readonly channels: Channels;
  start(options?: Partial<SenderOptions>): Sender;
  tell(channel: string, thread: string, change?: Partial<Message>, sequence?: number): Promise<readonly string[]>;
  all(): Promise<readonly Delivery[]>;
  of(id: string | undefined): Promise<Delivery>;
}

export interface BenchPlace {
  readonly channels?: Readonly<Record<string, unknown>>;
  readonly stateUrl?: string;
  readonly clock?: { now: number };
  /** Other kinds beside `fake`, `console` and `file`. */
  readonly kinds?: readonly ChannelKind<unknown>[];
}

/** Resolves when it holds; the test's own time limit is the bound. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await after(2);
}

/** A server without a door whose channels answer what a test says; gone at the end of each test. */
export function useDeliveryBenches() {
  const undo: (() => unknown)[] = [];
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });
  return async (place: BenchPlace = {}): Promise<DeliveryBench> => {
    const { clock = { now: noon }, stateUrl } = place;
    const folder = createFolder();
    undo.push(() => folder.remove());
    const world = { now: () => clock.now, random: (bytes: number) => randomBytes(bytes) };
    const server = await openServer({ folder: join(folder.path, 'data'), stateUrl, version: '1', world });
    undo.push(() => server.close());
    const sent: Sent[] = [];
    const tried: Sent[] = [];
    const failures: unknown[] = [];
    const answers = new Map<string, Answering>();
    const fake = (kind: string) =>
      defineChannel<{ name: string; targets: string[]; url?: string | undefined }>({
        kind,
        summary: 'Says what the test says',
        settings: z.preprocess(
          (value) => (typeof value === 'object' ? value : { name: kind }),
          z.strictObject({
            name: z.string(),
            targets: z.array(z.string()).default(['']),
            url: z.string().optional(),
          }),
        ),
        targets: ({ targets }) => targets,
        updates: false,
        async send(message, { name }, tools) {
          const one = { channel: name, target: tools.target, message, key: tools.key, at: clock.now };
          tried.push(one);
          const outcome = (await answers.get(name)?.(message, tools)) ?? delivered;
          if (outcome.kind === 'delivered') sent.push(one);
          return outcome;
        },
      });
    const kinds = [fake('fake'), fake('console'), fake('file'), ...(place.kinds ?? [])];
    const channels = resolveChannels(channelsSchemaOf(kinds).parse(place.channels ?? {}), kinds);
    const all = async () => (await listDeliveries(server.state.db, { order: 'oldest', limit: 1000 })).items;
    return {
      server,
      clock,
      sent,
      tried,
      failures,
      answers,
      channels,
      start(options = {}) {
        const sender = startSender({
          workplace: () => server,
          channels: () => channels,
          outward: createOutward({ allow: ['127.0.0.1'] }),
          print: () => {},
          owner: `o-${randomBytes(4).toString('hex')}`,
          version: '1',
          failed: ({ error }) => void failures.push(error),
          pollMilliseconds: 20,
          stopMilliseconds: 50,
          ...options,
        });
        undo.push(() => sender.stop());
        return sender;
      },
      tell: (channel, thread, change = {}, sequence = 1) => {
        const message = messageAbout(thread, change);
        const item = { channel, kind: message.kind, thread, message, sequence };
        return server.state.change((tx) => enqueue(tx, channels, [item], clock.now));
      },
      all,
      async of(id) {
        const found = (await all()).find((one) => one.id === id);
        if (!found) throw new Error(`Expected a delivery ${id}.`);
        return found;
      },
    };
  };
}
