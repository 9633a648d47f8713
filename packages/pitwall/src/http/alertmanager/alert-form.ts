import type { Quiet } from '@pitwall/sdk';
import { z } from 'zod';
import type { AlertSettings } from '../../alerts/engine/settings.ts';
import type { Labels } from '../../alerts/labels.ts';
import { resolveTimeout } from '../../alerts/receive/sent-alert.ts';
import { type Route, routesOf } from '../../alerts/routing/tree.ts';
import { byBadness, type StoredAlert } from '../../state/alert-table.ts';
import { momentText } from '../page-query.ts';

const receiverSchema = z.strictObject({ name: z.string() });
const pairs = z.record(z.string(), z.string());

/** `gettableAlert` of Alertmanager's API, to the letter: programs that read it are strict. */
export const gettableAlertSchema = z.strictObject({
  annotations: pairs,
  endsAt: z.string(),
  fingerprint: z.string(),
  receivers: z.array(receiverSchema),
  startsAt: z.string(),
  status: z.strictObject({
    inhibitedBy: z.array(z.string()),
    mutedBy: z.array(z.string()),
    silencedBy: z.array(z.string()),
    state: z.enum(['unprocessed', 'active', 'suppressed']),
  }),
  updatedAt: z.string(),
  generatorURL: z.string(),
  labels: pairs,
});

export type GettableAlert = z.infer<typeof gettableAlertSchema>;

export const alertGroupSchema = z.strictObject({
  alerts: z.array(gettableAlertSchema),
  labels: pairs,
  receiver: receiverSchema,
});

/** An alert of ours with all that Alertmanager says of one. */
export interface Shown {
  readonly alert: GettableAlert;
  readonly routes: readonly Route[];
}

/** A route of ours may lead to several; there a route has one name. */
export const receiverOf = ({ receivers }: Pick<Route, 'receivers'>): string => receivers.join(', ') || 'nobody';

export function shownAlert(
  stored: StoredAlert,
  quiet: Quiet,
  { routes: tree, url }: AlertSettings,
  now: number,
): Shown {
  const { id, labels, title, since, seenAt, runbook, fix, parts } = stored;
  const [worst] = parts.toSorted(byBadness);
  const routes = routesOf(tree, labels);
  const { silencedBy, inhibitedBy, mutedBy } = quiet;
  const isQuiet = silencedBy.length + inhibitedBy.length + mutedBy.length > 0;
  const mend = fix ?? worst?.fix ?? null;
  return {
    routes,
    alert: {
      annotations: {
        title,
        summary: worst?.message ?? title,
        ...(mend === null ? {} : { fix: mend }),
        ...(runbook === null ? {} : { runbook_url: runbook }),
      },
      endsAt: momentText(now + resolveTimeout),
      fingerprint: id,
      receivers: [...new Set(routes.map(receiverOf))].map((name) => ({ name })),
      startsAt: momentText(since),
      status: { inhibitedBy, mutedBy, silencedBy, state: isQuiet ? 'suppressed' : 'active' },
      updatedAt: momentText(seenAt),
      generatorURL: url === null ? '' : `${url}/alerts/${id}`,
      labels: { ...labels },
    },
  };
}

/** As they are told together: by route, and by the labels that its messages are grouped by. */
export function groupsOf(shown: readonly Shown[]): z.infer<typeof alertGroupSchema>[] {
  const groups = new Map<string, { labels: Labels; receiver: string; alerts: GettableAlert[] }>();
  for (const { alert, routes } of shown) {
    for (const route of routes) {
      const labels = groupLabels(route, alert.labels);
      const key = JSON.stringify([route.id, Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
      const group = groups.get(key) ?? { labels, receiver: receiverOf(route), alerts: [] };
      groups.set(key, group);
      group.alerts.push(alert);
    }
  }
  return [...groups.values()].map(({ labels, receiver, alerts }) => ({
    alerts,
    labels: { ...labels },
    receiver: { name: receiver },
  }));
}

const groupLabels = ({ groupBy }: Route, labels: Labels): Labels =>
  groupBy === 'all'
    ? labels
    : Object.fromEntries(
        groupBy.flatMap((name) => (Object.hasOwn(labels, name) ? [[name, labels[name] ?? ''] as const] : [])),
      );
