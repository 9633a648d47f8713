import { describe, expect, it } from 'vitest';
import { type Bench, useServers } from '../../../http/testing/bench.ts';
import { addSomebody } from '../../../http/testing/somebody.ts';
import { useCommandLine } from '../../in-process.suite.ts';

const servers = useServers();
const { pitwall, write } = useCommandLine();

/** The command line of whoever has the token. */
const asker =
  (bench: Bench, token = bench.keys.token) =>
  (...typed: string[]) =>
    pitwall(typed, { env: { PITWALL_SERVER: bench.serving.address, PITWALL_TOKEN: token } });

describe('pitwall role', () => {
  it('adds a role as it is typed, lists it, and removes it', async () => {
    const ask = asker(await servers.start());
    const typed = [
      '--allow',
      'job.*,model.judge',
      '--allow',
      '*.read',
      '--deny',
      'job.retry',
      '--on',
      'model:spread-*',
    ];
    const added = await ask('role', 'add', 'spread-team', ...typed, '--summary', 'Runs the spread models');
    expect(added).toMatchObject({ code: 0, out: '' });
    expect(added.said).toContain('spread-team is there, and nobody has it yet.');
    const { out } = await ask('role', 'list');
    expect(out).toContain('  admin  built in · 1 key · Everything\n    allows *\n      on *\n');
    expect(out).toContain(
      '  spread-team  Runs the spread models\n    allows job.*, model.judge, *.read\n      on model:spread-*\n    denies job.retry\n',
    );
    expect((await ask('role', 'remove', 'spread-team')).said).toBe('spread-team is gone.\n');
    expect((await ask('role', 'list')).out).not.toContain('spread-team');
    expect(await ask('role', 'remove', 'spread-team')).toMatchObject({
      code: 2,
      said: expect.stringContaining('role.missing'),
    });
  });

  it('adds the role of a file, and replaces it only where that is said', async () => {
    const ask = asker(await servers.start());
    write(
      'role.yaml',
      'name: spread-team\nrules:\n  - allow: job.*\n    on: model:spread-*\n  - deny: job.retry\n    on: [model:spread-a]\n',
    );
    expect((await ask('role', 'add', '--file', 'role.yaml')).code).toBe(0);
    expect(await ask('role', 'add', '--file', 'role.yaml')).toMatchObject({
      code: 2,
      said: expect.stringContaining('--replace'),
    });
    expect((await ask('role', 'add', '--file', 'role.yaml', '--replace')).said).toContain('Whoever has spread-team');
    expect((await ask('role', 'add', 'copy', '--file', 'role.yaml')).code).toBe(0);
    const { out } = await ask('role', 'list', '--json');
    const roles = JSON.parse(out) as { name: string; rules: unknown }[];
    for (const name of ['spread-team', 'copy']) {
      expect(roles.find((role) => role.name === name)?.rules).toEqual([
        { allow: ['job.*'], on: ['model:spread-*'] },
        { deny: ['job.retry'], on: ['model:spread-a'] },
      ]);
    }
  });

  it.each([
    ['nothing that it allows', ['spread-team'], 'arguments.invalid', "--allow 'job.*'"],
    ['no name', ['--allow', 'job.*'], 'arguments.invalid', 'a name for the role'],
    ['rules in two places', ['--file', 'bad.yaml', '--allow', 'job.*'], 'arguments.invalid', '--file or --allow'],
    ['a file that is not there', ['--file', 'none.yaml'], 'config.missing', 'none.yaml'],
    ['a subject without its kind', ['x', '--allow', 'job.*', '--on', 'spread-*'], 'request.invalid', 'model:spread-a'],
    ['a mistake in its file', ['--file', 'bad.yaml'], 'config', 'bad.yaml:3'],
  ])('refuses %s', async (_, typed, code, text) => {
    const bench = await servers.start();
    write('bad.yaml', 'name: x\nrules:\n  - alow: job.*\n');
    const { code: exit, said } = await asker(bench)('role', 'add', ...typed);
    expect(exit).toBe(2);
    expect(said).toContain(code);
    expect(said).toContain(text);
  });
});

describe('pitwall can', () => {
  it('ends with 0 where somebody may, and with 1 where they may not, and says why', async () => {
    const bench = await servers.start();
    const ask = asker(bench);
    await ask('role', 'add', 'careful', '--deny', 'job.run', '--on', 'model:spread-a');
    await addSomebody(bench, 'alice', [
      { role: 'operator', on: ['model:spread-*'] },
      { role: 'careful', on: ['*'] },
    ]);
    expect(await ask('can', 'alice', 'job.run', 'model:spread-b')).toEqual({
      code: 0,
      out: '✓ alice may do job.run on model:spread-b\n  role operator allows job.* on *, granted on model:spread-*\n',
      said: '',
    });
    expect(await ask('can', 'alice', 'job.run', 'model:spread-a')).toEqual({
      code: 1,
      out: [
        '✗ alice may not do job.run on model:spread-a',
        '  role careful denies job.run on model:spread-a',
        '  less specific: role operator allows job.* on *, granted on model:spread-*',
        '',
      ].join('\n'),
      said: '',
    });
    const { code, out } = await ask('can', 'alice', 'role.add', 'role:x', '--json');
    expect([code, JSON.parse(out)]).toEqual([
      1,
      expect.objectContaining({ allowed: false, because: 'no rule allows it', rules: [] }),
    ]);
  });

  it('asks about whoever asks, and about others only for who may', async () => {
    const bench = await servers.start();
    const alice = await addSomebody(bench, 'alice', [{ role: 'viewer', on: ['*'] }]);
    await addSomebody(bench, 'bob', []);
    const ask = asker(bench, alice.token);
    expect((await ask('can', 'me', 'model.read', 'model:a')).out).toContain(
      `You (token:${alice.keyId}) may do model.read`,
    );
    expect((await ask('can', 'me', 'job.run', 'model:a')).code).toBe(1);
    expect(await ask('can', 'bob', 'job.run', 'model:a')).toMatchObject({
      code: 2,
      said: expect.stringContaining('permission.read'),
    });
  });

  it('does not know whoever is not there', async () => {
    const ask = asker(await servers.start());
    expect(await ask('can', 'nobody', 'job.run', 'model:a')).toMatchObject({
      code: 2,
      said: expect.stringContaining('account.missing'),
    });
  });
});
