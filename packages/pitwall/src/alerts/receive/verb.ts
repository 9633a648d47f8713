import { z } from 'zod';
import { PitwallError } from '../../core/errors.ts';
import { defineVerb } from '../../server/verb.ts';
import { countReceived, getReceived, putReceived, type ReceivedAlert } from '../../state/alert-received-table.ts';
import { appendFindings } from '../../state/finding-table.ts';
import type { Labels } from '../labels.ts';
import { findingOf, subjectsOfLabels } from './finding-of.ts';
import { merge } from './merge.ts';
import { fingerprintOfLabels, type SentAlert, sentLimits } from './sent-alert.ts';

/** So many different ones are remembered; from there on only those that are known are taken. */
const mostRemembered = 200_000;

const pairs = z.record(z.string(), z.string());

const inputSchema = z.strictObject({
  source: z.string().min(1).max(200),
  alerts: z
    .array(
      z.strictObject({
        labels: pairs,
        annotations: pairs,
        startsAt: z.number(),
        endsAt: z.number().nullable(),
        timeout: z.boolean(),
        generatorUrl: z.string(),
      }),
    )
    .min(1)
    .max(sentLimits.alertsAtOnce),
});

const subjectsOf = (alerts: readonly { readonly labels: Labels }[]): readonly string[] => [
  ...new Set(alerts.flatMap(({ labels }) => subjectsOfLabels(labels))),
];

/**
 * Alerts of others that are news: one began, ended, or says something else. Whoever sends them says the same again each
 * minute; that goes past this verb, so that the audit tells of changes.
 */
export const alertReceive = defineVerb<
  z.output<typeof inputSchema>,
  { readonly fired: number; readonly changed: number; readonly resolved: number }
>({
  name: 'alert.receive',
  summary: 'Take in alerts that another system raised',
  input: inputSchema,
  subject: ({ alerts }) => subjectsOf(alerts)[0] ?? '',
  objects: ({ alerts }) => subjectsOf(alerts).slice(1),
  record: ({ source, alerts }, output) => ({ source, alerts: alerts.length, ...output }),
  async run(tx, { source, alerts }, { world }) {
    const now = world.now();
    const known = new Map(
      await getReceived(
        tx,
        alerts.map(({ labels }) => fingerprintOfLabels(labels)),
      ),
    );
    const unknown = alerts.filter(({ labels }) => !known.has(fingerprintOfLabels(labels))).length;
    if (unknown > 0 && (await countReceived(tx)) + unknown > mostRemembered) throw tooMany();
    const counts = { fired: 0, changed: 0, resolved: 0 };
    const changed = new Map<string, ReceivedAlert>();
    const news: ReceivedAlert[] = [];
    // one after the other: what is sent twice in one message is one alert
    for (const alert of alerts) {
      const merged = merge(known.get(fingerprintOfLabels(alert.labels)), alert, source, now);
      known.set(merged.alert.id, merged.alert);
      changed.set(merged.alert.id, merged.alert);
      if (merged.news === 'none') continue;
      counts[merged.news] += 1;
      news.push(merged.alert);
    }
    await putReceived(tx, [...changed.values()]);
    await appendFindings(
      tx,
      news.map((alert) => findingOf(alert, now)),
    );
    return counts;
  },
});

/** Whether an alert would be news, as far as is known without waiting for others. */
export const isNews = (known: ReceivedAlert | undefined, alert: SentAlert, source: string, now: number): boolean =>
  merge(known, alert, source, now).news !== 'none';

const tooMany = (): PitwallError =>
  new PitwallError({
    code: 'request.too_many',
    problem: `expected at most ${mostRemembered} different alerts of others, found more`,
    fix: 'Send alerts without labels that are other ones each time, such as a time or a process',
  });
