import { z } from 'zod';
import type { Asking } from './asking.ts';

const texts = z.array(z.string());

/** As somebody writes it: what a server answers may be sent to it again. */
const roleRuleSchema = z
  .object({
    allow: texts.optional().describe('Verbs or patterns of verbs'),
    deny: texts.optional().describe('Verbs or patterns of verbs'),
    on: texts.describe('Subjects or patterns of subjects'),
  })
  .describe('Either allows or denies');

export type RoleRule = z.infer<typeof roleRuleSchema>;

export const listedRoleSchema = z.object({
  name: z.string(),
  summary: z.string(),
  builtIn: z.boolean().describe('It can be neither changed nor removed'),
  rules: z.array(roleRuleSchema),
  madeAt: z.string().nullable().describe('Null where it is built in'),
  madeBy: z.string().nullable().describe('Null where it is built in'),
  accounts: z.int().describe('So many accounts have it'),
  keys: z.int().describe('So many keys in use have it by themselves'),
});

export type ListedRole = z.infer<typeof listedRoleSchema>;

/** A role as it is sent. Verbs and subjects are patterns in which `*` stands for any text. */
export interface NewRole {
  readonly name: string;
  readonly summary?: string;
  readonly rules: readonly {
    readonly allow?: string | readonly string[];
    readonly deny?: string | readonly string[];
    /** Everything where it is not said. */
    readonly on?: string | readonly string[];
  }[];
  /** Take the place of the role of this name. */
  readonly replace?: boolean;
}

export const addedRoleSchema = z.object({ name: z.string(), replaced: z.boolean() });

export type AddedRole = z.infer<typeof addedRoleSchema>;

export const removedRoleSchema = z.object({ name: z.string() });

export type RemovedRole = z.infer<typeof removedRoleSchema>;

const consultedRuleSchema = z.object({
  effect: z.enum(['allow', 'deny']),
  role: z.string(),
  verb: z.string().describe('As the rule has it'),
  subject: z.string().describe('As the rule has it'),
  on: z.string().nullable().describe('What the grant of the role keeps it to'),
  decides: z.boolean().describe('It is the most specific one'),
  of: z.string().nullable().describe('Whose rule it is, where a key and whose it is have to allow it both'),
});

export const permissionAnswerSchema = z.object({
  actor: z.string().describe('As the audit has it'),
  verb: z.string(),
  subject: z.string(),
  allowed: z.boolean(),
  because: z.string().describe('Which rule says so'),
  rules: z.array(consultedRuleSchema).describe('All rules about it, the most specific first'),
});

export type PermissionAnswer = z.infer<typeof permissionAnswerSchema>;

export interface PermissionQuery {
  /** Name or id of an account, or id of a key; oneself where it is not said. */
  readonly actor?: string | undefined;
  readonly verb: string;
  readonly subject: string;
}

export interface RolesClient {
  roles(): Promise<{ readonly items: readonly ListedRole[] }>;
  addRole(role: NewRole): Promise<AddedRole>;
  removeRole(name: string): Promise<RemovedRole>;
  /** Whether somebody may do something to something, and which rule says so. */
  can(query: PermissionQuery): Promise<PermissionAnswer>;
}

const roleListSchema = z.object({ items: z.array(listedRoleSchema) });

export const rolesClient = ({ get, send }: Asking): RolesClient => ({
  roles: () => get(roleListSchema, '/api/v1/roles'),
  addRole: (role) => send('POST', addedRoleSchema, '/api/v1/roles', role),
  removeRole: (name) => send('DELETE', removedRoleSchema, `/api/v1/roles/${encodeURIComponent(name)}`),
  can: (query) => get(permissionAnswerSchema, '/api/v1/can', query),
});
