import { z } from 'zod';
import { durationSchema } from '../core/duration.ts';
import { channelsSchema, resolveChannels } from './channels/config.ts';
import { dependenciesSchema, inhibitRulesSchema } from './quiet/inhibit-config.ts';
import { timeIntervalsSchema } from './quiet/interval-config.ts';
import { maintenanceSchema } from './quiet/maintenance.ts';
import { checkRoutes } from './routing/check-routes.ts';
import { receiversSchema, routeSchema, shortRouteSchema } from './routing/config.ts';
import { rulesSchema } from './rules/config.ts';

const urlSchema = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
    error: 'expected an address like https://pitwall.example.org',
  })
  .describe('Where people reach this server, for the links in messages; without it messages have none');

const deadmanSchema = z
  .strictObject({
    url: z.string().min(1).describe(`What is asked for with GET; it may hold \${secret:NAME}`),
    every: durationSchema.default('1m').describe('So often'),
  })
  .describe(
    'An address elsewhere that is asked for as long as all that must be delivered is; its silence is the alarm',
  );

/** `alerts:` of the configuration. */
export const alertsSchema = z
  .strictObject({
    url: urlSchema.optional(),
    channels: channelsSchema.prefault({}),
    receivers: receiversSchema.default({}),
    route: routeSchema.optional(),
    routes: z.array(shortRouteSchema).optional().describe('Which alerts go to whom, in short: the first that fits'),
    inhibit_rules: inhibitRulesSchema.default([]),
    dependencies: dependenciesSchema.default({}),
    time_intervals: timeIntervalsSchema.default([]),
    mute_time_intervals: timeIntervalsSchema.default([]).describe('The older name of time_intervals'),
    maintenance: maintenanceSchema.default([]),
    rules: rulesSchema.default([]),
    deadman: deadmanSchema.optional(),
  })
  .superRefine((alerts, context) => {
    // channels that are wrong lead nowhere, and are told already
    if (context.issues.some(({ path }) => path?.[0] === 'channels')) return;
    const channels = [...resolveChannels(alerts.channels).keys()];
    const intervals = [...alerts.time_intervals, ...alerts.mute_time_intervals].map(({ name }) => name);
    for (const { path, message, fix } of checkRoutes(alerts, { channels, intervals }))
      context.addIssue({ code: 'custom', path: [...path], message, params: { fix } });
  })
  .describe('Who is told of what, and how');

export type AlertsConfig = z.output<typeof alertsSchema>;
