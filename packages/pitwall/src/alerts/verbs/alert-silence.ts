import { z } from 'zod';
import { PitwallError } from '../../core/errors.ts';
import { defineVerb } from '../../server/verb.ts';
import type { World } from '../../server/world.ts';
import { addSilence } from '../../state/alert-silence-table.ts';
import { silenceScheduleSchema } from '../quiet/maintenance.ts';
import { matchesEverything, readMatchers, writeMatchers } from './silence-matchers.ts';
import { endOf, neededSpan, spanShape } from './span.ts';
import { subjectOfAlerts } from './subjects.ts';

export const reasonSchema = z.string().trim().min(1).max(2_000).describe('Why; whoever wonders later reads it');

export const matchersTextSchema = z
  .string()
  .min(1)
  .max(2_000)
  .describe('As Alertmanager writes them: severity="high", model=~"spread-.*"');

export const againSchema = silenceScheduleSchema
  .pick({ cron: true, time_zone: true })
  .describe('It comes again, each time for as long as `for` says');

export const silenceIdSchema = z.string().regex(/^[0-9a-f-]{36}$/, 'expected the id of a silence');

const inputSchema = z.strictObject({
  id: silenceIdSchema,
  matchers: matchersTextSchema,
  reason: reasonSchema,
  from: z.int().optional().describe('When it begins; at once where nothing is said'),
  ...spanShape,
  again: againSchema.optional(),
  all: z.boolean().default(false).describe('Also where it matches every alert there can be'),
});
type Input = z.output<typeof inputSchema>;

/** Reasons are kept with the silence and not in the audit: they may say anything about anybody. */
export const alertSilence = defineVerb<Input, { readonly id: string }>({
  name: 'alert.silence',
  summary: 'Tell nobody of the alerts that match, for a time',
  input: inputSchema,
  subject: () => subjectOfAlerts,
  record: ({ id, matchers }) => ({ id, matchers }),
  identity: ({ id: _, ...input }) => input,
  async run(tx, input, { actor, world }) {
    const { id, again, all, reason } = input;
    const matchers = readMatchers(input.matchers);
    if (!all && matchesEverything(matchers)) throw everything();
    const now = world.now();
    const startsAt = Math.max(input.from ?? now, now);
    const { endsAt, schedule } = again
      ? coming(input, again, startsAt)
      : { ...once(input, startsAt, now), schedule: null };
    const made = { id, matchers: writeMatchers(matchers), reason, author: actor.name, startsAt, endsAt, schedule };
    await addSilence(tx, { ...made, madeAt: now });
    return { id };
  },
});

function once(input: Input, startsAt: number, now: number): { readonly endsAt: number } {
  const endsAt = endOf(input, startsAt, now);
  if (endsAt === null) throw neededSpan();
  return { endsAt };
}

function coming({ for: length, until }: Input, again: NonNullable<Input['again']>, startsAt: number) {
  if (length === undefined) throw neededSpan();
  // of one that comes again `for` is said of each time, and `until` of all of it
  endOf({ for: length }, startsAt);
  return { endsAt: endOf({ until }, startsAt), schedule: JSON.stringify({ ...again, for: length }) };
}

/** In the form that programs which speak to an Alertmanager expect of an id. */
export function newSilenceId({ random }: Pick<World, 'random'>): string {
  const bytes = random(16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const everything = (): PitwallError =>
  new PitwallError({
    code: 'silence.all',
    problem: 'expected matchers that say which alerts are meant, found ones that hold for any alert they do not name',
    fix: 'Name a value of a label, such as model="spread-picker", or say --all where all of them are meant',
    place: { field: 'matchers' },
  });
