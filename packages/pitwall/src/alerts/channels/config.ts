import { type Severity, severities } from '@pitwall/sdk';
import { z } from 'zod';
import { durationMilliseconds, durationSchema } from '../../core/duration.ts';
import { closest } from '../../core/suggest.ts';
import type { MessageTemplate } from '../message/template/apply.ts';
import { templateSchema } from '../message/template/config.ts';
import { besideMistakes, besideShape, settingsOf } from './beside.ts';
import type { ChannelKind } from './channel.ts';
import { channelKinds } from './kinds.ts';

const ageSchema = z.union([z.literal('never'), durationSchema]);

/** Of an alert that is low nobody wants to hear hours later; one that is critical is told however late it is. */
const usualAges = { low: '15m', medium: '2h', high: '12h', critical: 'never' } as const;

const ageBySeverity = z.strictObject({
  low: ageSchema.default(usualAges.low).describe('Of messages of low severity'),
  medium: ageSchema.default(usualAges.medium).describe('Of messages of medium severity'),
  high: ageSchema.default(usualAges.high).describe('Of messages of high severity'),
  critical: ageSchema.default(usualAges.critical).describe('Of messages of critical severity'),
});

const rateSchema = z.strictObject({
  messages: z.int().min(1).max(1_000_000).default(20).describe('So many at the most'),
  per: durationSchema
    .refine((text) => durationMilliseconds(text) >= 1_000, { error: 'expected at least 1s' })
    .default('1m')
    .describe('In so much time'),
});

const deliveryShape = {
  fallback: z
    .string()
    .min(1)
    .optional()
    .describe(
      'The channel that is used where this one refuses a message, is broken, or does not deliver in time; console and file where not said',
    ),
  fallback_after: durationSchema
    .default('30s')
    .describe('How long a message of high or critical severity waits before the fallback is used as well'),
  fallback_mode: z
    .enum(['instead', 'also'])
    .default('instead')
    .describe('instead: what the fallback delivered is not tried here any more; also: it is'),
  send_resolved: z.boolean().default(true).describe('Whether it is told that something is over'),
  rate: rateSchema
    .prefault({})
    .describe('How much is sent at the most; what is beyond it is told together, in one message'),
  max_age: z
    .union([ageSchema, ageBySeverity])
    .default(usualAges)
    .describe(
      'A message that could not be delivered for so long is told together with others, once; by severity, or one for all',
    ),
  give_up_after: durationSchema
    .default('72h')
    .describe('For how long it is tried; then the message is kept as dead, and can be sent again by hand'),
  template: templateSchema.optional(),
} as const;

const deliverySchema = z.strictObject(deliveryShape);

/** What a channel says of how it is delivered to, beside its kind. */
type DeliverySettings = z.output<typeof deliverySchema>;

/** A channel as it is configured: one key says of which kind it is and holds the settings of that. */
export type ChannelConfig = DeliverySettings & { readonly [kind: string]: unknown };

export type ChannelsConfig = Readonly<Record<string, ChannelConfig>>;

const namePattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

/** `alerts.channels` of the configuration. */
export function channelsSchemaOf(kinds: readonly ChannelKind<unknown>[]): z.ZodType<ChannelsConfig, unknown> {
  const names = kinds.map(({ kind }) => kind);
  const kindShape = Object.fromEntries(
    kinds.map(({ kind, settings, summary, beside }) => [
      kind,
      (beside ? z.union([z.string().min(1), settings]) : settings).optional().describe(summary),
    ]),
  );
  const shape = { ...kindShape, ...besideShape(kinds), ...deliveryShape };
  const channelSchema = z.strictObject(shape).superRefine((channel, context) => {
    const said = names.filter((kind) => (channel as Readonly<Record<string, unknown>>)[kind] !== undefined);
    const kind = kinds.find((one) => one.kind === said[0]);
    // what is wrong by itself is told already
    if (said.length === 1 && kind && context.issues.length === 0) {
      for (const { path, message } of besideMistakes(kind, channel, kinds)) {
        context.addIssue({ code: 'custom', path: [...path], message });
      }
    }
    // a kind that is mistyped is one mistake, not two
    if (said.length === 1 || context.issues.some(({ code }) => code === 'unrecognized_keys')) return;
    context.addIssue({
      code: 'custom',
      message: `expected one key that says what kind of channel it is, found ${said.length === 0 ? 'none' : said.join(' and ')}`,
      params: {
        fix:
          said.length === 0
            ? `Add one of: ${names.join(', ')}`
            : 'Make a channel of each, and name one as the fallback',
      },
    });
  });
  const schema = z
    .record(z.string().min(1), channelSchema)
    .superRefine((channels, context) => {
      const message = 'expected a name of letters, digits, _, - and dots, 64 at the most';
      for (const name of Object.keys(channels))
        if (!namePattern.test(name)) context.addIssue({ code: 'custom', path: [name], message });
      for (const mistake of fallbackMistakes(channels as unknown as ChannelsConfig)) {
        const { name, message, fix } = mistake;
        context.addIssue({ code: 'custom', path: [name, 'fallback'], message, params: { fix } });
      }
    })
    .describe(
      'Ways to reach people, by a name of your own; the console and the file alerts.jsonl where there are none',
    );
  return schema as unknown as z.ZodType<ChannelsConfig, unknown>;
}

export const channelsSchema = channelsSchemaOf(channelKinds);

interface FallbackMistake {
  readonly name: string;
  readonly message: string;
  readonly fix: string;
}

