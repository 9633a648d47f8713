import { z } from 'zod';
import { hopsHeader } from '../../alerts/loop.ts';
import { receiveAlerts } from '../../alerts/receive/receive.ts';
import { postedSchema, readPosted, readWebhookAlert, webhookAlertSchema } from '../../alerts/receive/sent-alert.ts';
import { PitwallError } from '../../core/errors.ts';
import { sentJson, sentObject } from '../read-json.ts';
import { defineRoute } from '../route.ts';

const takenSchema = z.strictObject({
  received: z.int().describe('Alerts that were taken in'),
  fired: z.int().describe('Of them, those that began'),
  changed: z.int().describe('Those that say something else than before'),
  resolved: z.int().describe('Those that are over'),
});

const webhookSchema = z.object({ version: z.literal('4'), alerts: z.array(webhookAlertSchema) });

/** What an Alertmanager posts to the `url` of a `webhook_config`. */
export const receiveWebhook = defineRoute({
  name: 'receiveAlertmanagerWebhook',
  method: 'POST',
  path: '/api/v1/receive/alertmanager',
  summary: 'Take in a message of an Alertmanager, version 4 of its webhooks',
  permission: 'alert.receive',
  about: 'listed',
  body: {
    types: { 'application/json': webhookSchema },
    example: {
      version: '4',
      alerts: [{ status: 'firing', labels: { alertname: 'Slow', component: 'checkout' }, annotations: {} }],
    },
  },
  problems: [409],
  answers: { 200: { summary: 'All of them were taken in', schema: takenSchema } },
  async handle({ body, headers, context }) {
    const sent = sentObject(body, { version: '4', alerts: [] });
    const { version, alerts } = sent as { readonly version?: unknown; readonly alerts?: unknown };
    if (version !== '4')
      throw refused('version', 'expected a webhook of version 4', 'Send what Alertmanager sends to a webhook_config');
    if (!Array.isArray(alerts))
      throw refused('alerts', 'expected a list of alerts', 'Send what Alertmanager sends to a webhook_config');
    const hops = headers.get(hopsHeader) ?? undefined;
    return {
      status: 200,
      json: await receiveAlerts(context, { source: 'Alertmanager', alerts, read: readWebhookAlert, hops }),
    };
  },
});

/** What Prometheus posts to the Alertmanagers that it knows, again and again for as long as an alert fires. */
export const postAlerts = defineRoute({
  name: 'postAlerts',
  method: 'POST',
  path: '/api/v2/alerts',
  summary: 'Take in alerts as an Alertmanager does',
  permission: 'alert.receive',
  about: 'listed',
  body: {
    types: { 'application/json': z.array(postedSchema) },
    example: [{ labels: { alertname: 'Slow', component: 'checkout' }, annotations: {} }],
  },
  problems: [409],
  answers: { 200: { summary: 'All of them were taken in' } },
  async handle({ body, headers, context }) {
    const alerts = sentJson(body);
    if (!Array.isArray(alerts)) throw refused('', 'expected a list of alerts', 'Send a list in JSON');
    const hops = headers.get(hopsHeader) ?? undefined;
    await receiveAlerts(context, { source: 'Prometheus', alerts, read: readPosted, hops });
    return { status: 200 };
  },
});

const refused = (field: string, problem: string, fix: string): PitwallError =>
  new PitwallError({ code: 'request.invalid', problem, fix, ...(field === '' ? {} : { place: { field } }) });
