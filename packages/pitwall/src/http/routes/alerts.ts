import { alertEventSchema, alertSchema, alertStates, pageSchema, severities } from '@pitwall/sdk';
import { z } from 'zod';
import { alertSettings } from '../../alerts/engine/settings.ts';
import { readMatchers } from '../../alerts/verbs/silence-matchers.ts';
import { listAlertEvents } from '../../state/alert-event-table.ts';
import { findAlerts, listAlerts, type StoredAlert } from '../../state/alert-table.ts';
import { alertBody, alertEventBody } from '../alerts/alert-body.ts';
import { askedAlert, isOfModel, mayReadAlert } from '../alerts/alert-seen.ts';
import { askedMatches } from '../alerts/asked-matchers.ts';
import { quietNow } from '../alerts/quiet-now.ts';
import { cursorSchema, given, limitSchema } from '../page-query.ts';
import { pageSeen } from '../page-seen.ts';
import { defineRoute, type Reply, type RouteRequest } from '../route.ts';

const readPermission = 'alert.read';

const someOf = (words: readonly string[], most: string) =>
  z
    .string()
    .regex(
      new RegExp(`^(${words.join('|')})(,(${words.join('|')}))*$`),
      `expected some of ${words.join(', ')} with commas between them, found another`,
    )
    .max(100)
    .optional()
    .describe(`One or several of ${words.join(', ')}, with commas between them${most}`);

const text = (what: string) => z.string().min(1).max(1_000).optional().describe(what);

export const listAlertsRoute = defineRoute({
  name: 'listAlerts',
  method: 'GET',
  path: '/api/v1/alerts',
  summary: 'Alerts, those that were first seen last first; those that are open where nothing else is asked',
  permission: readPermission,
  about: 'listed',
  query: z.strictObject({
    state: someOf([...alertStates, 'all'], '; firing and acknowledged where nothing is said'),
    severity: someOf(severities, ''),
    subject: text('Of this subject'),
    model: text('Of this model and of everything below it'),
    rule: text('That this rule made'),
    matchers: z
      .string()
      .min(1)
      .max(2_000)
      .optional()
      .describe('As Alertmanager writes them: severity="high", model=~"a.*"'),
    quiet: z
      .enum(['true', 'false'])
      .optional()
      .describe('true: only those that are silenced, inhibited or muted; false: none'),
    id: z.string().min(1).max(64).optional().describe('The beginning of an id; of any state where none is asked'),
    order: z.enum(['newest', 'oldest']).optional(),
    cursor: cursorSchema,
    limit: limitSchema,
  }),
  tagged: true,
  answers: { 200: { summary: 'A page of them', schema: pageSchema(alertSchema) } },
  async handle({ query, server, context }) {
    const { state, severity, subject, model, rule, order, cursor, limit } = query;
    const settings = alertSettings(server.config);
    const isMatched = askedMatches(query.matchers === undefined ? [] : readMatchers(query.matchers), 'matchers');
    const quiet = await quietNow(server, context.actor);
    const isAsked = (alert: StoredAlert): boolean =>
      mayReadAlert(context.actor, alert.subject) &&
      (model === undefined || isOfModel(alert.subject, model)) &&
      isMatched(alert.labels) &&
      (query.quiet === undefined || quiet(alert).isQuiet === (query.quiet === 'true'));
    const states = statesOf(state, query.id);
    const severitiesAsked =
      severity === undefined ? undefined : severities.filter((one) => severity.split(',').includes(one));
    const filter = given({ states, severities: severitiesAsked, subject, rule });
    const page =
      query.id === undefined
        ? await pageSeen('alert', given({ order, after: cursor, limit }), {
            read: (piece) => listAlerts(server.state.db, { ...filter, ...piece }),
            isSeen: isAsked,
          })
        : await withPrefix(server.state.db, query.id, (one) => isAsked(one) && (states?.includes(one.state) ?? true));
    const items = page.items.map((alert) => alertBody(alert, quiet(alert).quiet, settings));
    return { status: 200, json: { ...page, items } };
  },
});

/** More than so many that begin alike are too many to choose from. */
const mostAlike = 100;

async function withPrefix(db: Parameters<typeof findAlerts>[0], id: string, isAsked: (alert: StoredAlert) => boolean) {
  const found = await findAlerts(db, id, mostAlike);
  return { items: found.filter(isAsked), next: null, more: false };
}

function statesOf(state: string | undefined, id: string | undefined) {
  const asked = state?.split(',') ?? (id === undefined ? ['firing', 'acknowledged'] : ['all']);
  return asked.includes('all') ? undefined : alertStates.filter((one) => asked.includes(one));
}

const params = z.strictObject({ id: z.string().min(1).max(200).describe('Its id') });

export const getAlertRoute = defineRoute({
  name: 'getAlert',
  method: 'GET',
  path: '/api/v1/alerts/{id}',
  summary: 'One alert',
  permission: readPermission,
  about: 'listed',
  params,
  tagged: true,
  answers: { 200: { summary: 'It', schema: alertSchema } },
  problems: [404],
  handle: (request) => alertReply(request, request.params.id),
});

type Asked = Pick<RouteRequest<unknown, unknown>, 'server' | 'context'>;

/** As it is by now; for whoever may read it, or did this to it. */
export async function alertReply({ server, context }: Asked, id: string, verb?: string): Promise<Reply> {
  const alert = await askedAlert(server.state.db, id, context.actor, verb);
  const quiet = await quietNow(server, context.actor);
  return { status: 200, json: alertBody(alert, quiet(alert).quiet, alertSettings(server.config)) };
}

export const alertHistoryRoute = defineRoute({
  name: 'listAlertHistory',
  method: 'GET',
  path: '/api/v1/alerts/{id}/history',
  summary: 'What happened to an alert, the newest first',
  permission: readPermission,
  about: 'listed',
  params,
  query: z.strictObject({
    order: z.enum(['newest', 'oldest']).optional(),
    cursor: cursorSchema,
    limit: limitSchema,
  }),
  tagged: true,
  answers: { 200: { summary: 'A page of it', schema: pageSchema(alertEventSchema) } },
  problems: [404],
  async handle({ params: { id }, query: { cursor, ...query }, server, context }) {
    const alert = await askedAlert(server.state.db, id, context.actor);
    const page = await listAlertEvents(server.state.db, { ...given({ ...query, after: cursor }), alert: alert.id });
    return { status: 200, json: { ...page, items: page.items.map(alertEventBody) } };
  },
});
