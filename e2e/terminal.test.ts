import { execFileSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { brokenGames, config, manyGames } from './games.ts';
import { type Ran, type RunOptions, type Scratch, scratch } from './run.ts';

const steering = '\u001b[';

describe('colour', () => {
  it('is for terminals, and the first who has an opinion decides', async () => {
    const { pitwall, write } = scratch();
    write('pitwall.yaml', config);
    write('games.csv', brokenGames);
    const coloured = async (env: Record<string, string>, ...typed: string[]): Promise<boolean> =>
      (await pitwall(['check', '-q', ...typed], { env })).stdout.includes(steering);
    expect(await coloured({ TERM: 'xterm' })).toBe(false);
    expect(await coloured({ FORCE_COLOR: '1', TERM: 'dumb' })).toBe(true);
    expect(await coloured({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
    expect(await coloured({ FORCE_COLOR: '1' }, '--no-color')).toBe(false);
  });

  it('stays out of files', async () => {
    const { pitwall, write, read } = scratch();
    write('pitwall.yaml', config);
    write('games.csv', brokenGames);
    await pitwall(['check', '--out', 'findings.txt'], { env: { FORCE_COLOR: '1' } });
    expect(read('findings.txt')).toContain('contract.range');
    expect(read('findings.txt')).not.toContain(steering);
  });
});

describe.skipIf(!hasScript())('a terminal (skipped where there is no script of util-linux to make one)', () => {
  it('shows findings and mistakes in colour, as wide as it is', async () => {
    const place = scratch();
    place.write('pitwall.yaml', config);
    place.write('games.csv', brokenGames);
    const findings = await inTerminal(place, 'stty cols 60; pitwall check');
    expect(findings.code).toBe(1);
    expect(findings.stdout).toContain(`${steering}31m✗${steering}39m`);
    const lines = stripVTControlCharacters(findings.stdout).split(/\r?\n/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(lines.some((line) => line.length > 50)).toBe(true);
    const mistake = await inTerminal(place, 'pitwall check absent.csv');
    expect(mistake).toMatchObject({
      code: 2,
      stdout: expect.stringContaining(`${steering}31m✗ data.missing${steering}39m`),
    });
    const dumb = await inTerminal(place, 'pitwall check', { env: { TERM: 'dumb' } });
    expect(dumb.stdout).not.toContain(steering);
    const redirected = await inTerminal(place, 'pitwall check absent.csv 2> mistake.txt');
    expect(redirected.code).toBe(2);
    expect(place.read('mistake.txt')).not.toContain(steering);
  });

  it('shows progress of what takes long, wipes it away, and keeps it out of the findings', async () => {
    const place = scratch();
    place.write('pitwall.yaml', config.replace('key: id', 'key: id\n      duplicates: 0'));
    // How many rows take so long that progress is shown, depends on the machine.
    let shown: string[] = [];
    let after = '';
    for (let rows = 1_000_000; shown.length < 2 && rows <= 16_000_000; rows *= 4) {
      place.write('many.csv', manyGames(rows));
      const ran = await inTerminal(place, 'pitwall check many.csv --quarantine bad.csv > findings.txt');
      expect(ran.code).toBe(1);
      const [before = '', rest = ''] = ran.stdout.split(`${(rows / 10).toLocaleString('en-US')} rows set apart`);
      shown = before.split('\r').filter((line) => line !== '');
      after = rest;
    }
    const wiped = shown.pop();
    expect(wiped).toBe(`${steering}K`);
    expect(shown.length).toBeGreaterThan(0);
    for (const line of shown) {
      expect(line.endsWith(`${steering}K`)).toBe(true);
      expect(stripVTControlCharacters(line)).toMatch(/^games: reading(?: \(pass \d+\))?(?: \d+ %)?, \d+ s$/);
    }
    expect(after).not.toContain('reading');
    expect(place.read('findings.txt')).toMatch(/^✗ 1 alert/);
    expect(place.read('findings.txt')).not.toContain('reading');
  });
});

function hasScript(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
}

/** Both outputs of a command come back as one, as a person sees them. */
function inTerminal({ shell }: Scratch, command: string, options: RunOptions = {}): Promise<Ran> {
  const env = { TERM: 'xterm-256color', ...options.env };
  return shell(`script -qec '${command}' /dev/null < /dev/null`, { env });
}
