import { describe, expect, it } from 'vitest';
import { config, games } from './games.ts';
import { scratch } from './run.ts';

const contract = config
  .split('\n')
  .slice(5)
  .map((line) => line.slice(6))
  .join('\n');

const suite = {
  expectation_suite_name: 'games',
  expectations: [
    { expectation_type: 'expect_column_values_to_not_be_null', kwargs: { column: 'team' } },
    {
      expectation_type: 'expect_column_values_to_be_between',
      kwargs: { column: 'season', min_value: 2000, max_value: 2030 },
    },
    { expectation_type: 'expect_column_kl_divergence_to_be_less_than', kwargs: { column: 'score', threshold: 0.1 } },
  ],
};

describe('pitwall contract', () => {
  it('infers a contract that the data passes and other data fails', async () => {
    const { pitwall, write, read } = scratch();
    write('games.csv', games);
    const [printed, written] = [
      await pitwall(['contract', 'infer', 'games.csv']),
      await pitwall(['contract', 'infer', 'games.csv', '-o', 'own.yaml']),
    ];
    expect(printed).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('season: integer') });
    expect(written).toMatchObject({ code: 0, stdout: '', stderr: 'Wrote own.yaml\n' });
    expect(read('own.yaml')).toBe(printed.stdout);
    write(
      'pitwall.yaml',
      `datasets:\n  games:\n    source: games.csv\n    contract:\n${printed.stdout.replace(/^(?=.)/gm, '      ')}`,
    );
    expect((await pitwall(['check', '-q'])).code).toBe(0);
    write('games.csv', games.replace('2024', 'last year'));
    expect((await pitwall(['check', '-q'])).code).toBe(1);
  });

  it('tells what a change breaks by its exit code', async () => {
    const { pitwall, write } = scratch();
    write('old.yaml', contract);
    write('narrower.yaml', contract.replace('max: 2030', 'max: 2029'));
    write('wider.yaml', contract.replace('max: 2030', 'max: 2031'));
    const diff = async (...typed: string[]): Promise<[number | null, string]> => {
      const { code, stdout } = await pitwall(['contract', 'diff', ...typed]);
      return [code, stdout];
    };
    expect(await diff('old.yaml', 'old.yaml')).toEqual([0, '✓ nothing changed\n']);
    expect(await diff('old.yaml', 'narrower.yaml')).toEqual([1, expect.stringContaining('✗ breaking')]);
    expect(await diff('old.yaml', 'wider.yaml')).toEqual([0, expect.stringContaining('1 loosened')]);
    expect(await diff('old.yaml', 'wider.yaml', '--strict')).toEqual([1, expect.stringContaining('! loosened')]);
    const [, json] = await diff('old.yaml', 'narrower.yaml', '--json');
    expect(JSON.parse(json)).toMatchObject([{ kind: 'breaking' }]);
  });

  it('comes back unchanged from the Open Data Contract Standard', async () => {
    const { pitwall, write, read } = scratch();
    write('pitwall.yaml', config);
    write('old.yaml', contract);
    expect((await pitwall(['contract', 'export', '--to', 'odcs', '--out', 'games.odcs.yaml'])).code).toBe(0);
    expect(read('games.odcs.yaml')).toMatch(/^kind: DataContract$/m);
    expect(await pitwall(['contract', 'import', 'games.odcs.yaml', '--out', 'back.yaml'])).toMatchObject({ code: 0 });
    expect(await pitwall(['contract', 'diff', 'old.yaml', 'back.yaml', '--strict'])).toMatchObject({
      code: 0,
      stdout: '✓ nothing changed\n',
    });
    const schema = await pitwall(['contract', 'export', '--to', 'json-schema']);
    expect(JSON.parse(schema.stdout)).toMatchObject({ properties: { season: { minimum: 2000 } } });
  });

  it('imports a suite of Great Expectations and lists what has no equal', async () => {
    const { pitwall, write } = scratch();
    write('suite.json', JSON.stringify(suite));
    write('games.csv', games);
    const ran = await pitwall(['contract', 'import', 'suite.json', '--data', 'games.csv', '--out', 'imported.yaml']);
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringMatching(/great-expectations.*1 statement/) });
    const { stdout } = await pitwall(['contract', 'import', 'suite.json', '--data', 'games.csv']);
    expect(stdout).toMatch(/season: \{.*type: integer.*min: 2000/);
    expect(stdout).toMatch(/^# not imported: .*kl_divergence/m);
    const exported = await pitwall(['contract', 'export', 'imported.yaml', '--to', 'pitwall']);
    expect(exported.code).toBe(0);
  });
});
