import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { brokenGames, games } from './games.ts';
import { scratch } from './run.ts';

describe('the first minutes with the command line', () => {
  it('tells its version and its help, and says what is missing where nothing was typed', async () => {
    const { pitwall } = scratch();
    const [version, short, help, nothing] = await Promise.all([
      pitwall(['--version']),
      pitwall(['-v']),
      pitwall(['--help']),
      pitwall([]),
    ]);
    expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: '' });
    expect(short.stdout).toBe(version.stdout);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const word of ['init', 'check', 'contract diff', 'demo', 'Exit codes: 0 fine, 1 findings']) {
      expect(help.stdout).toContain(word);
    }
    expect(nothing).toMatchObject({ code: 2, stdout: help.stdout });
  });

  it('helps with one command, with a group of them, and where a command is unknown', async () => {
    const { pitwall } = scratch();
    const [check, same, group, unknown] = await Promise.all([
      pitwall(['check', '--help']),
      pitwall(['help', 'check']),
      pitwall(['contract', '--help']),
      pitwall(['chekc']),
    ]);
    expect(check).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Usage: pitwall check [FILES…] [OPTIONS]'),
    });
    expect(same.stdout).toBe(check.stdout);
    expect(group).toMatchObject({ code: 0, stdout: expect.stringContaining('contract export') });
    expect(unknown).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('Did you mean pitwall check?'),
    });
  });

  it('writes the example, finds what is broken, writes a report, and does so again', async () => {
    const { pitwall, folder, read } = scratch();
    const first = await pitwall(['demo']);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain('✗ 21 alerts, 5 warnings in 3 datasets');
    expect(first.stderr).toContain(join('pitwall-demo', 'report.html'));
    expect(read('pitwall-demo/report.html')).toMatch(/^<!doctype html>/i);
    expect(existsSync(join(folder, 'pitwall-demo', 'truth.json'))).toBe(true);
    const second = await pitwall(['demo']);
    expect(second).toMatchObject({ code: 0, stdout: first.stdout, stderr: first.stderr });
  });

  it('goes from data to a contract, to a pass, to a failure', async () => {
    const { pitwall, write, read } = scratch();
    write('games.csv', games);
    const init = await pitwall(['init', 'games.csv']);
    expect(init).toMatchObject({ code: 0, stderr: expect.stringContaining('Wrote pitwall.yaml: 4 columns of games.') });
    expect(read('pitwall.yaml')).toContain('source: games.csv');

    const passing = await pitwall(['check']);
    expect(passing).toMatchObject({ code: 0, stderr: '' });
    expect(passing.stdout).toMatch(/^✓ \d+ checks passed in 1 dataset/);

    write('games.csv', brokenGames.replace('0.7', 'plenty'));
    const failing = await pitwall(['check']);
    expect(failing).toMatchObject({ code: 1, stderr: '', stdout: expect.stringContaining('plenty') });

    const again = await pitwall(['init', 'games.csv']);
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('--force') });
    expect((await pitwall(['init', 'games.csv', '--force'])).code).toBe(0);
  });

  it('writes a configuration elsewhere whose paths count from there, with what was said about reading', async () => {
    const { pitwall, write, read } = scratch();
    write('data/week-1.txt', games.replaceAll(',', '#'));
    write('data/week-2.txt', games.replaceAll(',', '#').replace(/^(\d)/gm, '1$1'));
    write('conf/.keep', '');
    const init = await pitwall(['init', 'data/week-*.txt', '--out', 'conf/own.yaml', '--delimiter', '#']);
    expect(init).toMatchObject({ code: 0, stderr: expect.stringContaining('pitwall check --config conf/own.yaml') });
    expect(read('conf/own.yaml')).toContain('source: ../data/week-*.txt');
    expect(read('conf/own.yaml')).toMatch(/^ {2}week:$/m);
    const check = await pitwall(['check', '--config', 'conf/own.yaml']);
    expect(check).toMatchObject({ code: 0, stdout: expect.stringContaining('6 rows') });
  });
});
