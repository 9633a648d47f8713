import { describe, expect, it } from 'vitest';
import type { Config } from './schema.ts';
import { configIn } from './scratch.suite.ts';

const games = `project: league
datasets:
  games-2025:
    source: games.csv
    contract:
      columns:
        homeTeam: string
        score: { type: integer, in: [9] }
      rules: ["score > 0"]
`;

async function loaded(text: string, env: Record<string, string>): Promise<Config | undefined> {
  return (await configIn({ 'pitwall.yaml': text }).load(env))?.config;
}

const overridden = async (env: Record<string, string>) =>
  (await loaded(games, Object.fromEntries(Object.entries(env).map(([name, text]) => [`PITWALL__${name}`, text]))))
    ?.datasets;

const mistakes = (text: string, env: Record<string, string>): Promise<string[]> =>
  configIn({ 'pitwall.yaml': text }).mistakes(env);

describe('variables in the file', () => {
  it('are filled in, alone, in the middle of a text and in lists, with a default where they are not set', async () => {
    const text = `project: \${env:NAME:-league}\ndatasets: { games: { source: ["\${env:DIR}/a.csv", "\${env:DIR:-x}/\${env:FILE:-b.csv}"] } }\n`;
    expect(await loaded(text, { DIR: '/data' })).toEqual({
      project: 'league',
      datasets: { games: { source: ['/data/a.csv', '/data/b.csv'] } },
      models: {},
    });
    expect((await loaded(`project: "a\${env:EMPTY:-}b"`, {}))?.project).toBe('ab');
    expect((await loaded(`project: "a\${env:EMPTY:-c}b"`, { EMPTY: '' }))?.project).toBe('ab');
  });

  it('that are not set are told together, where they stand', async () => {
    expect(await mistakes(`project: \${env:ONE}\ndatasets:\n  games: { source: "\${env:TWO}.csv" }\n`, {})).toEqual([
      `pitwall.yaml:1:10 config.variable: the environment variable ONE is not set. Set it, or give a default: \${env:ONE:-default}`,
      expect.stringMatching(/^pitwall\.yaml:3:20 .* TWO is not set/),
    ]);
  });

  it('mean what the schema wants there', async () => {
    const text = `project: \${env:P}\ndatasets: { a: { source: a, null_values: ["\${env:P}"], contract: { strict: "\${env:S}", duplicates: "\${env:D}" } } }\n`;
    expect(await loaded(text, { P: '007', S: 'true', D: '0.5' })).toMatchObject({
      project: '007',
      datasets: { a: { null_values: ['007'], contract: { strict: true, duplicates: 0.5 } } },
    });
  });

  it('are not printed where they are wrong', async () => {
    const [said = ''] = await mistakes(`datasets: { a: { source: a, format: "\${env:SECRET}" } }`, {
      SECRET: 'hunter2',
    });
    expect(said).toContain(`found "\${env:SECRET}"`);
    expect(said).not.toContain('hunter2');
  });

  it('are taken from the environment, not from the value of another variable', async () => {
    expect((await loaded(`project: \${env:A}`, { A: `\${env:B}`, B: 'b' }))?.project).toBe(`\${env:B}`);
  });
});

