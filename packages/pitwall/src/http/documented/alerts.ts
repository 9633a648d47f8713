import { type Alert, type Page, severities, severitySchema } from '@pitwall/sdk';
import { z } from 'zod';
import { allOpen } from '../../alerts/engine/open-alerts.ts';
import { alertAcknowledge } from '../../alerts/verbs/alert-acknowledge.ts';
import { alertRaise, raiseShape } from '../../alerts/verbs/alert-raise.ts';
import { alertResolve } from '../../alerts/verbs/alert-resolve.ts';
import { subjectOfAlerts } from '../../alerts/verbs/subjects.ts';
import { PitwallError } from '../../core/errors.ts';
import { perform } from '../../server/perform.ts';
import { askedAlert, mayReadAlert } from '../alerts/alert-seen.ts';
import { momentText } from '../page-query.ts';
import { readJson } from '../read-json.ts';
import { listAlertsRoute } from '../routes/alerts.ts';
import { serving } from './documented.ts';

const listedSchema = z.strictObject({
  id: z.string(),
  severity: severitySchema,
  status: z.string(),
  component: z.string(),
  title: z.string(),
  message: z.string(),
  created_at: z.string(),
  resolved_at: z.string().nullable(),
  acknowledged_by: z.string().nullable(),
  acknowledged_at: z.string().nullable(),
  count: z.int(),
});

const alertListSchema = z.strictObject({
  alerts: z.array(listedSchema),
  summary: z.strictObject({
    open: z.int().describe('Of all that whoever asks may see'),
    by_severity: z.record(severitySchema, z.int()),
  }),
  next: z.string().nullable(),
});

const listed = (alert: Alert): z.infer<typeof listedSchema> => ({
  id: alert.id,
  severity: alert.severity,
  status: alert.state,
  component: alert.subject,
  title: alert.title,
  message: alert.summary,
  created_at: alert.since,
  resolved_at: alert.resolvedAt,
  acknowledged_by: alert.acknowledgement?.by ?? null,
  acknowledged_at: alert.acknowledgement?.at ?? null,
  count: alert.count,
});

export const servedAlerts = serving({
  about: 'listed',
  ...(listAlertsRoute.query ? { query: listAlertsRoute.query } : {}),
  answers: { 200: { summary: 'A page of them, and how many there are', schema: alertListSchema } },
  async handle(request) {
    const { items, next } = (await listAlertsRoute.handle(request)).json as Page<Alert>;
    const { state } = request.server;
    const open = (await allOpen(state, state.db)).filter(({ subject }) => mayReadAlert(request.context.actor, subject));
    const counts = severities.map((one) => [one, open.filter(({ severity }) => severity === one).length]);
    const summary = { open: open.length, by_severity: Object.fromEntries(counts) };
    return { status: 200, json: { alerts: items.map(listed), summary, next } };
  },
});

const id = z.string().min(1).max(200);
const acknowledgedSchema = z.strictObject({
  success: z.literal(true),
  alert_id: z.string(),
  acknowledged_by: z.string(),
  acknowledged_at: z.string(),
});

export const servedAcknowledge = serving<{ readonly alert_id: string }>({
  about: 'listed',
  answers: { 200: { summary: 'Somebody has it', schema: acknowledgedSchema } },
  problems: [404, 409],
  async handle({ params: { alert_id: alert }, context, server }) {
    const { subject } = await askedAlert(server.state.db, alert, context.actor, alertAcknowledge.name);
    await perform(context, alertAcknowledge, { alert, subject });
    const at = momentText(server.world.now());
    const json = { success: true, alert_id: alert, acknowledged_by: context.actor.name, acknowledged_at: at };
    return { status: 200, json };
  },
});

const resolveSchema = z
  .strictObject({ alert_id: id.optional(), alert_ids: z.array(id).min(1).max(100).optional() })
  .refine((body) => (body.alert_id === undefined) !== (body.alert_ids === undefined), {
    error: 'expected alert_id or alert_ids, found both or neither',
  });

const resolvedSchema = z.strictObject({
  success: z.boolean().describe('Whether all of them are over'),
  resolved_by: z.string(),
  resolved: z.array(z.strictObject({ alert_id: z.string(), resolved_at: z.string() })),
  failed: z.array(z.strictObject({ alert_id: z.string(), code: z.string(), detail: z.string() })),
});

export const servedResolve = serving({
  about: 'listed',
  body: { types: { 'application/json': resolveSchema }, example: { alert_id: '3f9a5c0d17e24b68' } },
  answers: { 200: { summary: 'What came of each', schema: resolvedSchema } },
  async handle({ body, context, server }) {
    const { alert_id: one, alert_ids: several = [] } = readJson(resolveSchema, body);
    const resolved: { alert_id: string; resolved_at: string }[] = [];
    const failed: { alert_id: string; code: string; detail: string }[] = [];
    for (const alert of new Set(one === undefined ? several : [one])) {
      try {
        const { subject } = await askedAlert(server.state.db, alert, context.actor, alertResolve.name);
        await perform(context, alertResolve, { alert, subject });
        resolved.push({ alert_id: alert, resolved_at: momentText(server.world.now()) });
      } catch (error) {
        if (!(error instanceof PitwallError)) throw error;
        failed.push({ alert_id: alert, code: error.code, detail: error.problem });
      }
    }
    const json = { success: failed.length === 0, resolved_by: context.actor.name, resolved, failed };
    return { status: 200, json };
  },
});

const raiseSchema = z.strictObject(raiseShape);
const raisedSchema = z.strictObject({
  success: z.literal(true),
  alert_id: z.string().nullable().describe('Null where no rule makes an alert of it'),
  finding_id: z.string(),
});

export const servedRaise = serving({
  about: () => subjectOfAlerts,
  body: { types: { 'application/json': raiseSchema }, example: { severity: 'medium' } },
  answers: { 200: { summary: 'It will be told in a moment', schema: raisedSchema } },
  async handle({ body, context, server }) {
    const finding = `test-${server.world.random(8).toString('hex')}`;
    const { output } = await perform(context, alertRaise, { ...readJson(raiseSchema, body), id: finding });
    return { status: 200, json: { success: true, alert_id: output.alert, finding_id: finding } };
  },
});
