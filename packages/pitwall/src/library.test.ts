import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Report, reportSchema } from '@pitwall/sdk';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { type ConfigInput, check, defineConfig, PitwallError } from './index.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pitwall-library-'));
  await writeFile(join(folder, 'games.csv'), 'id,n\na,1\nb,-2\n');
  await writeFile(join(folder, 'late.csv'), 'id,n\nc,3\n');
  await writeFile(join(folder, 'teams.csv'), 'team\nDuke\n');
  await writeFile(
    join(folder, 'pitwall.yaml'),
    'project: courtside\ndatasets:\n  games: { source: games.csv, contract: { columns: { id: string, n: { type: integer, min: 0 } } } }\n  teams: { source: teams.csv }\n',
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const now = new Date('2026-01-12T06:00:00Z');

describe('check', () => {
  it('judges every dataset of the configuration, and returns a report', async () => {
    const report = await check({ cwd: folder, now });
    expectTypeOf(report).toEqualTypeOf<Report>();
    expect(reportSchema.parse(report)).toEqual(report);
    expect(report).toMatchObject({
      report: 1,
      project: 'courtside',
      at: now.toISOString(),
      status: 'alert',
      counts: { alert: 1, warning: 0, unknown: 0, pass: report.findings.length - 1 },
    });
    expect(report.datasets.map(({ name, status, rows }) => [name, status, rows])).toEqual([
      ['games', 'alert', 2],
      ['teams', 'pass', 1],
    ]);
    expect(report.datasets[0]).toMatchObject({ sources: [{ path: 'games.csv', format: 'csv' }], score: 75 });
    expect(report.datasets[0]?.columns).toMatchObject([
      { name: 'id', type: 'string', rows: 2, missing: 0, invalid: 0, picture: null },
      { name: 'n', invalid: 1, minimum: '-2', maximum: '1', picture: null },
    ]);
  });

  it('judges files that are named, one dataset, a configuration in code, and draws when asked', async () => {
    expect((await check({ cwd: folder, now, files: 'late.csv', dataset: 'games' })).datasets).toMatchObject([
      { name: 'games', status: 'pass', rows: 1 },
    ]);
    expect((await check({ cwd: folder, now, dataset: 'teams' })).datasets.map(({ name }) => name)).toEqual(['teams']);
    const config = defineConfig({ datasets: { any: { source: ['*.csv'] } } });
    expect((await check({ cwd: folder, now, config, files: ['games.csv', 'late.csv'] })).datasets).toMatchObject([
      { name: 'any', rows: 3 },
    ]);
    const [drawn] = (await check({ cwd: folder, now, dataset: 'games', pictures: true })).datasets;
    expect(drawn?.columns.map(({ picture }) => picture === null)).toEqual([false, false]);
  });

  it('gives the same report for the same data at the same time', async () => {
    expect(await check({ cwd: folder, now })).toEqual(await check({ cwd: folder, now }));
  });

  it.each<[string, object, object]>([
    ['no configuration', { cwd: tmpdir() }, { code: 'config.missing' }],
    [
      'a dataset that is none',
      { dataset: 'gmaes' },
      { code: 'arguments.invalid', message: expect.stringMatching(/no dataset gmaes.*Did you mean games/) },
    ],
    ['a dataset that every object has', { dataset: 'constructor' }, { code: 'arguments.invalid' }],
    [
      'a file that is none',
      { files: 'nothing.csv', dataset: 'games' },
      { code: 'data.missing', place: { file: 'nothing.csv' } },
    ],
    [
      'a configuration that is none',
      { config: { datasets: { games: { sauce: 'x' } } } },
      { code: 'config.unknown_key' },
    ],
  ])('says what is wrong with %s', async (_, input, error) => {
    const failure = await check({ cwd: folder, now, ...input }).catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(PitwallError);
    expect(failure).toMatchObject(error);
  });
});

describe('defineConfig', () => {
  it('fills in what is not said', () => {
    const config = defineConfig({
      datasets: {
        games: { source: 'games.csv', contract: { key: 'id', columns: { id: 'string' }, rules: ["id <> ''"] } },
      },
    });
    expect(config).toMatchObject({
      datasets: {
        games: {
          source: ['games.csv'],
          contract: {
            key: ['id'],
            strict: false,
            columns: { id: { type: 'string', nulls: 0 } },
            rules: [{ expect: "id <> ''", severity: 'alert' }],
          },
        },
      },
    });
  });

  it('knows the keys of a contract, so that an editor can offer them', () => {
    type Contract = NonNullable<NonNullable<NonNullable<ConfigInput['datasets']>[string]>['contract']>;
    type Column = Exclude<NonNullable<Contract['columns']>[string], string>;
    expectTypeOf<Contract>().toHaveProperty('freshness');
    expectTypeOf<Column['type']>().toEqualTypeOf<
      'string' | 'integer' | 'number' | 'boolean' | 'date' | 'timestamp' | 'category'
    >();
    expectTypeOf<Column['unique']>().toEqualTypeOf<boolean | undefined>();
    expectTypeOf<{ type: 'integr' }>().not.toExtend<Column>();
    expectTypeOf<'integer'>().toExtend<NonNullable<Contract['columns']>[string]>();
    expectTypeOf<NonNullable<Contract['key']>>().toEqualTypeOf<string | readonly string[]>();
  });

  it('refuses what is none, and says where', () => {
    expect(() =>
      defineConfig({
        datasets: { games: { source: 'x.csv', contract: { columns: { id: { type: 'string', min: 1 } } } } },
      }),
    ).toThrow(/datasets\.games\.contract\.columns\.id\.min/);
  });
});
