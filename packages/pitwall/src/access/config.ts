import { z } from 'zod';
import { day, durationMilliseconds, durationSchema, hour } from '../core/duration.ts';
import { oidcSchema } from './oidc/config.ts';

const lasting = (usually: string, what: string, atMost: { readonly text: string; readonly milliseconds: number }) =>
  durationSchema
    .refine((text) => durationMilliseconds(text) > 0 && durationMilliseconds(text) <= atMost.milliseconds, {
      error: `expected more than nothing and at most ${atMost.text}`,
    })
    .default(usually)
    .describe(what);

const year = { text: '365d', milliseconds: 365 * day };
const month = { text: '30d', milliseconds: 30 * day };
const oneDay = { text: '24h', milliseconds: 24 * hour };

/** `access:` of the configuration: how people and programs sign in. */
export const accessSchema = z
  .strictObject({
    password_minimum: z.int().min(12).max(128).default(12).describe('So many characters a password has at least'),
    lockout_tries: z.int().min(3).max(20).default(5).describe('So many wrong passwords in a row lock an account'),
    lockout_time: lasting(
      '15m',
      'So long an account is locked the first time; each time after that for twice as long, up to a day',
      oneDay,
    ),
    session_idle: lasting('12h', 'A session ends when nothing was asked in it for so long', month),
    session_life: lasting('7d', 'A session ends after so long in any case', month),
    link_life: lasting('1h', 'A sign-in link opens for so long', oneDay),
    key_life: lasting('90d', 'A key lasts so long where nothing is said', year),
    key_life_most: lasting('365d', 'A key lasts so long at the most', year),
    oidc: oidcSchema.optional(),
  })
  .describe('How people and programs sign in');

export type AccessConfig = z.output<typeof accessSchema>;

/** As it is in force, with lengths of time in milliseconds. */
export function accessOf({ access }: { readonly access: AccessConfig }) {
  return {
    passwordMinimum: access.password_minimum,
    lockoutTries: access.lockout_tries,
    lockoutTime: durationMilliseconds(access.lockout_time),
    sessionIdle: durationMilliseconds(access.session_idle),
    sessionLife: durationMilliseconds(access.session_life),
    linkLife: durationMilliseconds(access.link_life),
    keyLife: durationMilliseconds(access.key_life),
    keyLifeMost: durationMilliseconds(access.key_life_most),
  };
}
