import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { brokenGames, config, games, manyGames } from './games.ts';
import { scratch } from './run.ts';

const records = '[{"id":1,"team":"Ash","season":2024,"score":0.5}]';

describe('pitwall in a pipeline', () => {
  it('reads CSV, JSON, Parquet and gzip from standard input, and calls it -', async () => {
    const { pitwall, write, shell, folder } = scratch();
    write('pitwall.yaml', config);
    const engine = await (await DuckDBInstance.create()).connect();
    await engine.run(
      `COPY (SELECT 1 AS id, 'Ash' AS team, 2024 AS season, 0.5::DOUBLE AS score) TO '${join(folder, 'games.parquet')}'`,
    );
    const [csv, json, ndjson, gzip, gzipJson, parquet, broken] = await Promise.all([
      pitwall(['check', '-'], { stdin: games }),
      pitwall(['check', '-'], { stdin: records }),
      pitwall(['check', '-', '--input-format', 'ndjson'], { stdin: `${records.slice(1, -1)}\n` }),
      pitwall(['check', '-'], { stdin: gzipSync(games) }),
      pitwall(['check', '-', '--input-format', 'json'], { stdin: gzipSync(records) }),
      shell('cat games.parquet | pitwall check -'),
      pitwall(['check', '-'], { stdin: brokenGames }),
    ]);
    for (const ran of [csv, gzip]) expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('3 rows') });
    for (const ran of [json, ndjson, gzipJson, parquet])
      expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('1 row ') });
    expect(broken.code).toBe(1);
    expect(broken.stdout).toMatch(/20255 {2}-:?\d*$/m);
    expect(broken.stdout).not.toContain('stdin.csv');
  });

  it('says the same of the same data whatever the folder for temporary files is called', async () => {
    const { pitwall } = scratch();
    const typed = ['check', '-', '--format', 'json', '--now', '2026-01-12'];
    const [first, second] = await Promise.all([pitwall(typed, { stdin: games }), pitwall(typed, { stdin: games })]);
    expect(first.stdout).toBe(second.stdout);
    expect(first.stdout).not.toContain('pitwall-stdin');
  });

  it('passes only good rows on, the findings beside them, however much it is', async () => {
    const { shell, write, read } = scratch();
    write('pitwall.yaml', config);
    write('many.csv', manyGames(30_000));
    const ran = await shell(
      'set -o pipefail; cat many.csv | pitwall check - --quarantine bad.csv --accepted - > good.csv',
    );
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toContain('3,000 rows set apart, 27,000 rows passed on');
    expect(ran.stderr).toContain('contract.range');
    const good = read('good.csv').trimEnd().split('\n');
    expect(good).toHaveLength(27_001);
    expect(good.slice(0, 2)).toEqual(['id,team,season,score', '1,Team 1,2024,0.5']);
    expect(read('bad.csv').trimEnd().split('\n')).toHaveLength(3_001);
  });

  it('is content with a reader who has seen enough', async () => {
    const { shell, write } = scratch();
    write('pitwall.yaml', config);
    write('many.csv', manyGames(30_000));
    const report = await shell('pitwall check many.csv --format html | head -1; echo "$PIPESTATUS"');
    expect(report.stderr).toBe('');
    expect(report.stdout).toMatch(/^<!doctype html>\n1\n$/i);
    const rows = await shell('pitwall check many.csv --accepted - 2>/dev/null | head -1; echo "$PIPESTATUS"');
    expect(rows.stdout).toBe('id,team,season,score\n1\n');
  });

  it.skipIf(process.platform !== 'linux')(
    'says so where its output cannot be written (skipped where there is no Linux and so no /dev/full)',
    async () => {
      const { shell, write } = scratch();
      write('games.csv', games);
      const full = await shell('pitwall check games.csv > /dev/full');
      expect(full).toMatchObject({ code: 2, stderr: expect.stringContaining('output.unwritable') });
      const silent = await shell('pitwall check games.csv 2>&-');
      expect(silent).toMatchObject({ code: 0, stdout: expect.stringContaining('checks passed') });
    },
  );

  it('asks for data where none comes, and for a dataset where there are several', async () => {
    const { pitwall, write } = scratch();
    const nothing = await pitwall(['check', '-']);
    expect(nothing).toMatchObject({ code: 2, stderr: expect.stringContaining('data.empty') });
    write('pitwall.yaml', `${config}  teams: { source: teams.csv }\n`);
    const several = await pitwall(['check', '-'], { stdin: games });
    expect(several).toMatchObject({ code: 2, stderr: expect.stringContaining('found games, teams') });
    const said = await pitwall(['check', '-', '--dataset', 'games'], { stdin: games });
    expect(said.code).toBe(0);
  });
});
