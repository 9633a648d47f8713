import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { validate } from '../../config/validate.ts';
import { PitwallError } from '../../core/errors.ts';
import { defineChannel } from './channel.ts';
import { channelsSchema, channelsSchemaOf, resolveChannels } from './config.ts';

const kind = (name: string) =>
  defineChannel<string | { url: string }>({
    kind: name,
    summary: 'A way',
    settings: z.union([z.string(), z.strictObject({ url: z.string() })]),
    targets: () => [''],
    updates: false,
    send: async () => ({ kind: 'delivered', detail: '' }),
  });
const kinds = [kind('slack'), kind('mail')];
const schema = channelsSchemaOf(kinds);

function mistakes(config: unknown): readonly string[] {
  try {
    validate(z.strictObject({ channels: schema }), { channels: config }, (path) => ({ field: path.join('.') }));
  } catch (error) {
    if (!(error instanceof PitwallError)) throw error;
    return [error, ...error.more].map(({ place, problem, fix }) => `${place.field}: ${problem}. ${fix}`);
  }
  return [];
}

describe('channels of the configuration', () => {
  it('say in one key of which kind they are, short or long', () => {
    expect(mistakes({ a: { slack: 'https://x' }, b: { mail: { url: 'y' }, fallback: 'a' } })).toEqual([]);
    const channels = resolveChannels(schema.parse({ a: { slack: 's' }, b: { mail: { url: 'y' } } }), kinds);
    expect([...channels.values()].map(({ name, kind: of, settings }) => [name, of.kind, settings])).toEqual([
      ['a', 'slack', 's'],
      ['b', 'mail', { url: 'y' }],
    ]);
  });

  it.each([
    [
      { a: {} },
      'channels.a: expected one key that says what kind of channel it is, found none. Add one of: slack, mail',
    ],
    [
      { a: { slack: 'x', mail: 'y' } },
      'channels.a: expected one key that says what kind of channel it is, found slack and mail. Make a channel of each, and name one as the fallback',
    ],
    [{ a: { slak: 'x' } }, 'channels.a: there is no key `slak` in `channels.a`. Did you mean `slack`'],
    [
      { ops: { slack: 'x', fallback: 'opps' } },
      'channels.ops.fallback: there is no channel `opps`. Did you mean `ops`',
    ],
    [
      { a: { slack: 'x', fallback: 'b' }, b: { slack: 'x', fallback: 'c' }, c: { slack: 'x', fallback: 'b' } },
      'channels.b.fallback: expected a chain of fallbacks that ends, found a circle: b → c → b. Take one of them out; behind the last channel of a chain the console and the file are used in any case',
    ],
    [
      { a: { slack: 'x', fallback: 'a' } },
      'channels.a.fallback: expected a chain of fallbacks that ends, found a circle: a → a. Take one of them out; behind the last channel of a chain the console and the file are used in any case',
    ],
    [
      { a: { slack: 'x', rate: { per: '0.1s' } } },
      'channels.a.rate.per: expected at least 1s. Change `channels.a.rate.per`',
    ],
  ])('that are wrong are told with their place: %j', (config, told) => {
    expect(mistakes(config)).toEqual([told]);
  });

  it('have names that can be part of an address', () => {
    expect(mistakes({ 'a b': { slack: 'x' } })).toEqual([
      'channels.a b: expected a name of letters, digits, _, - and dots, 64 at the most. Change `channels.a b`',
    ]);
  });

  it('keep high messages for twelve hours, critical ones always, and others for less, where nothing else is said', () => {
    const of = (settings: object) => resolveChannels(schema.parse({ a: { slack: 'x', ...settings } }), kinds).get('a');
    const hour = 3_600_000;
    expect(of({})).toMatchObject({
      fallbackAfter: 30_000,
      giveUpAfter: 72 * hour,
      rate: { messages: 20, per: 60_000 },
      maxAge: { low: hour / 4, medium: 2 * hour, high: 12 * hour, critical: null },
      sendsResolved: true,
      fallbackMode: 'also',
    });
    expect(of({ max_age: '1h' })?.maxAge).toEqual({ low: hour, medium: hour, high: hour, critical: hour });
    expect(of({ max_age: { low: 'never' } })?.maxAge).toMatchObject({ low: null, medium: 2 * hour });
    expect(of({ fallback: 'console' })).toMatchObject({ fallbacks: ['console'], fallbackMode: 'instead' });
  });
});

describe('the last resort', () => {
  it('is the console and a file, which are the channels where none is configured', () => {
    const channels = [...resolveChannels(channelsSchema.parse({})).values()];
    expect(channels.map(({ name, isConfigured, fallbacks }) => [name, isConfigured, fallbacks])).toEqual([
      ['console', true, []],
      ['file', true, ['console']],
    ]);
  });

  it('stands behind every other channel, and is not a channel of its own there', () => {
    const channels = resolveChannels(channelsSchema.parse({ ops: { webhook: { url: 'https://example.com/x' } } }));
    expect(channels.get('ops')?.fallbacks).toEqual(['console', 'file']);
    expect(channels.get('file')).toMatchObject({ isConfigured: false, fallbacks: ['console'] });
  });

  it('is the one that somebody configured where there is one of its kind', () => {
    const channels = resolveChannels(
      channelsSchema.parse({ log: { file: 'x.jsonl' }, ops: { webhook: { url: 'https://example.com/x' } } }),
    );
    expect([...channels.keys()].sort()).toEqual(['console', 'log', 'ops']);
    expect(channels.get('ops')?.fallbacks).toEqual(['console', 'log']);
  });
});
