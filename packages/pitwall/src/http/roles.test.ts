import type { ListedRole, NewRole } from '@pitwall/sdk';
import { describe, expect, it } from 'vitest';
import { makeKey } from '../access/make-key.ts';
import { accountDisable } from '../access/verbs/account-change.ts';
import type { Role } from '../permissions/permission.ts';
import { system } from '../server/actor.ts';
import { perform } from '../server/perform.ts';
import { owner } from '../server/tokens.ts';
import { auditOf, problemOf } from './testing/asking.ts';
import { type Bench, useServers } from './testing/bench.ts';
import { addSomebody } from './testing/somebody.ts';

const servers = useServers();

type Ask = Bench['ask'];

const add = (ask: Ask, role: NewRole | object): Promise<Response> =>
  ask('/api/v1/roles', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(role),
  });

const remove = (ask: Ask, name: string): Promise<Response> =>
  ask(`/api/v1/roles/${encodeURIComponent(name)}`, { method: 'DELETE' });

async function rolesOf(ask: Ask): Promise<Record<string, ListedRole>> {
  const { items } = (await (await ask('/api/v1/roles')).json()) as { items: ListedRole[] };
  return Object.fromEntries(items.map((item) => [item.name, item]));
}

const everywhere = (role: string) => ({ role, on: ['*'] });
const team = { name: 'spread-team', rules: [{ allow: ['model.read', 'job.*'], on: 'model:spread-*' }] };
/** Somebody who may add roles, see models and run their jobs, and nothing else. */
const lead = {
  name: 'lead',
  rules: [{ allow: ['role.*', 'model.read', 'job.*'] }, { deny: 'job.retry', on: 'model:spread-a' }],
};

