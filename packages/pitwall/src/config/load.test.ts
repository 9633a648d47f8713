import { describe, expect, it } from 'vitest';
import { configSchema } from './schema.ts';
import { configIn } from './scratch.suite.ts';

const games =
  'project: league\ndatasets:\n  games:\n    source: games.csv\n    null_values: [NA]\n    contract:\n      columns: { a: string }\n';

/** What is as it is where nobody says anything. */
const { project: _, datasets: __, models: ___, ...withDefaults } = configSchema.parse({ project: 'p' });

describe('the files of a configuration', () => {
  it('is none where none is there and none was asked for', async () => {
    const { load, mistakes } = configIn({});
    expect(await load()).toBeUndefined();
    expect(await mistakes({}, 'absent.yaml')).toEqual([
      expect.stringMatching(/^absent\.yaml config\.missing: there is no such file\. .*--config/),
    ]);
    expect(await configIn({ 'pitwall.yaml/inside': '' }).mistakes()).toEqual([
      expect.stringMatching(/^pitwall\.yaml config\.missing: .*directory/),
    ]);
  });

  it('may be empty, and is called by its name', async () => {
    expect((await configIn({ 'pitwall.yaml': '' }).load())?.config).toEqual({
      project: 'project',
      datasets: {},
      models: {},
      ...withDefaults,
    });
  });

  it('lets paths count from the folder of the file', async () => {
    const { load, cwd } = configIn({ 'conf/own.yaml': games });
    expect(await load({}, 'conf/own.yaml')).toMatchObject({ file: 'conf/own.yaml', folder: `${cwd}/conf` });
  });

  it('lays the file of the environment over it, key by key, lists as a whole', async () => {
    const over =
      'datasets:\n  games:\n    null_values: ["-"]\n    contract: { strict: true, columns: { b: integer } }\n  odds: { source: odds.csv }\n';
    const { load } = configIn({ 'pitwall.yaml': games, 'pitwall.production.yaml': over });
    expect((await load())?.config.datasets).not.toHaveProperty('odds');
    expect((await load({ PITWALL_ENVIRONMENT: '' }))?.config.datasets).not.toHaveProperty('odds');
    expect((await load({ PITWALL_ENVIRONMENT: 'production' }))?.config).toMatchObject({
      project: 'league',
      datasets: {
        games: {
          source: ['games.csv'],
          null_values: ['-'],
          contract: { strict: true, columns: { a: { type: 'string' }, b: { type: 'integer' } } },
        },
        odds: { source: ['odds.csv'] },
      },
    });
  });

  it('misses the file of an environment that was named', async () => {
    expect(await configIn({ 'pitwall.yaml': games }).mistakes({ PITWALL_ENVIRONMENT: 'staging' })).toEqual([
      'pitwall.staging.yaml config.missing: there is no such file, but PITWALL_ENVIRONMENT is staging. Write it, or name another environment in PITWALL_ENVIRONMENT',
    ]);
  });

  it('tells in which of the files a mistake stands', async () => {
    const over = 'datasets:\n  odds:\n    format: csv\n  games:\n    delimiter: ";;"\n';
    const { mistakes } = configIn({ 'pitwall.yaml': `${games}wrong: 1\n`, 'pitwall.production.yaml': over });
    expect(
      (await mistakes({ PITWALL_ENVIRONMENT: 'production' })).map((text) => text.split(' ')[0]).toSorted(),
    ).toEqual(['pitwall.production.yaml:3:5', 'pitwall.production.yaml:5:16', 'pitwall.yaml:8:1']);
  });

  it('may be a module', async () => {
    const { load, mistakes } = configIn({
      'own.mjs': `export default { datasets: { games: { source: '\${env:FILE}' } } };`,
      'own.production.mjs': 'export default { project: "second" };',
      'wrong.mjs': 'export default { datasets: { games: { sorce: 1 } } };',
      'throws.mjs': 'throw new Error("out of coffee");',
      'syntax.mjs': 'export default {',
      'nothing.mjs': 'export const config = {};',
    });
    expect((await load({ FILE: 'a.csv', PITWALL_ENVIRONMENT: 'production' }, 'own.mjs'))?.config).toEqual({
      project: 'second',
      datasets: { games: { source: ['a.csv'] } },
      models: {},
      ...withDefaults,
    });
    expect(await mistakes({}, 'wrong.mjs')).toEqual([
      expect.stringMatching(/^wrong\.mjs config\.unknown_key: .*`source`/),
    ]);
    expect(await mistakes({}, 'throws.mjs')).toEqual([
      expect.stringMatching(/^throws\.mjs config\.syntax: .*out of coffee/),
    ]);
    expect(await mistakes({}, 'syntax.mjs')).toEqual([expect.stringMatching(/^syntax\.mjs config\.syntax: /)]);
    expect(await mistakes({}, 'nothing.mjs')).toEqual([
      expect.stringMatching(/^nothing\.mjs config\.invalid: expected a default export/),
    ]);
    expect(await mistakes({}, 'absent.mjs')).toEqual([expect.stringMatching(/^absent\.mjs config\.missing: /)]);
  });
});
