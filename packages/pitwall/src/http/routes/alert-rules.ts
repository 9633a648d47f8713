import { type AlertRoute, type AlertRule, alertRoutesSchema, alertRuleSchema } from '@pitwall/sdk';
import { z } from 'zod';
import { alertSettings } from '../../alerts/engine/settings.ts';
import { groupOf } from '../../alerts/grouping/group.ts';
import type { Labels } from '../../alerts/labels.ts';
import { formatMatcher } from '../../alerts/routing/matcher.ts';
import { type Route, routesOf } from '../../alerts/routing/tree.ts';
import { severityMeant } from '../../alerts/rules/foreign-severity.ts';
import { readMatchers } from '../../alerts/verbs/silence-matchers.ts';
import { subjectOfAlerts } from '../../alerts/verbs/subjects.ts';
import { formatDuration } from '../../core/duration.ts';
import { PitwallError } from '../../core/errors.ts';
import { listRuleHits } from '../../state/alert-mark-table.ts';
import { quietNow } from '../alerts/quiet-now.ts';
import { momentText } from '../page-query.ts';
import { defineRoute } from '../route.ts';

const readPermission = 'alert.read';

export const listAlertRulesRoute = defineRoute({
  name: 'listAlertRules',
  method: 'GET',
  path: '/api/v1/alert-rules',
  summary: 'What makes a finding an alert, in the order in which rules are asked, and how often each did',
  permission: readPermission,
  about: () => subjectOfAlerts,
  tagged: true,
  answers: { 200: { summary: 'All of them', schema: z.object({ items: z.array(alertRuleSchema) }) } },
  async handle({ server }) {
    const hits = new Map((await listRuleHits(server.state.db)).map((one) => [one.name, one]));
    const items = alertSettings(server.config).book.rules.map((rule): AlertRule => {
      const { name, title, metrics, subjects, per, severity, fix, runbook } = rule;
      const known = hits.get(name);
      return {
        name,
        title,
        metrics: [...metrics],
        subjects: [...subjects],
        per,
        severity: {
          warning: severity.warning ?? null,
          alert: severity.alert ?? null,
          unknown: severity.unknown ?? null,
        },
        fix,
        runbook,
        hits: known?.hits ?? 0,
        lastAt: known ? momentText(known.lastAt) : null,
      };
    });
    return { status: 200, json: { items } };
  },
});

export const findAlertRoutesRoute = defineRoute({
  name: 'findAlertRoutes',
  method: 'GET',
  path: '/api/v1/alert-routes',
  summary: 'Where an alert with these labels goes, and whether anybody is told of it now',
  permission: readPermission,
  about: () => subjectOfAlerts,
  query: z.strictObject({
    labels: z.string().max(4_000).optional().describe('Labels with their values: model="spread", severity="high"'),
  }),
  answers: { 200: { summary: 'The routes that take it, and what is silenced', schema: alertRoutesSchema } },
  async handle({ query: { labels: text = '' }, server, context }) {
    const labels = readLabels(text);
    const quiet = await quietNow(server, context.actor);
    const about = { id: '', labels };
    const items = routesOf(alertSettings(server.config).routes, labels).map((route) => ({
      ...routeBody(route, labels),
      mutedBy: quiet(about, route).quiet.mutedBy,
    }));
    const { silencedBy, inhibitedBy } = quiet(about).quiet;
    return { status: 200, json: { labels, items, silencedBy, inhibitedBy } };
  },
});

/** As matchers of which each names one value. */
function readLabels(text: string): Record<string, string> {
  const labels = readMatchers(text, 'labels').map(({ name, op, value }) => {
    if (op === '=') return [name, value] as const;
    throw new PitwallError({
      code: 'request.invalid',
      problem: `expected labels with the value of each, found ${formatMatcher({ name, op, value })}`,
      fix: `Write ${name}="…"`,
      place: { field: 'labels' },
    });
  });
  return Object.fromEntries(labels);
}

function routeBody(route: Route, labels: Labels): Omit<AlertRoute, 'mutedBy'> {
  const severity = severityMeant(labels.severity) ?? 'medium';
  return {
    route: pathText(route),
    channels: [...route.channels],
    group: { ...groupOf(route, labels).labels },
    waits: {
      first: formatDuration(route.groupWait(severity)),
      again: formatDuration(route.groupInterval),
      repeat: formatDuration(route.repeatInterval),
    },
  };
}

/** `all → severity="high"` */
const pathText = ({ path }: Route): string =>
  path.map((matchers) => (matchers.length === 0 ? 'all' : matchers.map(formatMatcher).join(', '))).join(' → ');
