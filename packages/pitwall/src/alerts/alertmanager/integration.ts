import { z } from 'zod';
import { type Notes, secretReference } from './notes.ts';
import type { Plain } from './original.ts';

/** One entry of a list such as `slack_configs`, and what it takes to make a channel of it. */
export interface Integration {
  readonly settings: Plain;
  readonly global: Plain;
  /** `receivers[0].slack_configs[0]` */
  readonly where: string;
  /** What the channel will be called; secrets are called after it. */
  readonly name: string;
  readonly notes: Notes;
}

/** The settings of a channel by the key of its kind; undefined where none can be made, which is noted. */
export type Translate = (integration: Integration) => { readonly kind: string; readonly settings: unknown } | undefined;

export const textOf = (settings: Plain, key: string): string | undefined => {
  const value = settings[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** `key` or `key_file` of the integration, else of `global` by another name. */
export function secretOf(integration: Integration, key: string, globalKey?: string): string | undefined {
  const { settings, global, where, name, notes } = integration;
  const at = (from: Plain, of: string) => ({ value: textOf(from, of), file: textOf(from, `${of}_file`) });
  const own = at(settings, key);
  if (own.value !== undefined || own.file !== undefined) {
    const said = own.value === undefined ? `${key}_file` : key;
    // the address of a channel is what it is called after, all else needs a word more
    const wanted = /url$/u.test(key) ? name : `${name}-${key.replace(/^auth_/u, '').replaceAll('_', '-')}`;
    return secretReference(notes, wanted, `${where}.${said}`, own);
  }
  if (globalKey === undefined) return undefined;
  const shared = at(global, globalKey);
  if (shared.value === undefined && shared.file === undefined) return undefined;
  const said = shared.value === undefined ? `${globalKey}_file` : globalKey;
  return secretReference(notes, globalKey, `global.${said}`, shared);
}

export function ignoreAll({ notes, where }: Integration, why: string): undefined {
  notes.ignored.push({ where, what: 'the whole entry', why });
  return undefined;
}

/** Keys that are taken over are `known`; the others say how a message looks, or are told with a reason of their own. */
export function ignoreRest(
  { settings, notes, where }: Integration,
  known: readonly string[],
  reasons: Plain = {},
): void {
  const looks: string[] = [];
  for (const [key, value] of Object.entries(settings)) {
    if (value === null || known.includes(key) || key === 'send_resolved') continue;
    const reason = reasons[key];
    if (typeof reason === 'string') notes.ignored.push({ where: `${where}.${key}`, what: key, why: reason });
    else looks.push(key);
  }
  if (looks.length > 0)
    notes.ignored.push({ where, what: looks.join(', '), why: 'Pitwall composes its messages itself' });
}

const httpSchema = z
  .looseObject({
    authorization: z.looseObject({ type: z.string().optional() }).nullish(),
    basic_auth: z.looseObject({ username: z.string().optional(), password: z.string().optional() }).nullish(),
  })
  .catch({});

/** The header that says who asks, from `http_config`; what else it says is noted. */
export function authorizationOf(integration: Integration): string | undefined {
  const { settings, global, notes, name } = integration;
  const own = settings.http_config ?? undefined;
  const where = own === undefined ? 'global.http_config' : `${integration.where}.http_config`;
  const given = own ?? global.http_config;
  if (given === undefined || given === null || typeof given !== 'object') return undefined;
  const { authorization, basic_auth: basic, ...rest } = httpSchema.parse(given);
  const ignored = Object.entries(rest).filter(([key, value]) => !/^bearer_token/u.test(key) && value !== null);
  for (const [key, value] of ignored) {
    if (['follow_redirects', 'enable_http2', 'proxy_from_environment'].includes(key) && value !== false) continue;
    const why = 'all requests go the way that `outward` of the configuration says';
    if (!notes.ignored.some((note) => note.where === `${where}.${key}`)) {
      notes.ignored.push({ where: `${where}.${key}`, what: key, why });
    }
  }
  const at = (from: Plain, key: string, wanted: string): string | undefined =>
    secretOf({ ...integration, settings: from, where, name: wanted }, key);
  if (authorization) {
    const credentials = at(authorization, 'credentials', name);
    return credentials && `${authorization.type ?? 'Bearer'} ${credentials}`;
  }
  const token = at(rest, 'bearer_token', name);
  if (token !== undefined) return `Bearer ${token}`;
  if (!basic) return undefined;
  if (basic.password === undefined) {
    const why = 'the name and the password are sent as one text, which cannot be made of a file: set it as a secret';
    notes.ignored.push({ where: `${where}.basic_auth`, what: 'password_file', why });
  }
  const pair = Buffer.from(`${basic.username ?? ''}:${basic.password ?? ''}`).toString('base64');
  return `Basic ${secretReference(notes, `${name}-basic-auth`, `${where}.basic_auth`, { value: pair })}`;
}