describe('roles', () => {
  it('are there from the beginning, and can be neither replaced nor removed', async () => {
    const { ask } = await servers.start();
    const roles = await rolesOf(ask);
    expect(Object.keys(roles)).toEqual(['admin', 'operator', 'service', 'viewer']);
    expect(roles.admin).toMatchObject({ builtIn: true, madeAt: null, rules: [{ allow: ['*'], on: ['*'] }], keys: 1 });
    for (const answer of [await add(ask, { ...team, name: 'viewer', replace: true }), await remove(ask, 'viewer')]) {
      expect(answer.status).toBe(409);
      expect(await problemOf(answer)).toMatchObject({ code: 'role.built_in' });
    }
  });

  it('are added as they are written, listed so that they can be sent again, and removed', async () => {
    const { ask } = await servers.start();
    const answer = await add(ask, team);
    expect([answer.status, await answer.json()]).toEqual([201, { name: 'spread-team', replaced: false }]);
    const { 'spread-team': listed } = await rolesOf(ask);
    expect(listed).toEqual({
      name: 'spread-team',
      summary: '',
      builtIn: false,
      rules: [{ allow: ['model.read', 'job.*'], on: ['model:spread-*'] }],
      madeAt: '2026-01-05T12:00:00.000Z',
      madeBy: expect.stringMatching(/^token:k-/),
      accounts: 0,
      keys: 0,
    });
    expect((await add(ask, { name: 'copy', rules: listed?.rules ?? [] })).status).toBe(201);
    expect((await rolesOf(ask)).copy?.rules).toEqual(listed?.rules);
    expect(await (await remove(ask, 'spread-team')).json()).toEqual({ name: 'spread-team' });
    expect(Object.keys(await rolesOf(ask))).not.toContain('spread-team');
  });

  it('stand in the audit with their rules, and so does what was refused', async () => {
    const bench = await servers.start();
    await add(bench.ask, team);
    await add(bench.ask, team);
    const [failed, done] = await auditOf(bench, '?verb=role.add');
    expect(done).toMatchObject({
      outcome: 'done',
      subject: 'role:spread-team',
      input: {
        replaced: false,
        rules: [{ effect: 'allow', verbs: ['model.read', 'job.*'], subjects: ['model:spread-*'] }],
      },
    });
    expect(failed).toMatchObject({ outcome: 'failed', input: { error: 'role.exists' } });
  });

  it('of a name that is there are refused, or take its place where that is said', async () => {
    const { ask } = await servers.start();
    await add(ask, team);
    expect(await problemOf(await add(ask, team))).toMatchObject({ code: 'role.exists', status: 409 });
    const other = { ...team, rules: [{ allow: 'model.read' }], replace: true };
    expect(await (await add(ask, other)).json()).toEqual({ name: 'spread-team', replaced: true });
    expect((await rolesOf(ask))['spread-team']?.rules).toEqual([{ allow: ['model.read'], on: ['*'] }]);
  });

  it.each([
    ['no object', [], undefined],
    ['no name', { rules: team.rules }, 'name'],
    ['a name in capitals', { ...team, name: 'Spread' }, 'name'],
    ['a subject without its kind', { ...team, rules: [{ allow: 'job.*', on: 'spread-*' }] }, 'rules.0.on'],
    ['a rule that does nothing', { ...team, rules: [{ on: 'model:a' }] }, 'rules.0'],
    ['an unknown key', { ...team, admin: true }, 'admin'],
  ])('with %s are refused, and it is said where', async (_, role, field) => {
    const { ask } = await servers.start();
    const answer = await add(ask, role);
    expect(answer.status).toBe(400);
    const problem = await problemOf(answer);
    expect({ code: problem.code, field: problem.field }).toEqual({ code: 'request.invalid', field });
  });

  it.each(['none', 'x/viewer', '__proto__', 'Ü', "'; drop table role"])(
    'of the name %j are not there to be removed',
    async (name) => {
      const { ask } = await servers.start();
      const answer = await remove(ask, name);
      expect([answer.status, (await problemOf(answer)).code]).toEqual([404, 'role.missing']);
    },
  );

  it('that somebody has are not removed, and it is said who', async () => {
    const bench = await servers.start();
    await add(bench.ask, team);
    const alice = await addSomebody(bench, 'alice', [everywhere('spread-team')]);
    const { id } = await makeKey(
      { ...bench.server, actor: owner },
      { name: 'feed', grants: [everywhere('spread-team')] },
    );
    const problem = await problemOf(await remove(bench.ask, 'spread-team'));
    expect(problem).toMatchObject({ code: 'role.used', status: 409 });
    expect(problem.detail).toContain(`is had by alice, key ${id}.`);
    expect((await rolesOf(bench.ask))['spread-team']).toMatchObject({ accounts: 1, keys: 1 });
    expect(JSON.stringify(await auditOf(bench, '?verb=role.remove'))).not.toContain('alice');
    // by name only to whoever may see accounts
    await add(bench.ask, lead);
    const bob = await addSomebody(bench, 'bob', [everywhere('lead')]);
    const { detail } = await problemOf(await remove(bob.ask, 'spread-team'));
    expect(detail).toContain(`is had by ${alice.id}, key`);
    // of somebody who is kept out for a time as well: they may be let in again
    await perform({ ...bench.server, actor: system }, accountDisable, { id: alice.id });
    expect(await problemOf(await remove(bench.ask, 'spread-team'))).toMatchObject({ code: 'role.used' });
  });

  it('decide at once: what a role no longer allows, nobody may do who has it', async () => {
    const bench = await servers.start({ models: ['spread-a', 'total'] });
    await add(bench.ask, team);
    const alice = await addSomebody(bench, 'alice', [everywhere('spread-team')]);
    const seen = async () => {
      const { items } = (await (await alice.ask('/api/v1/models')).json()) as { items?: { name: string }[] };
      return items?.map(({ name }) => name);
    };
    expect(await seen()).toEqual(['spread-a']);
    await add(bench.ask, { ...team, rules: [{ allow: 'model.read' }], replace: true });
    expect(await seen()).toEqual(['spread-a', 'total']);
    await add(bench.ask, { ...team, rules: [{ deny: 'model.read' }], replace: true });
    expect(await seen()).toBeUndefined();
  });
});