function fallbackMistakes(channels: ChannelsConfig): readonly FallbackMistake[] {
  const mistakes: FallbackMistake[] = [];
  const told = new Set<string>();
  for (const [name, { fallback }] of Object.entries(channels)) {
    if (fallback === undefined) continue;
    if (channels[fallback] === undefined && !isAlwaysThere(fallback, channels)) {
      const meant = closest(fallback, Object.keys(channels));
      const fix = meant === undefined ? `Use one of: ${Object.keys(channels).join(', ')}` : `Did you mean \`${meant}\``;
      mistakes.push({ name, message: `there is no channel \`${fallback}\``, fix });
      continue;
    }
    const circle = circleFrom(name, channels);
    if (circle === undefined || circle.some((one) => told.has(one))) continue;
    for (const one of circle) told.add(one);
    mistakes.push({
      name,
      message: `expected a chain of fallbacks that ends, found a circle: ${[...circle, name].join(' → ')}`,
      fix: 'Take one of them out; behind the last channel of a chain the console and the file are used in any case',
    });
  }
  return mistakes;
}

/** The channels of the circle that one is in; undefined where it is in none. */
function circleFrom(name: string, channels: ChannelsConfig): readonly string[] | undefined {
  const seen = [name];
  for (let next = channels[name]?.fallback; next !== undefined; next = channels[next]?.fallback) {
    if (next === name) return seen;
    if (seen.includes(next)) return undefined;
    seen.push(next);
  }
  return undefined;
}

/** What is there although nobody configured it, and never fails for what happens elsewhere. */
const lastResort = ['console', 'file'] as const;

/** Where somebody configured one of this kind, that one has a name of its own. */
const isAlwaysThere = (name: string, channels: ChannelsConfig): boolean =>
  lastResort.some((one) => one === name) && Object.values(channels).every((channel) => channel[name] === undefined);

const lastResortSettings: Readonly<Record<(typeof lastResort)[number], unknown>> = {
  console: true,
  file: 'alerts.jsonl',
};

/** A channel with everything that its delivery asks for; times in milliseconds. */
export interface Channel {
  readonly name: string;
  readonly kind: ChannelKind<unknown>;
  readonly settings: unknown;
  /** Where its messages go when it fails; none behind the last one. */
  readonly fallbacks: readonly string[];
  readonly fallbackAfter: number;
  readonly fallbackMode: 'instead' | 'also';
  readonly sendsResolved: boolean;
  readonly rate: { readonly messages: number; readonly per: number };
  /** From which age on a message is not told by itself any more; null where it always is. */
  readonly maxAge: Readonly<Record<Severity, number | null>>;
  readonly giveUpAfter: number;
  /** What its messages say, in words of somebody's own. */
  readonly template: MessageTemplate | null;
  /** False where it is only there for what nobody else delivers. */
  readonly isConfigured: boolean;
}

export type Channels = ReadonlyMap<string, Channel>;

/**
 * All channels by name: those of the configuration, and the console and the file `alerts.jsonl` beside the configuration
 * for what no other channel delivers. Where none is configured these two are the channels.
 */
export function resolveChannels(
  config: ChannelsConfig,
  kinds: readonly ChannelKind<unknown>[] = channelKinds,
): Channels {
  const byKind = new Map(kinds.map((kind) => [kind.kind, kind]));
  const configured = Object.entries(config).flatMap(([name, channel]) => {
    const kind = kinds.find((one) => channel[one.kind] !== undefined);
    return kind ? [{ name, kind, settings: settingsOf(kind, channel), delivery: channel, isConfigured: true }] : [];
  });
  const added = lastResort.flatMap((name) => {
    const kind = byKind.get(name);
    // one of this kind is as good, and one of this name is somebody's own
    const isThere = configured.some((one) => one.kind === kind || one.name === name);
    if (!kind || isThere) return [];
    const settings = kind.settings.parse(lastResortSettings[name]);
    const isConfigured = configured.length === 0;
    return [{ name, kind, settings, delivery: deliverySchema.parse({}), isConfigured }];
  });
  const all = [...configured, ...added];
  const last = lastResort.flatMap((kind) => all.find((one) => one.kind.kind === kind) ?? []);
  return new Map(
    all.map(({ name, kind, settings, delivery, isConfigured }): [string, Channel] => [
      name,
      {
        name,
        kind,
        settings,
        fallbacks: delivery.fallback === undefined ? behind(kind.kind, last) : [delivery.fallback],
        fallbackAfter: durationMilliseconds(delivery.fallback_after),
        // what stands on a console is read by nobody for certain
        fallbackMode: delivery.fallback === undefined ? 'also' : delivery.fallback_mode,
        sendsResolved: delivery.send_resolved,
        rate: { messages: delivery.rate.messages, per: durationMilliseconds(delivery.rate.per) },
        maxAge: agesOf(delivery.max_age),
        giveUpAfter: durationMilliseconds(delivery.give_up_after),
        template: delivery.template ?? null,
        isConfigured,
      },
    ]),
  );
}

/** What stands at the end of every chain: a file that cannot be written has the console behind it, and nothing is behind that. */
function behind(kind: string, last: readonly { readonly name: string; readonly kind: { readonly kind: string } }[]) {
  if (kind === 'console') return [];
  return last.filter((one) => one.kind.kind !== kind).map(({ name }) => name);
}

function agesOf(age: DeliverySettings['max_age']): Channel['maxAge'] {
  const lengthOf = (text: string): number | null => (text === 'never' ? null : durationMilliseconds(text));
  const entries = severities.map((severity) => [severity, lengthOf(typeof age === 'string' ? age : age[severity])]);
  return Object.fromEntries(entries) as Channel['maxAge'];
}