describe('variables over the file', () => {
  it('set keys whatever their case, and with _ for what a name cannot hold', async () => {
    const datasets = await overridden({
      DATASETS__GAMES_2025__SOURCE: 'other.csv',
      DATASETS__GAMES_2025__CONTRACT__COLUMNS__HOMETEAM__NULLS: '0.5',
      DATASETS__GAMES_2025__CONTRACT__COLUMNS__HOMETEAM__TYPE: 'string',
    });
    expect(Object.keys(datasets ?? {})).toEqual(['games-2025']);
    expect(datasets?.['games-2025']).toMatchObject({
      source: ['other.csv'],
      contract: { columns: { homeTeam: { nulls: 0.5 } } },
    });
  });

  it('add what is not there, in lower case', async () => {
    expect(await overridden({ DATASETS__ODDS__SOURCE: 'odds.csv' })).toMatchObject({ odds: { source: ['odds.csv'] } });
    const { load } = configIn({ 'pitwall.yaml': '' });
    expect((await load({ PITWALL__DATASETS__ODDS__SOURCE: 'odds.csv' }))?.config.datasets).toHaveProperty('odds');
  });

  it.each<[path: string, text: string, expected: unknown]>([
    ['CONTRACT__STRICT', 'true', { contract: { strict: true } }],
    ['CONTRACT__DUPLICATES', '.25', { contract: { duplicates: 0.25 } }],
    ['CONTRACT__ROWS__MIN', '10', { contract: { rows: { min: 10 } } }],
    ['CONTRACT__DESCRIPTION', '007', { contract: { description: '007' } }],
    ['CONTRACT__DESCRIPTION', 'true', { contract: { description: 'true' } }],
    ['CONTRACT__DESCRIPTION', '["a"]', { contract: { description: '["a"]' } }],
    ['SOURCE', '2025', { source: ['2025'] }],
    ['SOURCE', 'data/{a,b}.csv', { source: ['data/{a,b}.csv'] }],
    ['SOURCE', '["a.csv", "b.csv"]', { source: ['a.csv', 'b.csv'] }],
    ['SOURCE', '[ab].csv', { source: ['[ab].csv'] }],
    ['NULL_VALUES', 'NA', { null_values: ['NA'] }],
    ['NULL_VALUES', '-9, 007,', { null_values: ['-9', '007', ''] }],
    ['NULL_VALUES', '', { null_values: [] }],
    ['CONTRACT__COLUMNS__SCORE__IN', '1,2', { contract: { columns: { score: { in: [1, 2] } } } }],
    ['CONTRACT__COLUMNS__SCORE__IN__0', '3', { contract: { columns: { score: { in: [3] } } } }],
    ['CONTRACT__RULES__0', 'score > 1', { contract: { rules: [{ expect: 'score > 1' }] } }],
  ])('mean what the schema wants: %s=%j', async (path, text, expected) => {
    expect((await overridden({ [`DATASETS__GAMES_2025__${path}`]: text }))?.['games-2025']).toMatchObject(
      expected as object,
    );
  });

  it('mean the same in whatever order they come', async () => {
    const datasets = await overridden({
      DATASETS__ODDS__CONTRACT__COLUMNS__PRICE__IN: '1,2',
      DATASETS__ODDS__CONTRACT__COLUMNS__PRICE__TYPE: 'integer',
      DATASETS__ODDS__SOURCE: 'odds.csv',
    });
    expect(datasets).toMatchObject({ odds: { contract: { columns: { price: { in: [1, 2] } } } } });
  });

  it('are named as the place of a mistake, and their value is not printed', async () => {
    const said = await mistakes(games, {
      PITWALL__DATASETS__GAMES_2025__FORMAT: 'hunter2',
      PITWALL__DATASETS__GAMES_2025__CONTRACT__DUPLICATES: '7',
      PITWALL__DATASETS__GAMES_2025__SORCE: 'x',
      PITWALL__DATSETS__GAMES: 'x',
    });
    expect(said).toHaveLength(4);
    expect(said.join('\n')).not.toContain('hunter2');
    for (const expected of [
      /^PITWALL__DATASETS__GAMES_2025__FORMAT config\.invalid: expected one of csv/,
      /^PITWALL__DATASETS__GAMES_2025__CONTRACT__DUPLICATES config\.invalid: expected at most 1/,
      /^PITWALL__DATASETS__GAMES_2025__SORCE config\.unknown_key: .*`source`/,
      /^PITWALL__DATSETS__GAMES config\.unknown_key: .*`datasets`/,
    ]) {
      expect(said.filter((text) => expected.test(text))).toHaveLength(1);
    }
  });

  it('leave mistakes of the file where they are', async () => {
    const text = 'datasets:\n  games:\n    format: cvs\n    source: a\n';
    expect(await mistakes(text, { PITWALL__DATASETS__GAMES__SOURCE: 'b' })).toEqual([
      expect.stringMatching(/^pitwall\.yaml:3:13 /),
    ]);
  });
});
