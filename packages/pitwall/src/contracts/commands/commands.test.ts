import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { CommandContext, Invocation } from '../../core/command.ts';
import { contractFromYaml } from '../formats/yaml.ts';
import { contractCommands } from './commands.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pitwall-commands-'));
  const rows = Array.from({ length: 30 }, (_, index) => `g${index},${2000 + (index % 20)}`);
  await writeFile(join(folder, 'games.csv'), `game_id,season\n${rows.join('\n')}\n`);
  await writeFile(join(folder, 'old.yaml'), 'columns: { id: string, n: { type: integer, max: 9 } }\n');
  await writeFile(join(folder, 'loose.yaml'), 'columns: { id: string, n: { type: integer, max: 99 } }\n');
  await writeFile(join(folder, 'tight.yaml'), 'columns: { id: string, n: { type: integer, max: 5 } }\n');
  await writeFile(
    join(folder, 'pitwall.yaml'),
    'datasets:\n  games: { source: games.csv, contract: { key: game_id, columns: { game_id: string, season: integer } } }\n  teams: { source: t.csv, contract: { columns: { team: string } } }\n  bare: { source: b.csv }\n',
  );
  await writeFile(
    join(folder, 'suite.json'),
    JSON.stringify({
      name: 'games',
      expectations: [
        { type: 'expect_column_values_to_not_be_null', kwargs: { column: 'game_id' } },
        { type: 'expect_column_kl_divergence_to_be_less_than', kwargs: { column: 'season' } },
      ],
    }),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(name: string, args: readonly string[], options: Readonly<Record<string, string | true>> = {}) {
  const command = contractCommands.find((one) => one.name === name);
  if (!command) throw new Error(`there is no command ${name}`);
  const given = {
    ...Object.fromEntries(
      command.options.flatMap((option) => (option.default === undefined ? [] : [[option.name, option.default]])),
    ),
    ...options,
  };
  const known = new Set(command.options.map((option) => option.name));
  if (Object.keys(options).some((option) => !known.has(option)))
    throw new Error('an option that the command does not declare');
  let written = '';
  let said = '';
  const invocation: Invocation = {
    arguments: args,
    text: (option) => (typeof given[option] === 'string' ? given[option] : undefined),
    texts: () => [],
    given: (option) => option in options,
  };
  const context: CommandContext = {
    cwd: folder,
    env: {},
    now: new Date('2026-01-12T06:00:00Z'),
    stdin: (async function* () {})(),
    terminal: { colour: false, width: 80 },
    write: (output) => {
      written += output.toString();
    },
    say: (text) => {
      said += text;
    },
    progress: () => undefined,
  };
  const code = await command.run(invocation, context);
  return { code, written, said };
}

describe('contract infer', () => {
  it('prints a contract that reads back, with what was seen', async () => {
    const { code, written } = await run('contract infer', ['games.csv']);
    expect(code).toBe(0);
    expect(written).toContain('# 2000 to 2019');
    expect(contractFromYaml(written)).toMatchObject({ key: ['game_id'], columns: { season: { type: 'integer' } } });
  });

  it('writes it where it is told to, and says when it cannot', async () => {
    const { written, said } = await run('contract infer', ['games.csv'], { out: 'inferred.yaml' });
    expect([written, said]).toEqual(['', 'Wrote inferred.yaml\n']);
    expect(contractFromYaml(await readFile(join(folder, 'inferred.yaml'), 'utf8')).key).toEqual(['game_id']);
    await expect(run('contract infer', ['games.csv'], { out: 'no/folder/x.yaml' })).rejects.toMatchObject({
      code: 'output.unwritable',
    });
    await expect(run('contract infer', ['nothing.csv'])).rejects.toMatchObject({ code: 'data.missing' });
  });
});

describe('contract diff', () => {
  it.each([
    ['old.yaml', 'old.yaml', {}, 0, /nothing changed/],
    ['old.yaml', 'tight.yaml', {}, 1, /1 breaking, 0 loosened, 0 compatible/],
    ['old.yaml', 'loose.yaml', {}, 0, /0 breaking, 1 loosened/],
    ['old.yaml', 'loose.yaml', { strict: true as const }, 1, /! loosened/],
  ])('from %s to %s with %j ends with %d', async (before, after, options, code, output) => {
    const result = await run('contract diff', [before, after], options);
    expect(result.code).toBe(code);
    expect(result.written).toMatch(output);
  });

  it('prints the changes for programs', async () => {
    const { written } = await run('contract diff', ['old.yaml', 'tight.yaml'], { json: true });
    expect(JSON.parse(written)).toMatchObject([{ kind: 'breaking' }]);
  });
});

describe('contract export and import', () => {
  it('go to ODCS and back', async () => {
    const { written } = await run('contract export', [], { dataset: 'games' });
    await writeFile(join(folder, 'games.odcs.yaml'), written);
    const { written: again, said } = await run('contract import', ['games.odcs.yaml']);
    expect(contractFromYaml(again)).toMatchObject({
      key: ['game_id'],
      columns: { game_id: { type: 'string' }, season: { type: 'integer' } },
    });
    expect(said).toMatch(/^Read odcs: 2 columns/);
  });

  it('write a JSON Schema, and the contract by itself', async () => {
    const { written } = await run('contract export', ['pitwall.yaml'], { dataset: 'games', to: 'json-schema' });
    expect(JSON.parse(written)).toMatchObject({ type: 'object', properties: { season: { type: 'integer' } } });
    expect(
      parse((await run('contract export', ['pitwall.yaml'], { dataset: 'teams', to: 'pitwall' })).written),
    ).toEqual({ columns: { team: 'string' } });
  });

  it('list what has no equal, and learn types from data', async () => {
    const { written, said } = await run('contract import', ['suite.json'], { data: 'games.csv' });
    expect(contractFromYaml(written).columns).toMatchObject({ game_id: { type: 'string', nulls: 0 } });
    expect(written).toMatch(/# not imported: .*kl_divergence/);
    expect(said).toMatch(/: 1 statement$/m);
  });

  it.each<[readonly string[], Record<string, string>, RegExp]>([
    [['pitwall.yaml'], {}, /expected one dataset with a contract, found games, teams.*--dataset games/],
    [['pitwall.yaml'], { dataset: 'bare' }, /there is no dataset bare with a contract/],
    [['nothing.yaml'], {}, /the file could not be read/],
  ])('say what is wrong with %j %j', async (args, options, message) => {
    await expect(run('contract export', args, options)).rejects.toThrow(message);
  });
});
