import { describe, expect, it } from 'vitest';
import { routes } from '../http/routes.ts';
import { builtInRoles } from './built-in.ts';
import { permissionsOf } from './compile.ts';
import type { Permissions } from './permission.ts';
import { roleNameSchema, roleSchema, writtenRule } from './schema.ts';

const roles = new Map(builtInRoles.map((role) => [role.name, role]));
const having = (...names: string[]): Permissions =>
  permissionsOf(
    names.map((role) => ({ role, on: [] })),
    roles,
  );

const allowed = (permissions: Permissions, verb: string): boolean => permissions.decide(verb, 'model:a').allowed;

/**
 * What some are not to see: who there is, what is secret, what was done and how the server is set up. What is of oneself
 * takes no role.
 */
const unseen = /^(account|audit|backup|compliance|config|key|permission|privacy|secret|self|session|token)\./;

describe('a role that is built in', () => {
  it('is one that somebody could have written', () => {
    for (const { rules, ...role } of builtInRoles) {
      expect(roleNameSchema.parse(role.name)).toBe(role.name);
      expect(roleSchema.parse({ ...role, rules: rules.map(writtenRule) })).toEqual({ ...role, rules });
    }
  });

  it('only allows, so that whoever has two has all that either gives', () => {
    expect(builtInRoles.flatMap(({ rules }) => rules).filter(({ effect }) => effect === 'deny')).toEqual([]);
  });

  it.each([
    ['viewer', 'model.read', true],
    ['viewer', 'job.run', false],
    ['viewer', 'prediction.record', false],
    ['viewer', 'audit.read', false],
    ['viewer', 'config.read', false],
    ['viewer', 'account.read', false],
    ['viewer', 'secret.read', false],
    ['viewer', 'permission.read', false],
    ['operator', 'model.read', true],
    ['operator', 'job.run', true],
    ['operator', 'baseline.promote', true],
    ['operator', 'model.judge', true],
    ['operator', 'alert.acknowledge', true],
    ['operator', 'prediction.record', true],
    ['operator', 'metric.record', true],
    ['operator', 'config.reload', false],
    ['operator', 'account.add', false],
    ['operator', 'role.add', false],
    ['operator', 'secret.set', false],
    ['operator', 'backup.make', false],
    ['operator', 'audit.export', false],
    ['service', 'prediction.record', true],
    ['service', 'label.record', true],
    ['service', 'metric.record', true],
    ['service', 'prediction.read', false],
    ['service', 'metric.read', false],
    ['service', 'status.read', false],
    ['admin', 'account.add', true],
    ['admin', 'secret.set', true],
  ])('%s may do %s: %j', (role, verb, expected) => {
    expect(allowed(having(role), verb)).toBe(expected);
  });

  it('admin may do everything, also with other roles beside it', () => {
    expect(allowed(having('viewer', 'service', 'admin'), 'audit.read')).toBe(true);
  });

  it('viewer sees all that a route lets read, but for what some are not to see', () => {
    const reads = [...new Set(routes.map(({ permission }) => permission))].filter((verb) => verb.endsWith('.read'));
    expect(reads.length).toBeGreaterThan(5);
    expect(reads.filter((verb) => allowed(having('viewer'), verb))).toEqual(reads.filter((verb) => !unseen.test(verb)));
  });

  it('operator sees what a viewer sees, and may do what a service may do', () => {
    for (const { verbs } of [...(roles.get('viewer')?.rules ?? []), ...(roles.get('service')?.rules ?? [])]) {
      for (const verb of verbs)
        expect({ verb, allowed: allowed(having('operator'), verb) }).toEqual({ verb, allowed: true });
    }
  });
});