describe('T23: a role', () => {
  const withLead = async () => {
    const bench = await servers.start();
    await add(bench.ask, lead);
    return { bench, bob: await addSomebody(bench, 'bob', [everywhere('lead')]) };
  };

  it.each([
    ['everything', { allow: '*' }],
    ['a verb that they may not do', { allow: 'account.add' }],
    ['more verbs than they may do', { allow: 'model.*' }],
    ['what they are refused on one subject', { allow: 'job.*', on: 'model:spread-*' }],
    ['the same, whatever it refuses elsewhere', { allow: 'job.retry' }],
  ])('T23: that allows %s is not made by whoever may not do it themselves', async (_, rule) => {
    const { bob } = await withLead();
    const answer = await add(bob.ask, { name: 'mine', rules: [rule] });
    expect(answer.status).toBe(403);
    expect(await problemOf(answer)).toMatchObject({ code: 'auth.beyond' });
  });

  it('T23: is made by whoever may do all that it allows', async () => {
    const { bob } = await withLead();
    const rules = [{ allow: ['job.run', 'model.read'] }, { allow: 'job.*', on: 'model:total*' }, { deny: '*.*' }];
    expect((await add(bob.ask, { name: 'mine', rules })).status).toBe(201);
  });

  it('T23: keeps its refusals, for without them whoever has it could do more', async () => {
    const { bench, bob } = await withLead();
    const answer = await add(bob.ask, { ...lead, rules: lead.rules.slice(0, 1), replace: true });
    expect(await problemOf(answer)).toMatchObject({ code: 'auth.beyond' });
    expect((await add(bench.ask, { ...lead, rules: lead.rules.slice(0, 1), replace: true })).status).toBe(201);
  });

  it('T23: is added, removed and seen by nobody who may not', async () => {
    const bench = await servers.start();
    const viewer = await addSomebody(bench, 'vera', [everywhere('viewer')]);
    const service = await addSomebody(bench, 'feed', [everywhere('service')]);
    expect((await add(viewer.ask, team)).status).toBe(403);
    expect((await remove(viewer.ask, 'lead')).status).toBe(403);
    expect((await viewer.ask('/api/v1/roles')).status).toBe(200);
    expect((await service.ask('/api/v1/roles')).status).toBe(403);
  });
});

