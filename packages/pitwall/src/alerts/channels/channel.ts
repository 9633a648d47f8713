import type { z } from 'zod';
import type { Outward } from '../../outward/outward.ts';
import type { Json } from '../../state/canonical-json.ts';
import type { Message } from '../message/message.ts';

/** What came of one attempt. Details are for people, and hold no secret. */
export type Outcome =
  | { readonly kind: 'delivered'; readonly detail: string; readonly status?: number }
  /** Too much at once; to be tried again after so many milliseconds, where that was said. */
  | {
      readonly kind: 'throttled';
      readonly detail: string;
      readonly status?: number;
      readonly wait?: number | undefined;
    }
  /** It may go well later. */
  | { readonly kind: 'failed'; readonly detail: string; readonly status?: number }
  /** It never will, unless somebody changes something. */
  | { readonly kind: 'refused'; readonly detail: string; readonly status?: number };

export interface SendTools {
  /** The same for every attempt at this message, and never for another one. */
  readonly key: string;
  /** One of `targets`. */
  readonly target: string;
  readonly outward: Outward;
  /** Text of the configuration with its `${secret:NAME}` replaced. */
  reveal(text: string): Promise<string>;
  now(): number;
  readonly signal: AbortSignal;
  /** Paths of the configuration count from here. */
  readonly home: string;
  /** The console of the server. */
  print(line: string): void;
  /** Which server tells. */
  readonly version: string;
  /** Who this installation is to others; '' where it never said so. */
  readonly installation: string;
  /** What was remembered of this thread on this channel, such as the number of an issue. */
  readonly remembered: Json | undefined;
  /** Durable when it resolves. */
  remember(body: Json): Promise<void>;
}

/** A way to reach people. One more is a folder beside the others and a line in `kinds.ts`. */
export interface ChannelKind<Settings> {
  /** The key in the configuration. */
  readonly kind: string;
  readonly summary: string;
  readonly settings: z.ZodType<Settings>;
  /**
   * Where the kind may be given as one text with more keys beside it: `{ smtp: 'smtp://…', to: […] }` is the same as
   * `{ smtp: { url: 'smtp://…', to: […] } }` where `url` is the short one.
   */
  readonly beside?: { readonly short: string; readonly keys: Readonly<Record<string, z.ZodType>> };
  /** Whom it is sent to, each by itself; `['']` where there is nobody to tell apart. */
  targets(settings: Settings): readonly string[];
  /** Whether messages of one thread after the first change what is there. */
  readonly updates: boolean;
  send(message: Message, settings: Settings, tools: SendTools): Promise<Outcome>;
}

export function defineChannel<Settings>(channel: ChannelKind<Settings>): ChannelKind<Settings> {
  return channel;
}
