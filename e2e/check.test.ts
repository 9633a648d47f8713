import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { brokenGames, config, games, widerGames } from './games.ts';
import { scratch } from './run.ts';

const signs: Readonly<Record<string, RegExp>> = {
  pretty: /^✗ 1 alert in 1 dataset/,
  json: /^\{\n {2}"report": 1,/,
  junit: /^<\?xml [\s\S]*<testsuites /,
  sarif: /"version": "2\.1\.0"/,
  github: /^::error /m,
  markdown: /^#+ .*1 alert/m,
  html: /^<!doctype html>/i,
};

describe('pitwall check', () => {
  it('writes every format into a file, prints the same where no file is named, and exits with 1', async () => {
    const { pitwall, write, read } = scratch();
    write('pitwall.yaml', config);
    write('games.csv', brokenGames);
    for (const [format, sign] of Object.entries(signs)) {
      const written = await pitwall(['check', '--format', format, '--out', `report.${format}`, '--now', '2026-01-12']);
      expect(written, format).toMatchObject({ code: 1, stdout: '', stderr: `Wrote report.${format}\n` });
      expect(read(`report.${format}`), format).toMatch(sign);
    }
    const printed = await pitwall(['check', '-f', 'sarif', '--out', '-', '--now', '2026-01-12']);
    expect(printed).toMatchObject({ code: 1, stderr: '', stdout: read('report.sarif') });
  });

  it('fails from the level on that is asked for', async () => {
    const { pitwall, write } = scratch();
    write('pitwall.yaml', config);
    write('fine.csv', games);
    write('warning.csv', widerGames);
    write('alert.csv', brokenGames);
    const code = async (...typed: string[]): Promise<number | null> => (await pitwall(['check', ...typed, '-q'])).code;
    expect(await code('fine.csv', '--fail-on', 'warning')).toBe(0);
    expect(await code('warning.csv', '--fail-on', 'warning')).toBe(1);
    expect(await code('warning.csv')).toBe(0);
    expect(await code('alert.csv')).toBe(1);
    expect(await code('alert.csv', '--fail-on=never')).toBe(0);
  });

  it('prints a verdict and a line for each finding where it is to be quiet', async () => {
    const { pitwall, write } = scratch();
    write('pitwall.yaml', config);
    write('games.csv', brokenGames);
    const { stdout } = await pitwall(['check', '--quiet']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^✗ games: .*season/);
  });

  it('takes globs in quotes, and judges by what most values look like where there is no configuration', async () => {
    const { pitwall, write } = scratch();
    write('data/week-1.csv', games);
    write('data/week-2.csv', games.replace(/^(\d)/gm, '1$1'));
    write('data/other.csv', 'nothing\n1\n');
    const { code, stdout } = await pitwall(['check', 'data/week-*.csv', '--format', 'json']);
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as { datasets: { name: string; rows: number; sources: { path: string }[] }[] };
    expect(report.datasets).toMatchObject([
      { name: 'week', rows: 6, sources: [{ path: 'data/week-1.csv' }, { path: 'data/week-2.csv' }] },
    ]);
  });

  it('judges each named file by the dataset that has files of its name', async () => {
    const { pitwall, write } = scratch();
    const teams = '  teams:\n    source: data/teams.csv\n    contract:\n      columns: { team: string }\n';
    write('pitwall.yaml', config.replace('games.csv', 'data/games.csv') + teams);
    write('data/games.csv', games);
    write('data/teams.csv', 'team\nAsh\n');
    write('new/games.csv', brokenGames);
    write('new/teams.csv', 'team\nBirch\n');
    write('new/stranger.csv', games);
    const verdicts = async (...typed: string[]): Promise<unknown> => {
      const { stdout } = await pitwall(['check', ...typed, '--format', 'json']);
      const report = JSON.parse(stdout) as {
        datasets: { name: string; status: string; sources: { path: string }[] }[];
      };
      return report.datasets.map(({ name, status, sources }) => [name, status, ...sources.map(({ path }) => path)]);
    };
    expect(await verdicts()).toEqual([
      ['games', 'pass', 'data/games.csv'],
      ['teams', 'pass', 'data/teams.csv'],
    ]);
    expect(await verdicts('--dataset', 'teams')).toEqual([['teams', 'pass', 'data/teams.csv']]);
    expect(await verdicts('new/games.csv')).toEqual([['games', 'alert', 'new/games.csv']]);
    expect(await verdicts('new/teams.csv', 'new/games.csv')).toEqual([
      ['teams', 'pass', 'new/teams.csv'],
      ['games', 'alert', 'new/games.csv'],
    ]);
    expect(await verdicts('new/stranger.csv', '--dataset', 'games')).toEqual([['games', 'pass', 'new/stranger.csv']]);
    const stranger = await pitwall(['check', 'new/stranger.csv', 'new/games.csv']);
    expect(stranger).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/like new\/stranger\.csv\.\n.*--dataset NAME/),
    });
  });

  it('judges as of the time that is said, in the option before the variable', async () => {
    const { pitwall, write } = scratch();
    write(
      'pitwall.yaml',
      `${config}      freshness: { file: true, within: 1d }\n`
        .replace('file: true', 'column: day')
        .replace('        id: integer', '        day: date\n        id: integer'),
    );
    write('games.csv', games.replace(/^(\d)/gm, '2026-01-10,$1').replace('id,', 'day,id,'));
    const env = { PITWALL_NOW: '2026-01-10T12:00:00Z' };
    const [fresh, stale, offset] = await Promise.all([
      pitwall(['check'], { env }),
      pitwall(['check', '--now', '2026-03-01'], { env }),
      pitwall(['check', '--format', 'json', '--now', '2026-01-10T12:00:00+02:00']),
    ]);
    expect([fresh.code, stale.code]).toEqual([0, 1]);
    expect(stale.stdout).toContain('contract.freshness');
    expect(offset.stdout).toContain('"at": "2026-01-10T10:00:00.000Z"');
  });

  it('turns a script of npm red where the data is broken', async () => {
    const { shell, write } = scratch();
    write('pitwall.yaml', config);
    write('package.json', '{"scripts":{"data":"pitwall check -q"}}');
    write('games.csv', games);
    expect((await shell('npm run --silent data')).code).toBe(0);
    write('games.csv', brokenGames);
    const broken = await shell('npm run --silent data && echo green');
    expect(broken.code).toBe(1);
    expect(broken.stdout).not.toContain('green');
  });

  it('sets rows apart and passes the others on', async () => {
    const { pitwall, write, read, folder } = scratch();
    write('pitwall.yaml', config);
    write('games.csv', brokenGames);
    const split = await pitwall(['check', '--quarantine', 'bad.csv', '--accepted', 'good.csv']);
    expect(split).toMatchObject({ code: 1, stderr: '1 row set apart, 2 rows passed on\n' });
    expect(read('bad.csv')).toMatch(/season.*\n.*20255/);
    expect(read('good.csv')).toBe(games.split('\n').slice(0, 3).join('\n').concat('\n'));
    const back = await pitwall(['check', 'good.csv', '--quarantine', 'none.parquet']);
    expect(back).toMatchObject({ code: 0, stderr: '0 rows set apart, 2 rows passed on\n' });
    expect(existsSync(join(folder, 'none.parquet'))).toBe(true);
  });
});
