import { z } from 'zod';
import { nextWindow, type SilenceSchedule, silenceState } from '../../alerts/quiet/silence.ts';
import { formatMatchers, matches, parseMatchers } from '../../alerts/routing/matcher.ts';
import { alertSilence, newSilenceId } from '../../alerts/verbs/alert-silence.ts';
import { alertUnsilence } from '../../alerts/verbs/alert-unsilence.ts';
import { missingSilence, subjectOfSilence } from '../../alerts/verbs/subject-of-silence.ts';
import { subjectOfAlerts } from '../../alerts/verbs/subjects.ts';
import { day } from '../../core/duration.ts';
import { decide } from '../../server/actor.ts';
import type { Context } from '../../server/context.ts';
import { perform } from '../../server/perform.ts';
import { getSilence, listSilences, type StoredSilence } from '../../state/alert-silence-table.ts';
import { mayReadSilence } from '../alerts/silence-seen.ts';
import { given, momentText } from '../page-query.ts';
import { readJson } from '../read-json.ts';
import { defineRoute } from '../route.ts';
import { filterOf, filterSchema } from './alert-routes.ts';

const matcherSchema = z.object({
  name: z
    .string()
    .max(1_000)
    .regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, 'expected the name of a label'),
  value: z.string().max(2_000),
  isRegex: z.boolean(),
  isEqual: z.boolean().default(true),
});

/** `gettableSilence` of Alertmanager's API. */
const gettableSilenceSchema = z.strictObject({
  id: z.string(),
  status: z.strictObject({ state: z.enum(['expired', 'active', 'pending']) }),
  updatedAt: z.string(),
  comment: z.string(),
  createdBy: z.string(),
  endsAt: z.string(),
  matchers: z.array(matcherSchema),
  startsAt: z.string(),
});

const operators = { '=': [false, true], '!=': [false, false], '=~': [true, true], '!~': [true, false] } as const;

/** Where an end must be said and there is none. */
const farAway = 3_650 * day;

function silenceForm(silence: StoredSilence, now: number): z.infer<typeof gettableSilenceSchema> {
  const { id, reason, author, changedAt } = silence;
  const schedule = silence.schedule === null ? null : (JSON.parse(silence.schedule) as SilenceSchedule);
  const state = silenceState({ ...silence, schedule }, now);
  // of one that comes again, the time in which it holds now or will hold next
  const window =
    schedule !== null && state !== 'expired' ? nextWindow(schedule, Math.max(now, silence.startsAt)) : null;
  const startsAt = window?.from ?? silence.startsAt;
  return {
    id,
    status: { state },
    updatedAt: momentText(changedAt),
    comment: reason,
    createdBy: author,
    endsAt: momentText(window?.to ?? silence.endsAt ?? startsAt + farAway),
    matchers: parseMatchers(silence.matchers).map(({ name, value, op }) => {
      const [isRegex, isEqual] = operators[op];
      return { name, value, isRegex, isEqual };
    }),
    startsAt: momentText(startsAt),
  };
}

/** As many as an answer holds; those that are over are the first to be left out. */
const mostSilences = 1_000;

export const listSilencesV2 = defineRoute({
  name: 'listSilencesV2',
  method: 'GET',
  path: '/api/v2/silences',
  summary: 'Silences, as an Alertmanager says it',
  permission: 'alert.read',
  about: 'listed',
  query: z.object({ filter: filterSchema }),
  answers: { 200: { summary: 'All of them', schema: z.array(gettableSilenceSchema) } },
  async handle({ query, server, context }) {
    const { state, world } = server;
    const now = world.now();
    const filter = filterOf(query.filter);
    const isSeen = await mayReadSilence(state.db, context.actor);
    const standing = await listSilences(state.db, { from: now, limit: mostSilences });
    const all = await listSilences(state.db, { limit: mostSilences });
    const known = new Map([...standing.items, ...all.items].map((silence) => [silence.id, silence]));
    const items = [...known.values()]
      .filter((silence) => isSeen(silence) && isNamed(silence, filter))
      .map((silence) => silenceForm(silence, now));
    return { status: 200, json: items };
  },
});

/** A filter is held against what the silence says of a label. */
function isNamed({ matchers }: StoredSilence, filter: ReturnType<typeof filterOf>): boolean {
  const said = Object.fromEntries(parseMatchers(matchers).map(({ name, value }) => [name, value]));
  return matches(filter, said);
}

