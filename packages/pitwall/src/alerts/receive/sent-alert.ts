import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Labels } from '../labels.ts';
import { hopsLabel } from '../loop.ts';

/** What somebody says of an alert of theirs, as it was understood. Plain data. */
export interface SentAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly startsAt: number;
  /** Null where it fires until somebody says otherwise. */
  readonly endsAt: number | null;
  /** Its end was not said, and follows from nothing having come. */
  readonly timeout: boolean;
  readonly generatorUrl: string;
}

/** Everything has a bound, so that no sender can fill the disk with a single alert. */
export const sentLimits = {
  alertsAtOnce: 10_000,
  pairs: 64,
  nameCharacters: 200,
  valueCharacters: 4_000,
  annotationCharacters: 20_000,
  urlCharacters: 4_000,
} as const;

const storable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

const pairsSchema = (characters: number, what: string) =>
  z
    .record(
      z
        .string()
        .max(sentLimits.nameCharacters)
        .regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, `expected names of ${what} of letters, digits and underscores`),
      z
        .string({ error: `expected ${what} that are texts` })
        .max(characters, `expected ${what} of at most ${characters} characters`)
        .refine(storable, { error: `expected ${what} without zero bytes and half characters` }),
      { error: `expected ${what} as an object of texts` },
    )
    .refine((pairs) => Object.keys(pairs).length <= sentLimits.pairs, {
      error: `expected at most ${sentLimits.pairs} ${what}`,
    });

/** What Go writes where there is no moment. */
const zeroTime = Date.parse('0001-01-01T00:00:00Z');

const momentSchema = z
  .string()
  .regex(
    /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/,
    'expected a time like 2026-03-01T19:30:00Z',
  )
  .transform((text) => Date.parse(text.toUpperCase()))
  .refine((at) => !Number.isNaN(at), { error: 'expected a time that there is' })
  .transform((at) => (at <= zeroTime ? undefined : at))
  .optional();

/** Fields that are not known come with newer versions, and are passed over. */
const alertFields = {
  labels: pairsSchema(sentLimits.valueCharacters, 'labels'),
  annotations: pairsSchema(sentLimits.annotationCharacters, 'annotations').nullish(),
  startsAt: momentSchema,
  endsAt: momentSchema,
  generatorURL: z
    .string()
    .max(sentLimits.urlCharacters)
    .refine(storable, { error: 'expected an address without zero bytes' })
    .nullish(),
};

/** As `POST /api/v2/alerts` of Alertmanager takes it. */
export const postedSchema = z.object(alertFields);

/** As version 4 of its webhooks has it. */
export const webhookAlertSchema = z.object({ ...alertFields, status: z.enum(['firing', 'resolved']) });

export interface Understood {
  readonly alert: SentAlert | undefined;
  /** Why it was not understood. */
  readonly mistake: string | undefined;
}

/** An alert without an end ends after so long, if it does not come again. */
export const resolveTimeout = 300_000;

/** An alert that is sent again and again for as long as it fires. */
export function readPosted(sent: unknown, now: number): Understood {
  const { data, error } = postedSchema.safeParse(sent);
  if (!data) return { alert: undefined, mistake: mistakeOf(error) };
  const startsAt = data.startsAt ?? data.endsAt ?? now;
  const endsAt = data.endsAt ?? now + resolveTimeout;
  return finished(data, { startsAt, endsAt, timeout: data.endsAt === undefined });
}

/** An alert that is told of when something changes: while it fires it has no end. */
export function readWebhookAlert(sent: unknown, now: number): Understood {
  const { data, error } = webhookAlertSchema.safeParse(sent);
  if (!data) return { alert: undefined, mistake: mistakeOf(error) };
  const isOver = data.status === 'resolved';
  const endsAt = isOver ? Math.min(now, data.endsAt ?? now) : null;
  return finished(data, { startsAt: data.startsAt ?? endsAt ?? now, endsAt, timeout: false });
}

function finished(
  { labels, annotations, generatorURL }: z.output<typeof postedSchema>,
  times: Pick<SentAlert, 'startsAt' | 'endsAt' | 'timeout'>,
): Understood {
  const alert: SentAlert = {
    labels: withoutEmpty(labels),
    annotations: annotations ?? {},
    generatorUrl: generatorURL ?? '',
    ...times,
  };
  if (Object.keys(alert.labels).length === 0) return { alert: undefined, mistake: 'expected at least one label' };
  if (alert.endsAt !== null && alert.endsAt < alert.startsAt)
    return { alert: undefined, mistake: 'expected an end that is not before the start' };
  return { alert, mistake: undefined };
}

const withoutEmpty = (labels: Labels): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''));

const mistakeOf = (error: z.ZodError): string => {
  const [issue] = error.issues;
  return issue ? `${issue.path.map(String).join('.')}: ${issue.message}`.slice(0, 300) : 'expected an alert';
};

/** What an alert is known by: the same labels in any order are the same alert, whichever way it came. */
export function fingerprintOfLabels({ [hopsLabel]: _, ...labels }: Labels): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return createHash('sha256').update(JSON.stringify(pairs)).digest('hex').slice(0, 16);
}
