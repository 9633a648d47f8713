import { setImmediate as turnOfOthers } from 'node:timers/promises';
import { z } from 'zod';
import { alertSettings } from '../../alerts/engine/settings.ts';
import type { Matcher } from '../../alerts/routing/matcher.ts';
import { compilePattern, patternProblem } from '../../alerts/routing/pattern/pattern.ts';
import { readMatchers } from '../../alerts/verbs/silence-matchers.ts';
import { subjectOfAlerts, subjectOfChannel } from '../../alerts/verbs/subjects.ts';
import { PitwallError } from '../../core/errors.ts';
import { decide } from '../../server/actor.ts';
import { listAlerts, type StoredAlert } from '../../state/alert-table.ts';
import { mayReadAlert } from '../alerts/alert-seen.ts';
import { askedMatches } from '../alerts/asked-matchers.ts';
import { quietNow } from '../alerts/quiet-now.ts';
import { given } from '../page-query.ts';
import { defineRoute, type RouteRequest } from '../route.ts';
import { alertGroupSchema, gettableAlertSchema, groupsOf, receiverOf, type Shown, shownAlert } from './alert-form.ts';

const yes = z
  .enum(['true', 'false'])
  .default('true')
  .transform((word) => word === 'true');

/** One matcher, or several; each in a parameter of its own. */
export const filterSchema = z
  .union([z.string().max(2_000), z.array(z.string().max(2_000)).max(50)])
  .default([])
  .transform((filter) => (typeof filter === 'string' ? [filter] : filter))
  .describe('Matchers, such as model="spread"');

/** What is not known is passed over, as an Alertmanager does. */
const querySchema = z.object({
  active: yes.describe('Those of which people are told'),
  silenced: yes.describe('Those that somebody silenced'),
  inhibited: yes.describe('Those that are not told because of others'),
  muted: yes.describe('Those that are not told at this time'),
  unprocessed: yes.describe('There are none'),
  filter: filterSchema,
  receiver: z.string().max(2_000).optional().describe('A regular expression for all of its name'),
});

type Query = z.output<typeof querySchema>;

export const filterOf = (filter: readonly string[]): readonly Matcher[] =>
  filter.flatMap((one) => readMatchers(one, 'filter'));

const common = {
  method: 'GET',
  permission: 'alert.read',
  about: 'listed',
  query: querySchema,
} as const;

export const listAlertsV2 = defineRoute({
  ...common,
  name: 'listAlertsV2',
  path: '/api/v2/alerts',
  summary: 'Alerts that fire, as an Alertmanager says it',
  answers: { 200: { summary: 'All of them', schema: z.array(gettableAlertSchema) } },
  async handle(request) {
    return { status: 200, json: (await shown(request)).map(({ alert }) => alert) };
  },
});

export const listAlertGroupsV2 = defineRoute({
  ...common,
  name: 'listAlertGroupsV2',
  path: '/api/v2/alerts/groups',
  summary: 'Alerts that fire, as they are told together',
  answers: { 200: { summary: 'All groups', schema: z.array(alertGroupSchema) } },
  async handle(request) {
    return { status: 200, json: groupsOf(await shown(request)) };
  },
});

export const listReceiversV2 = defineRoute({
  ...common,
  query: z.object({}),
  name: 'listReceiversV2',
  path: '/api/v2/receivers',
  summary: 'Who is told of alerts',
  answers: { 200: { summary: 'All of them', schema: z.array(z.strictObject({ name: z.string() })) } },
  handle({ server, context: { actor } }) {
    const { routes } = alertSettings(server.config).routes;
    const isSeen = (channel: string): boolean =>
      decide(actor, 'alert.read', subjectOfAlerts).allowed ||
      decide(actor, 'alert.read', subjectOfChannel(channel)).allowed;
    const names = new Set(routes.filter(({ channels }) => channels.every(isSeen)).map(receiverOf));
    return { status: 200, json: [...names].map((name) => ({ name })) };
  },
});

/** Nobody reads more in one answer. */
const mostShown = 20_000;
const atOnce = 1_000;

async function shown({ query, server, context }: RouteRequest<undefined, Query>): Promise<readonly Shown[]> {
  const { filter, receiver, active, silenced, inhibited, muted } = query;
  const settings = alertSettings(server.config);
  const isMatched = askedMatches(filterOf(filter), 'filter');
  const isAddressed = receiver === undefined ? undefined : receiverPattern(receiver);
  const quiet = await quietNow(server, context.actor);
  const now = server.world.now();
  const found: Shown[] = [];
  for await (const alert of firing(server)) {
    if (!mayReadAlert(context.actor, alert.subject) || !isMatched(alert.labels)) continue;
    const one = shownAlert(alert, quiet(alert).quiet, settings, now);
    const { state, silencedBy, inhibitedBy, mutedBy } = one.alert.status;
    if (!active && state === 'active') continue;
    if (!silenced && silencedBy.length > 0) continue;
    if (!inhibited && inhibitedBy.length > 0) continue;
    if (!muted && mutedBy.length > 0) continue;
    if (isAddressed && !one.alert.receivers.some(({ name }) => isAddressed(name))) continue;
    found.push(one);
    if (found.length >= mostShown) break;
  }
  return found;
}

async function* firing({ state }: RouteRequest<undefined, Query>['server']): AsyncGenerator<StoredAlert> {
  let after: string | undefined;
  for (;;) {
    const page = await listAlerts(state.db, {
      states: ['firing', 'acknowledged'],
      limit: atOnce,
      ...given({ after }),
    });
    yield* page.items;
    if (!page.more || page.next === null) return;
    after = page.next;
    // others are answered meanwhile
    await turnOfOthers();
  }
}

function receiverPattern(text: string): (name: string) => boolean {
  const problem = patternProblem(text);
  if (problem === undefined) {
    const pattern = compilePattern(text);
    return (name) => pattern.matches(name);
  }
  throw new PitwallError({
    code: 'request.invalid',
    problem: `expected a regular expression: ${problem}`,
    fix: 'Write it in the syntax of RE2; it matches the whole name',
    place: { field: 'receiver' },
  });
}