const params = z.strictObject({ id: z.string().min(1).max(200).describe('Its id') });

export const getSilenceV2 = defineRoute({
  name: 'getSilenceV2',
  method: 'GET',
  path: '/api/v2/silence/{id}',
  summary: 'One silence, as an Alertmanager says it',
  permission: 'alert.read',
  about: 'listed',
  params,
  answers: { 200: { summary: 'It', schema: gettableSilenceSchema } },
  problems: [404],
  async handle({ params: { id }, server, context }) {
    const found = await getSilence(server.state.db, id);
    const isSeen = await mayReadSilence(server.state.db, context.actor);
    if (!found || !isSeen(found)) throw missingSilence();
    return { status: 200, json: silenceForm(found, server.world.now()) };
  },
});

const moment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** `postableSilence` of Alertmanager's API; what newer versions add is passed over. */
const postableSchema = z.object({
  id: z.string().max(200).optional().describe('Of the one whose place it takes'),
  matchers: z.array(matcherSchema).min(1).max(100),
  startsAt: moment,
  endsAt: moment,
  createdBy: z.string().max(200).describe('Kept in the comment: who asked is known by their key'),
  comment: z.string().max(1_500),
});

export const postSilenceV2 = defineRoute({
  name: 'postSilenceV2',
  method: 'POST',
  path: '/api/v2/silences',
  summary: 'Make a silence as an Alertmanager does; one that is named in `id` ends, and this one takes its place',
  permission: alertSilence.name,
  about: () => subjectOfAlerts,
  body: {
    types: { 'application/json': postableSchema },
    example: {
      matchers: [{ name: 'model', value: 'spread', isRegex: false, isEqual: true }],
      startsAt: '2026-03-01T19:30:00Z',
      endsAt: '2036-01-01T00:00:00Z',
      createdBy: 'ada',
      comment: 'the feed moves',
    },
  },
  answers: { 200: { summary: 'It is there', schema: z.strictObject({ silenceID: z.string() }) } },
  problems: [404, 422],
  async handle({ body, server, context }) {
    const { id: before, matchers, startsAt, endsAt, createdBy, comment } = readJson(postableSchema, body);
    const { state, world } = server;
    if (before !== undefined && before !== '' && !(await getSilence(state.db, before))) throw missingSilence();
    const text = formatMatchers(
      matchers.map(({ name, value, isRegex, isEqual }) => ({ name, value, op: operatorOf(isRegex, isEqual) })),
    );
    const { output } = await perform(context, alertSilence, {
      id: newSilenceId(world),
      matchers: text,
      reason: createdBy === '' ? comment : `${comment} (${createdBy})`,
      ...given({ from: startsAt > world.now() ? startsAt : undefined }),
      until: endsAt,
    });
    // after the new one is there, so that nobody is told in between
    if (before !== undefined && before !== '') await endIfOpen(context, before);
    return { status: 200, json: { silenceID: output.id } };
  },
});

const operatorOf = (isRegex: boolean, isEqual: boolean) => (isRegex ? (isEqual ? '=~' : '!~') : isEqual ? '=' : '!=');

async function endIfOpen(context: Context, id: string): Promise<void> {
  const found = await getSilence(context.state.db, id);
  if (!found || (found.endsAt !== null && found.endsAt <= context.world.now())) return;
  await perform(context, alertUnsilence, { id, subject: await subjectOfSilence(context.state.db, found) });
}

export const deleteSilenceV2 = defineRoute({
  name: 'deleteSilenceV2',
  method: 'DELETE',
  path: '/api/v2/silence/{id}',
  summary: 'End a silence as an Alertmanager does; it stays in the list',
  permission: alertUnsilence.name,
  about: 'listed',
  params,
  answers: { 200: { summary: 'It is over' } },
  problems: [404, 409],
  async handle({ params: { id }, server, context }) {
    const { db } = server.state;
    const found = await getSilence(db, id);
    const subject = found && (await subjectOfSilence(db, found));
    const isSeen = await mayReadSilence(db, context.actor);
    if (!found || !subject || !(isSeen(found) || decide(context.actor, alertUnsilence.name, subject).allowed))
      throw missingSilence();
    await perform(context, alertUnsilence, { id: found.id, subject });
    return { status: 200 };
  },
});
