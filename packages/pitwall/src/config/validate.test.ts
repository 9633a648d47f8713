import { describe, expect, it } from 'vitest';
import { configIn } from './scratch.suite.ts';

const told = (text: string): Promise<string[]> => configIn({ 'pitwall.yaml': text }).mistakes();

/** A contract of one line of YAML in a dataset that is fine otherwise; the line is the fifth. */
const inContract = (lines: string): Promise<string[]> =>
  told(`datasets:\n  games:\n    source: games.csv\n    contract:\n${lines.replace(/^/gm, '      ')}\n`);

describe('a mistake in the configuration', () => {
  it.each([
    ['projct: a', '1:1', 'projct` here', 'project'],
    ['datasets:\n  games:\n    source: a\n    fromat: csv', '4:5', 'fromat` in `datasets.games`', 'format'],
    [
      'datasets:\n  games:\n    source: a\n    contract:\n      colums: {}',
      '5:7',
      'colums` in `datasets.games.contract`',
      'columns',
    ],
  ])('is an unknown key: %j', async (text, place, where, meant) => {
    expect(await told(text)).toEqual([
      `pitwall.yaml:${place} config.unknown_key: there is no key \`${where}. Did you mean \`${meant}\``,
    ]);
  });

  it.each([
    ['columns: { a: { type: string, nuls: 0.1 } }', '5:37', 'nuls', 'columns.a', 'nulls'],
    ['columns: { a: { type: string, length: { mn: 1 } } }', '5:47', 'mn', 'columns.a.length', 'min'],
    ['columns: { a: date }\nfreshness: { colum: a, within: 1d, column: a }', '6:20', 'colum', 'freshness', 'column'],
    ['columns: { a: date }\nseries: { column: a, every: 1d, mising: 0 }', '6:39', 'mising', 'series', 'missing'],
    ['rows: { mim: 1 }', '5:15', 'mim', 'rows', 'min'],
    [
      'columns: { a: string }\nrules: [{ expect: a is not null, tolerence: 0.1 }]',
      '6:40',
      'tolerence',
      'rules[0]',
      'tolerance',
    ],
  ])('is an unknown key at any depth: %j', async (lines, place, key, where, meant) => {
    expect(await inContract(lines)).toEqual([
      `pitwall.yaml:${place} config.unknown_key: there is no key \`${key}\` in \`datasets.games.contract.${where}\`. Did you mean \`${meant}\``,
    ]);
  });

  it('knows the keys of what holds itself, such as a route with routes below it', async () => {
    const [mistake] = await told('alerts:\n  route:\n    to: console\n    routes:\n      - { too: file }');
    expect(mistake).toMatch(
      /^pitwall\.yaml:5:11 config\.unknown_key: there is no key `too` in `alerts\.route\.routes\[0\]`\. Did you mean `to`/,
    );
  });

  it('lists what there is where nothing is near', async () => {
    expect(await told('everything: 1')).toEqual([
      'pitwall.yaml:1:1 config.unknown_key: there is no key `everything` here. Use one of: project, datasets, models, alerts, retention, audit, backup, access, http, outward, secrets, privacy',
    ]);
  });

  it.each([
    ['- a', 'expected a map of keys, found a list'],
    ['text', 'expected a map of keys, found "text"'],
    ['project: 5', 'expected a text, found 5'],
    ['project: ""', 'expected at least 1 character, found ""'],
    ['datasets: [a]', 'expected a map of keys, found a list'],
    ['datasets:\n  games:', 'expected a map of keys, found nothing (null)'],
    ['datasets: { games: { source: [] } }', 'expected at least 1 entry, found an empty list'],
    [
      'datasets: { games: { source: a, format: 1 } }',
      'expected one of csv, tsv, parquet, json, ndjson, arrow, found 1',
    ],
    ['datasets: { games: { source: a, null_values: NA } }', 'expected a list, found "NA"'],
  ])('is a wrong type or value: %j', async (text, problem) => {
    const [first = '', ...more] = await told(text);
    expect(more).toEqual([]);
    expect(first).toMatch(/^pitwall\.yaml:\d+:\d+ config\.invalid: /);
    expect(first).toContain(`${problem}. `);
  });

  it.each([
    ['strict: yes please', 'expected true or false, found "yes please"'],
    ['duplicates: 2', 'expected at most 1, found 2'],
    ['rows: { min: -1 }', 'expected at least 0, found -1'],
    ['rows: { min: 1.5 }', 'expected a whole number, found 1.5'],
    ['columns: { a: { type: integer, min: [1] } }', 'expected a number or a text, found a list'],
    [
      'columns: { a: date }\nfreshness: { column: a, within: 1 day }',
      'a duration is a number and a unit (s, m, h, d or w), like 90m, 24h or 3d',
    ],
  ])('is a wrong value in a contract: %j', async (lines, problem) => {
    expect((await inContract(lines)).join('\n')).toContain(`${problem}. Change \`datasets.games.contract.`);
  });

  it('is a misspelt type, told by the word that was meant, also in the short form', async () => {
    for (const column of ['interger', '{ type: interger }']) {
      expect(await inContract(`columns:\n  a: ${column}`)).toEqual([
        expect.stringMatching(
          /^pitwall\.yaml:6:\d+ config\.invalid: expected one of string, .*, found "interger"\. Did you mean `integer`$/,
        ),
      ]);
    }
  });

  it('is told once where a key that has to be there was misspelt', async () => {
    expect(await told('datasets: { games: { sorce: a } }')).toEqual([expect.stringContaining('Did you mean `source`')]);
    expect(await told('datasets: { games: { format: csv } }')).toEqual([
      'pitwall.yaml:1:20 config.invalid: expected a list, found nothing. Add `datasets.games.source`',
    ]);
  });

  it('is told together with the others, in the order of the file', async () => {
    expect(await told('projct: a\ndatasets:\n  games: { source: 5 }\n  odds: { source: a, format: cvs }\n')).toEqual([
      expect.stringMatching(/^pitwall\.yaml:1:1 .*`projct`/),
      expect.stringMatching(/^pitwall\.yaml:3:20 .*found 5/),
      expect.stringMatching(/^pitwall\.yaml:4:30 .*Did you mean `csv`/),
    ]);
    const many = Array.from({ length: 50 }, (_, index) => `wrong${index}: 1`).join('\n');
    expect(await told(many)).toHaveLength(10);
  });

  it('is a rule that cannot be read or speaks of what is not there, at the place of the rule', async () => {
    const lines =
      'columns: { home: string, away: string }\nrules:\n  - home <> away\n  - home <\n  - { expect: hoem <> away }';
    expect(await inContract(lines)).toEqual([
      expect.stringMatching(/^pitwall\.yaml:8:11 contract\.expression: .*expected .*$/),
      expect.stringMatching(/^pitwall\.yaml:9:11 contract\.expression: .*`hoem`.*home/),
    ]);
  });

  it('does not print a whole page of what was found', async () => {
    const [first = ''] = await told(`datasets: { games: { source: a, delimiter: "${'x'.repeat(5_000)}" } }`);
    expect(first.length).toBeLessThan(300);
  });
});
