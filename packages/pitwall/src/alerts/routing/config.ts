import { type Severity, severitySchema } from '@pitwall/sdk';
import { z } from 'zod';
import { matchersSchema } from './matcher.ts';
import { patternSchema } from './pattern/schema.ts';
import { spanMilliseconds, spanSchema } from './span.ts';

const namesSchema = z.union([z.string().min(1), z.array(z.string().min(1))]);

const waitSchema = z
  .union([spanSchema, z.partialRecord(severitySchema, spanSchema)])
  .describe('How long the first message waits for more that belongs to it: a duration, or one for each severity');

const positiveSpanSchema = spanSchema.refine((text) => spanMilliseconds(text) > 0, {
  error: 'expected a duration above 0s',
});

const labelPattern = /^[a-zA-Z_][a-zA-Z0-9_]*$/u;
const labelSchema = z
  .string()
  .regex(labelPattern, 'expected the name of a label: letters, digits and _, no digit first');

const groupBySchema = z
  .array(z.union([z.literal('...'), labelSchema]))
  .superRefine((labels, context) => {
    if (labels.includes('...') && labels.length > 1) {
      context.addIssue({
        code: 'custom',
        message: "expected '...' alone, found it with other labels",
        params: { fix: "Write `group_by: ['...']` to group by all labels, or leave '...' out" },
      });
    }
    for (const [index, label] of labels.entries()) {
      if (labels.indexOf(label) === index) continue;
      context.addIssue({ code: 'custom', path: [index], message: `expected each label once, found ${label} again` });
    }
  })
  .describe("Alerts that have the same values of these labels are told together; ['...']: of all labels");

const escalationStepSchema = z
  .strictObject({
    after: spanSchema.describe('So long after the incident began, if nobody has acknowledged it'),
    to: namesSchema.describe('Who is told then: channels or receivers'),
    severities: z.array(severitySchema).min(1).optional().describe('Only where the worst alert is one of these'),
  })
  .describe('Who is told when nobody acknowledges');

/** What a route may say besides whom it is for and where it leads; what is not said is that of the route above. */
const manner = {
  group_by: groupBySchema.optional(),
  group_wait: waitSchema.optional(),
  group_interval: positiveSpanSchema.optional().describe('So long after a message the next one about news'),
  repeat_interval: positiveSpanSchema.optional().describe('So often it is told again while nothing changes'),
  send_resolved: z.boolean().optional().describe('Whether it is told that an alert is over'),
  escalate: z.array(escalationStepSchema).optional().describe('Who else is told, and when'),
  mute_time_intervals: z
    .array(z.string().min(1))
    .optional()
    .describe('Names of time intervals in which nothing is told; not handed down'),
  active_time_intervals: z
    .array(z.string().min(1))
    .optional()
    .describe('Names of time intervals outside of which nothing is told; not handed down'),
  continue: z.boolean().optional().describe('Whether the routes after this one are looked at as well'),
};

export interface MannerConfig {
  readonly group_by?: readonly string[] | undefined;
  readonly group_wait?: string | Readonly<Partial<Record<Severity, string>>> | undefined;
  readonly group_interval?: string | undefined;
  readonly repeat_interval?: string | undefined;
  readonly send_resolved?: boolean | undefined;
  readonly escalate?:
    | readonly {
        readonly after: string;
        readonly to: string | readonly string[];
        readonly severities?: readonly Severity[] | undefined;
      }[]
    | undefined;
  readonly mute_time_intervals?: readonly string[] | undefined;
  readonly active_time_intervals?: readonly string[] | undefined;
  readonly continue?: boolean | undefined;
}

/** One route of Alertmanager's tree; `to`, `escalate`, `send_resolved` and waits by severity are ours. */
export interface RouteConfig extends MannerConfig {
  readonly receiver?: string | undefined;
  readonly to?: string | readonly string[] | undefined;
  readonly matchers?: string | readonly string[] | undefined;
  readonly match?: Readonly<Record<string, string>> | undefined;
  readonly match_re?: Readonly<Record<string, string>> | undefined;
  readonly routes?: readonly RouteConfig[] | undefined;
}

export const routeSchema: z.ZodType<RouteConfig> = z
  .strictObject({
    receiver: z.string().min(1).optional().describe('Who is told, by a name in `receivers` or of a channel'),
    to: namesSchema.optional().describe('Who is told: channels or receivers'),
    matchers: z
      .union([matchersSchema, z.array(matchersSchema)])
      .optional()
      .describe('Which alerts it is for: all of them must hold'),
    match: z.record(labelSchema, z.string()).optional().describe('Labels and the values that they must have'),
    match_re: z.record(labelSchema, patternSchema).optional().describe('Labels and patterns of their whole values'),
    ...manner,
    get routes() {
      return z.array(routeSchema).optional().describe('Routes below it: the first that matches takes the alert');
    },
  })
  .describe('Whom alerts go to');

/** An entry of the short list. */
export interface ShortRouteConfig extends MannerConfig {
  readonly match?: Readonly<Record<string, string | readonly string[]>> | undefined;
  readonly to: string | readonly string[];
}

export const shortRouteSchema: z.ZodType<ShortRouteConfig> = z
  .strictObject({
    match: z
      .record(labelSchema, z.union([z.string(), z.array(z.string()).min(1)]))
      .optional()
      .describe('Labels with a value or a list of them, * for any text; every alert where it is left out'),
    to: namesSchema.describe('Who is told: channels or receivers'),
    ...manner,
  })
  .describe('Which alerts go to whom');

export const receiversSchema = z
  .record(z.string().min(1), z.array(z.string().min(1)))
  .describe('Names for several channels together; an empty list tells nobody');

/** The part of `alerts:` that says where alerts go. */
export interface RoutingConfig {
  readonly route?: RouteConfig | undefined;
  readonly routes?: readonly ShortRouteConfig[] | undefined;
  readonly receivers: Readonly<Record<string, readonly string[]>>;
}
