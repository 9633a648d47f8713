import type { z } from 'zod';
import type { ChannelKind } from './channel.ts';

type Kind = Pick<ChannelKind<unknown>, 'kind' | 'settings' | 'beside'>;
type Given = Readonly<Record<string, unknown>>;

/** All keys that may stand beside one of the kinds. */
export function besideShape(kinds: readonly Kind[]): Record<string, z.ZodType> {
  const keys = kinds.flatMap(({ beside }) => Object.entries(beside?.keys ?? {}));
  return Object.fromEntries(keys.map(([key, schema]) => [key, schema.optional()]));
}

/** What a channel of this kind is set up with, wherever it stands. */
export function settingsOf(kind: Kind, channel: Given): unknown {
  const whole = wholeOf(kind, channel);
  return whole === undefined ? channel[kind.kind] : kind.settings.parse(whole);
}

interface Mistake {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

export function besideMistakes(kind: Kind, channel: Given, kinds: readonly Kind[]): readonly Mistake[] {
  const whole = wholeOf(kind, channel);
  const own = whole === undefined ? [] : Object.keys(kind.beside?.keys ?? {});
  const foreign = Object.keys(besideShape(kinds)).filter((key) => channel[key] !== undefined && !own.includes(key));
  const lost = foreign.map((key) => ({
    path: [key],
    message: `expected no \`${key}\` beside \`${kind.kind}\` as it is given here`,
  }));
  const read = whole === undefined ? undefined : kind.settings.safeParse(whole);
  const wrong = read?.success === false ? read.error.issues : [];
  const short = kind.beside?.short;
  return [
    ...lost,
    ...wrong.map(({ path: [first, ...rest], message }) => ({
      path: first === short || first === undefined ? [kind.kind] : [first, ...rest],
      message:
        channel[String(first)] === undefined && first !== short
          ? `expected \`${String(first)}\` beside \`${kind.kind}\``
          : message,
    })),
  ];
}

/** Undefined where the kind has all its keys within. */
function wholeOf({ kind, beside }: Kind, channel: Given): Given | undefined {
  const text = channel[kind];
  if (!beside || typeof text !== 'string') return undefined;
  const keys = Object.keys(beside.keys).filter((key) => channel[key] !== undefined);
  return { [beside.short]: text, ...Object.fromEntries(keys.map((key) => [key, channel[key]])) };
}