describe('whether somebody can', () => {
  const can = async (ask: Ask, query: Record<string, string>) => {
    const answer = await ask(`/api/v1/can?${new URLSearchParams(query)}`);
    return (await answer.json()) as Record<string, unknown> & { rules: Role['rules'] };
  };
  const asked = { verb: 'job.run', subject: 'model:spread-a' };

  it('is answered with the rule that decides, and the others behind it', async () => {
    const bench = await servers.start();
    await add(bench.ask, { name: 'careful', rules: [{ deny: 'job.run', on: 'model:spread-a' }] });
    const alice = await addSomebody(bench, 'alice', [
      { role: 'operator', on: ['model:spread-*'] },
      everywhere('careful'),
    ]);
    expect(await can(bench.ask, { ...asked, actor: 'alice' })).toEqual({
      actor: `user:${alice.id}`,
      ...asked,
      allowed: false,
      because: 'role careful denies job.run on model:spread-a',
      rules: [
        {
          effect: 'deny',
          role: 'careful',
          verb: 'job.run',
          subject: 'model:spread-a',
          on: null,
          decides: true,
          of: null,
        },
        {
          effect: 'allow',
          role: 'operator',
          verb: 'job.*',
          subject: '*',
          on: 'model:spread-*',
          decides: false,
          of: null,
        },
      ],
    });
    expect(await can(bench.ask, { ...asked, actor: alice.id, subject: 'model:spread-b' })).toMatchObject({
      allowed: true,
    });
    expect(await can(bench.ask, { ...asked, actor: `user:${alice.id}`, subject: 'model:total' })).toMatchObject({
      allowed: false,
      because: 'no rule allows it',
      rules: [],
    });
  });

  it('is answered of a key as well, which both it and whose it is have to allow', async () => {
    const bench = await servers.start();
    const alice = await addSomebody(bench, 'alice', [{ role: 'operator', on: ['model:spread-*'] }]);
    const made = await makeKey(
      { ...bench.server, actor: { name: `user:${alice.id}`, permissions: 'all' } },
      { name: 'all', grants: [everywhere('admin')] },
    );
    for (const actor of [made.id, `token:${made.id}`]) {
      expect(await can(bench.ask, { ...asked, actor, subject: 'model:total' })).toMatchObject({
        actor: `token:${made.id}`,
        allowed: false,
        because: 'whose it is: no rule allows it',
      });
    }
    expect(await can(bench.ask, { ...asked, actor: made.id })).toMatchObject({
      allowed: true,
      rules: [
        { role: 'admin', of: 'the key' },
        { role: 'operator', of: 'whose it is' },
      ],
    });
  });

  it('is answered to everybody about themselves, and about others only to who may ask', async () => {
    const bench = await servers.start();
    const alice = await addSomebody(bench, 'alice', [everywhere('viewer')]);
    await addSomebody(bench, 'bob', [everywhere('viewer')]);
    expect(await can(alice.ask, asked)).toMatchObject({ allowed: false, because: 'no rule allows it' });
    expect(await can(alice.ask, { verb: 'model.read', subject: 'model:a' })).toMatchObject({ allowed: true });
    const others = await Promise.all(
      ['bob', 'nobody-of-that-name'].map((actor) => can(alice.ask, { ...asked, actor })),
    );
    expect(others.map(({ code, detail }) => ({ code, detail }))).toEqual([
      { code: 'auth.denied', detail: expect.stringContaining('permission.read') },
      { code: 'auth.denied', detail: others[0]?.detail },
    ]);
    const stranger = await fetch(`${bench.serving.address}/api/v1/can?${new URLSearchParams(asked)}`);
    expect(stranger.status).toBe(401);
  });

  it('is told of some only: whom one may not ask about is not there', async () => {
    const bench = await servers.start();
    const alice = await addSomebody(bench, 'alice', []);
    await addSomebody(bench, 'bob', []);
    await add(bench.ask, { name: 'asker', rules: [{ allow: 'permission.read', on: `account:${alice.id}` }] });
    const asker = await addSomebody(bench, 'carol', [everywhere('asker')]);
    expect(await can(asker.ask, { ...asked, actor: 'alice' })).toMatchObject({ allowed: false });
    const bob = await can(asker.ask, { ...asked, actor: 'bob' });
    expect(bob).toMatchObject({ code: 'account.missing', status: 404 });
    const none = await can(asker.ask, { ...asked, actor: 'bot' });
    expect(String(none.detail).replace('"bot"', '"bob"')).toBe(bob.detail);
  });

  it('is no for whoever is kept out, and says so', async () => {
    const bench = await servers.start();
    const alice = await addSomebody(bench, 'alice', [everywhere('admin')]);
    expect(await can(bench.ask, { ...asked, actor: 'Alice' })).toMatchObject({ allowed: true });
    await perform({ ...bench.server, actor: system }, accountDisable, { id: alice.id });
    expect(await can(bench.ask, { ...asked, actor: 'alice' })).toMatchObject({
      allowed: false,
      because: 'the account is disabled',
      rules: [],
    });
    expect(await can(bench.ask, { ...asked, actor: alice.keyId })).toMatchObject({ allowed: false });
  });

  it.each([
    ['a pattern of subjects', { ...asked, subject: 'model:*' }, 'subject'],
    ['no subject', { verb: 'job.run' }, 'subject'],
    ['a subject without its kind', { ...asked, subject: 'spread-a' }, 'subject'],
    ['a pattern of verbs', { ...asked, verb: 'job.*' }, 'verb'],
    ['something else', { ...asked, who: 'alice' }, 'who'],
  ])('is not answered about %s', async (_, query, field) => {
    const { ask } = await servers.start();
    expect(await can(ask, query as Record<string, string>)).toMatchObject({
      status: 400,
      field,
    });
  });
});
