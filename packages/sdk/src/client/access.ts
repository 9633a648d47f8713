import { z } from 'zod';
import { type RolesClient, rolesClient } from './access-roles.ts';
import type { SignInLink } from './answers.ts';
import { signInLinkSchema } from './answers.ts';
import type { Asking } from './asking.ts';

/** A role as somebody has it, on the subjects of these patterns: `*` or none is everywhere. */
export const heldRoleSchema = z.object({ role: z.string(), on: z.array(z.string()) });

export const accountSchema = z.object({
  id: z.string(),
  name: z.string().nullable().describe('Null once it is erased'),
  grants: z.array(heldRoleSchema),
  madeAt: z.string(),
  madeBy: z.string(),
  hasPassword: z.boolean(),
  isExternal: z.boolean().describe('Signs in with a provider of identities'),
  disabledAt: z.string().nullable(),
  lockedUntil: z.string().nullable().describe('After too many wrong passwords; null where it is not locked now'),
});

export type Account = z.infer<typeof accountSchema>;

export const madeAccountSchema = z.object({
  account: accountSchema,
  link: signInLinkSchema.nullable().describe('Shown once: with it a password is chosen. Null where one was given'),
});

export type MadeAccount = z.infer<typeof madeAccountSchema>;

export const accessKeySchema = z.object({
  id: z.string(),
  name: z.string(),
  hint: z.string().describe('How it begins and ends'),
  account: z.string().nullable().describe('Whose it is; null: of the owner of the machine'),
  accountName: z.string().nullable(),
  grants: z.array(heldRoleSchema).nullable().describe('Null: all that whose it is may do'),
  madeAt: z.string(),
  madeBy: z.string(),
  expiresAt: z.string(),
  usedAt: z.string().nullable().describe('To the minute'),
  revokedAt: z.string().nullable(),
});

export type AccessKey = z.infer<typeof accessKeySchema>;

export const madeKeySchema = z.object({
  id: z.string(),
  token: z.string().describe('Shown once, and kept nowhere'),
  until: z.string(),
});

export type MadeKey = z.infer<typeof madeKeySchema>;

export const sessionSchema = accessKeySchema.omit({ name: true, hint: true, grants: true });

export type Session = z.infer<typeof sessionSchema>;

export const whoSchema = z.object({
  actor: z.string().describe('As the audit has it'),
  account: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
  grants: z.array(heldRoleSchema).nullable().describe('Null: everything'),
});

export type Who = z.infer<typeof whoSchema>;

const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });

export const accountListSchema = listOf(accountSchema);
export const accessKeyListSchema = listOf(accessKeySchema);
export const sessionListSchema = listOf(sessionSchema);
export const revokedSchema = z.object({ revoked: z.int().describe('Keys and sessions that open nothing any more') });

export interface HeldRole {
  readonly role: string;
  readonly on?: readonly string[] | undefined;
}

export interface NewAccount {
  readonly name: string;
  readonly grants: readonly HeldRole[];
  /** Where none is given, the answer has a link with which it is chosen. */
  readonly password?: string | undefined;
}

export interface NewKey {
  readonly name: string;
  /** All that whose it is may do, where nothing is said. */
  readonly grants?: readonly HeldRole[] | undefined;
  readonly days?: number | undefined;
}

/** Who may sign in, and with what. */
export interface AccessClient extends RolesClient {
  whoami(): Promise<Who>;
  accounts(): Promise<{ readonly items: readonly Account[] }>;
  addAccount(account: NewAccount): Promise<MadeAccount>;
  /** In place of what was granted before. */
  grant(id: string, grants: readonly HeldRole[]): Promise<Account>;
  disable(id: string): Promise<Account>;
  enable(id: string): Promise<Account>;
  unlock(id: string): Promise<Account>;
  /** A link with which a new password is chosen; the one before opens nothing any more. */
  resetPassword(id: string): Promise<SignInLink>;
  keys(): Promise<{ readonly items: readonly AccessKey[] }>;
  addKey(key: NewKey): Promise<MadeKey>;
  revokeKey(id: string): Promise<{ readonly revoked: number }>;
  sessions(): Promise<{ readonly items: readonly Session[] }>;
  closeSession(id: string): Promise<{ readonly revoked: number }>;
  /** A key for who knows a name and a password; no token is needed for it. */
  login(who: { readonly name: string; readonly password: string; readonly keyName: string }): Promise<MadeKey>;
}

export function accessClient(asking: Asking): AccessClient {
  const { get, send } = asking;
  const post = <T>(schema: z.ZodType<T>, path: string, body?: unknown): Promise<T> => send('POST', schema, path, body);
  const accounts = '/api/v1/accounts';
  const account = (id: string, word: string): string => `${accounts}/${encodeURIComponent(id)}/${word}`;
  return {
    ...rolesClient(asking),
    whoami: () => get(whoSchema, '/api/v1/whoami'),
    accounts: () => get(accountListSchema, accounts),
    addAccount: (added) => post(madeAccountSchema, accounts, added),
    grant: (id, grants) => post(accountSchema, account(id, 'grant'), { grants }),
    disable: (id) => post(accountSchema, account(id, 'disable')),
    enable: (id) => post(accountSchema, account(id, 'enable')),
    unlock: (id) => post(accountSchema, account(id, 'unlock')),
    resetPassword: (id) => post(signInLinkSchema, account(id, 'password')),
    keys: () => get(accessKeyListSchema, '/api/v1/tokens'),
    addKey: (key) => post(madeKeySchema, '/api/v1/tokens', key),
    revokeKey: (id) => post(revokedSchema, `/api/v1/tokens/${encodeURIComponent(id)}/revoke`),
    sessions: () => get(sessionListSchema, '/api/v1/sessions'),
    closeSession: (id) => post(revokedSchema, `/api/v1/sessions/${encodeURIComponent(id)}/close`),
    login: ({ name, password, keyName }) => post(madeKeySchema, '/api/v1/login', { name, password, key: keyName }),
  };
}
