import { describe, expect, it } from 'vitest';
import { type ContractInput, contractSchema } from './config.ts';
import { compileRowJudge, type Row } from './row.ts';
import { fileFormats, notPassed, useTables } from './tables.suite.ts';

const tables = useTables();

/** The record of a college-basketball game that a betting model learns from. */
const contract: ContractInput = {
  key: ['game_id'],
  columns: {
    game_id: 'string',
    date: 'date',
    season: { type: 'integer', min: 2000, max: 2030 },
    home_team: 'string',
    away_team: 'string',
    team_efficiency: { type: 'number', min: 0, max: 1 },
    player_availability: { type: 'number', min: 0, max: 1 },
    dynamic_factors: { type: 'number', min: 0, max: 1 },
    market_signals: { type: 'number', min: 0, max: 1 },
    target: { type: 'integer', in: [0, 1] },
  },
  rules: [
    'home_team <> away_team',
    { name: 'date_in_season', expect: 'year(date) = season or year(date) = season - 1' },
  ],
};

const game = (number: number, home: string, away: string, target: number): Row => ({
  game_id: `CBB_2024_${String(number).padStart(3, '0')}`,
  date: `2024-01-${String(14 + number)}`,
  season: 2024,
  home_team: home,
  away_team: away,
  team_efficiency: 0.6 + number / 20,
  player_availability: 1 - number / 25,
  dynamic_factors: 0.5,
  market_signals: number === 3 ? 1 : 0.05 * number,
  target,
});

const sample: readonly Row[] = [
  game(1, 'Duke', 'UNC', 1),
  game(2, 'Kansas', 'Kentucky', 0),
  game(3, 'UCLA', 'USC', 1),
  game(4, 'Gonzaga', "Saint Mary's", 1),
  game(5, 'Villanova', 'Georgetown', 0),
];

describe('the sample of five games', () => {
  it.each([...fileFormats, 'rows'])('is accepted in %s', async (format) => {
    const table =
      format === 'rows'
        ? await tables.rows(sample)
        : await tables.open(await tables.write(`sample.${format}`, sample, contractSchema.parse(contract)));
    const { findings, score } = await tables.judge(contract, table);
    expect(notPassed(findings)).toEqual([]);
    expect(score.score).toBe(100);
  });

  it('is accepted row by row', () => {
    expect(sample.flatMap(compileRowJudge(contractSchema.parse(contract)))).toEqual([]);
  });
});

describe('a value of another type is rejected where the format knows types', () => {
  const spoilt: [string, Row, string][] = [
    ['the text "2024" as a season', { season: '2024' }, 'season'],
    ['true as a target', { target: true }, 'target'],
    ['0.9 as a target', { target: 0.9 }, 'target'],
    ['2024-1-5 as a day', { date: '2024-1-5' }, 'date'],
    ['a time as a day', { date: '2024-01-05T00:00:00Z' }, 'date'],
    ['the 30th of February', { date: '2024-02-30' }, 'date'],
    ['the text "0.5" as a share', { team_efficiency: '0.5' }, 'team_efficiency'],
    ['a number as a team', { home_team: 7 }, 'home_team'],
    ['a list as a team', { home_team: ['Duke'] }, 'home_team'],
  ];

  it.each(spoilt)('%s', async (title, change, column) => {
    const rows = sample.map((row, index) => (index === 2 ? { ...row, ...change } : row));
    const name = title.replace(/\W+/g, '-');
    for (const table of [
      await tables.rows(rows),
      await tables.open(await tables.write(`${name}.json`, rows)),
      await tables.open(await tables.write(`${name}.ndjson`, rows)),
    ]) {
      const { findings } = await tables.judge(contract, table);
      expect(notPassed(findings)).toMatchObject([
        {
          subject: `dataset:data/column:${column}`,
          metric: 'contract.type',
          status: 'alert',
          evidence: { count: 1, total: 5, examples: [{ row: 3, column }] },
        },
      ]);
    }
    expect(rows.flatMap(compileRowJudge(contractSchema.parse(contract)))).toMatchObject([
      { field: column, metric: 'contract.type' },
    ]);
  });

  it.each<[string, Row, string]>([
    ['true as a target', { target: 'true' }, 'contract.type'],
    ['0.9 as a target', { target: 0.9 }, 'contract.type'],
    ['2 as a target', { target: 2 }, 'contract.allowed'],
    ['2024-1-5 as a day', { date: '2024-1-5' }, 'contract.type'],
    ['a season of 1999', { season: 1999, date: '1999-01-05' }, 'contract.range'],
    ['a share of 1.01', { dynamic_factors: 1.01 }, 'contract.range'],
  ])('and in CSV, which knows none, what does not read as one: %s', async (title, change, metric) => {
    const rows = sample.map((row, index) => (index === 4 ? { ...row, ...change } : row));
    const { findings } = await tables.judge(
      contract,
      await tables.open(await tables.write(`csv-${title.replace(/\W+/g, '-')}.csv`, rows)),
    );
    expect(notPassed(findings)).toMatchObject([{ metric, evidence: { count: 1, examples: [{ row: 5 }] } }]);
  });
});

describe('a whole Parquet column of another type', () => {
  it.each([
    ['text', "'2024'"],
    ['a boolean', 'true'],
    ['a day', "DATE '2024-01-05'"],
  ])('%s is no season', async (title, sql) => {
    const path = tables.path(`season-${title.replace(' ', '-')}.parquet`);
    await tables.engine().query(`COPY (SELECT ${sql} AS season FROM range(3)) TO '${path}' (FORMAT parquet)`);
    const { findings } = await tables.judge({ columns: { season: 'integer' } }, await tables.open(path));
    expect(notPassed(findings)).toMatchObject([{ metric: 'contract.type', evidence: { count: 3, total: 3 } }]);
  });
});

describe('thousands of columns', () => {
  it('are planned, judged and shown, and no step takes the square of their number', async () => {
    const names = Array.from({ length: 1_500 }, (_, index) => `c${index}`);
    const table = await tables.open(
      await tables.write(
        'wide.csv',
        `${names.join(',')}\n${names.map((_, index) => index).join(',')}\n${names.map((_, index) => (index % 100 === 7 ? 'x' : index)).join(',')}\n`,
      ),
    );
    const wide: ContractInput = {
      columns: Object.fromEntries(names.map((name) => [name, { type: 'integer' as const, max: 1_400 }])),
      rules: ['c0 < c1499'],
    };
    const { findings } = await tables.judge(wide, table);
    const found = (metric: string) =>
      findings.filter((finding) => finding.metric === metric && finding.status === 'alert');
    expect([found('contract.type').length, found('contract.range').length, found('contract.rule').length]).toEqual([
      15, 99, 0,
    ]);
    expect(found('contract.type').at(-1)).toMatchObject({
      subject: 'dataset:data/column:c1407',
      evidence: { examples: [{ file: 'wide.csv', row: 2, column: 'c1407', value: 'x' }] },
    });
  }, 60_000);
});
