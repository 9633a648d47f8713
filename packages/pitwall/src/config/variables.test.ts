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
    expect(await loaded(text, { DIR: '/data' })).toMatchObject({
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

  it('are numbers where the schema takes numbers and texts, if they are written as numbers', async () => {
    const model = 'task: binary, predictions: p.csv, prediction: p, label: y';
    const text = `models: { spread-picker: { ${model} } }`;
    const set = async (value: string) =>
      (await loaded(text, { 'PITWALL__models__spread-picker__costs__false_positive': value }))?.models['spread-picker'];
    expect(await set('2')).toMatchObject({ costs: { false_positive: 2 } });
    expect(await set('amount')).toMatchObject({ costs: { false_positive: 'amount' } });
    expect(await set('007')).toMatchObject({ costs: { false_positive: '007' } });
    expect(await set('12345678901234567890')).toMatchObject({ costs: { false_positive: '12345678901234567890' } });
  });

  it('mean the same in whatever order they come', async () => {
    const datasets = await overridden({
      DATASETS__ODDS__CONTRACT__COLUMNS__PRICE__IN: '1,2',
      DATASETS__ODDS__CONTRACT__COLUMNS__PRICE__TYPE: 'integer',
      DATASETS__ODDS__SOURCE: 'odds.csv',
    });
    expect(datasets).toMatchObject({ odds: { contract: { columns: { price: { in: [1, 2] } } } } });
  });

  it('respect the case of keys where they have small letters', async () => {
    const text = `${games}  Games-2025: { source: other.csv }\n`;
    const set = async (name: string) => (await loaded(text, { [`PITWALL__${name}`]: 'set.csv' }))?.datasets ?? {};
    expect((await set('datasets__Games-2025__source'))['Games-2025']?.source).toEqual(['set.csv']);
    expect((await set('datasets__games-2025__source'))['games-2025']?.source).toEqual(['set.csv']);
    expect((await set('datasets__Games_2025__source'))['Games-2025']?.source).toEqual(['set.csv']);
    expect(Object.keys(await set('datasets__GAMES-2025__source'))).toContain('GAMES-2025');
    expect(await mistakes(text, { PITWALL__datasets__games_2025__Format: 'csv' })).toEqual([
      'PITWALL__datasets__games_2025__Format config.unknown_key: there is no key `Format` in `datasets.games-2025`. Did you mean `format`',
    ]);
  });

  it('find names that have in them what parts the steps', async () => {
    const text = 'datasets: { my__games: { source: a.csv }, my: { source: b.csv }, v1.2: { source: c.csv } }';
    const { load } = configIn({ 'pitwall.yaml': text });
    const env = { PITWALL__DATASETS__MY__GAMES__SOURCE: 'd.csv', PITWALL__DATASETS__MY__SOURCE: 'e.csv' };
    expect((await load(env, undefined, { set: ['datasets.v1.2.source=f.csv'] }))?.config.datasets).toMatchObject({
      my__games: { source: ['d.csv'] },
      my: { source: ['e.csv'] },
      'v1.2': { source: ['f.csv'] },
    });
  });

  it.each<[name: string, env: Record<string, string>, says: string]>([
    [
      'two keys that it may mean',
      { PITWALL__DATASETS__GAMES_2025__SOURCE: 'a' },
      'it may mean games-2025 or Games-2025',
    ],
    ['an empty step', { PITWALL____SOURCE: 'a' }, 'expected a key on each side of __'],
    ['an empty last step', { PITWALL__datasets__: 'a' }, 'expected a key on each side of __'],
    [
      'an entry beyond the end of a list',
      { 'PITWALL__datasets__games-2025__contract__rules__7': 'score > 1' },
      'there is no entry 7 in a list of 1',
    ],
    ['the key of another', { PITWALL__PROJECT: 'a', PITWALL__project: 'b' }, 'PITWALL__PROJECT sets the same key'],
  ])('are mistakes where they have %s', async (_, env, says) => {
    const text = `${games}  Games-2025: { source: other.csv }\n`;
    const [said = ''] = await mistakes(text, env);
    expect(said).toContain(`config.variable: ${says}`);
    expect(said.startsWith(`${Object.keys(env).at(-1)} `)).toBe(true);
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

describe('what was typed', () => {
  const typed = async (...set: string[]) =>
    (await configIn({ 'pitwall.yaml': games }).load({}, undefined, { set }))?.config;

  it('sets keys as they are written, the last of two', async () => {
    expect((await typed('project=a', 'project=b=c'))?.project).toBe('b=c');
    expect((await typed('datasets.games-2025.contract.rules[1]=score > 1'))?.datasets['games-2025']).toMatchObject({
      contract: { rules: [{ expect: 'score > 0' }, { expect: 'score > 1' }] },
    });
    expect((await typed('datasets.odds={"source": ["a.csv"], "null_values": ["-"]}'))?.datasets.odds).toMatchObject({
      source: ['a.csv'],
      null_values: ['-'],
    });
  });

  it.each(['project', '=a', ''])('is a key and a value: %j', async (flag) => {
    expect(await configIn({ 'pitwall.yaml': games }).mistakes({}, undefined, { set: [flag] })).toEqual([
      ' arguments.invalid: expected KEY=VALUE after --set, found no key and no =. Write --set datasets.games.contract.strict=true',
    ]);
  });
});

describe('secrets of the state in the file', () => {
  it('are refused where a key is not for secrets, and where the name cannot be one', async () => {
    expect(await mistakes(`project: "x-\${secret:smtp}"\n`, {})).toEqual([
      expect.stringMatching(/^pitwall\.yaml:1:10 .*expected \$\{secret:smtp\} at a key that is for something secret/),
    ]);
    expect(await mistakes(`project: "\${secret:not a name}"\n`, {})).toEqual([
      expect.stringContaining('expected the name of a secret, found'),
    ]);
  });

  it('stay as they are written where they may stand, for whoever uses them', async () => {
    const text = `access:\n  oidc: { issuer: "https://id.example.com", client_id: pitwall, client_secret: "\${secret:oidc}" }\n`;
    expect((await loaded(text, {}))?.access.oidc?.client_secret).toBe(`\${secret:oidc}`);
  });

  it('may stand anywhere in a channel and in the address that is asked while all is well', async () => {
    const text = `project: league
alerts:
  deadman: { url: "https://dead.example/\${secret:dead}" }
  channels:
    mail: { smtp: "smtp://me:\${secret:smtp}@mail.example:587", to: team@example.com }
    whole: { smtp: { url: "\${secret:mail}", to: team@example.com } }
    hook: { webhook: { url: "https://\${secret:host}/x", headers: { x-key: "\${secret:key}" } } }
    other: { alertmanager: { url: "\${secret:am}", headers: { authorization: "Basic \${secret:basic}" } } }
    chat: { slack: "\${secret:slack}" }
`;
    expect((await loaded(text, {}))?.alerts).toMatchObject({
      deadman: { url: `https://dead.example/\${secret:dead}` },
      channels: { other: { alertmanager: { url: `\${secret:am}` } } },
    });
    expect(await mistakes(`project: a\nalerts: { url: "https://a.example/\${secret:x}" }\n`, {})).toEqual([
      expect.stringContaining(`expected \${secret:x} at a key that is for something secret`),
    ]);
    expect(await mistakes(`project: a\nalerts: { channels: { m: { slack: "\${secret:no name}" } } }\n`, {})).toEqual([
      expect.stringContaining('expected the name of a secret'),
    ]);
  });
});
