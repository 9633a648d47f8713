import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Ran, type Scratch, scratch } from './run.ts';
import { season } from './season.ts';

const then = season({ seed: 1, games: 500 });
const quiet = season({ seed: 2, games: 250 });
const faster = season({ seed: 3, games: 250, faster: 5 });

function withGames(): Scratch {
  const place = scratch();
  place.write('then.csv', then);
  place.write('quiet.csv', quiet);
  place.write('faster.csv', faster);
  return place;
}

interface Report {
  readonly status: string;
  readonly datasets: readonly {
    readonly name: string;
    readonly rows: number;
    readonly findings: readonly { readonly subject: string; readonly metric: string; readonly status: string }[];
    readonly drift?: { readonly level: number; readonly columns: readonly { name: string; drifted: boolean | null }[] };
  }[];
}

const reportIn = ({ stdout }: Ran): Report => JSON.parse(stdout);

const driftedIn = (ran: Ran): string[] =>
  reportIn(ran).datasets.flatMap(({ drift }) =>
    (drift?.columns ?? []).flatMap(({ name, drifted }) => (drifted ? [name] : [])),
  );

describe('pitwall drift', () => {
  it('says that nothing moved, and exits with 0', async () => {
    const { pitwall } = withGames();
    const ran = await pitwall(['drift', 'then.csv', 'quiet.csv']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^✓ \d checks passed in 1 dataset/);
    expect(ran.stdout).toContain('Drift against then.csv: all 4 columns are as they were');
  });

  it('says what moved, how far, how sure that is and what to do, and exits with 1', async () => {
    const { pitwall } = withGames();
    const { code, stdout, stderr } = await pitwall(['drift', 'then.csv', 'faster.csv']);
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/✗ pace {2}drift\.distribution\n.*PSI \d.* \(high\), chance alone/);
    expect(stdout).toMatch(/500 → 250 rows/);
    expect(stdout).toMatch(/✗ pace +high +PSI/);
    expect(stdout).toContain('Look at pace first: it moved most.');
    expect(stdout).not.toMatch(/conference {2}drift/);
  });

  it('writes reports for programs and for people', async () => {
    const { pitwall, read } = withGames();
    const signs = {
      sarif: /"ruleId": "drift\.distribution"/,
      markdown: /pace.*PSI/,
      html: /<!doctype html>[\s\S]*pace/i,
    };
    for (const [format, sign] of Object.entries(signs)) {
      const ran = await pitwall(['drift', 'then.csv', 'faster.csv', '-f', format, '-o', `report.${format}`]);
      expect(ran, format).toMatchObject({ code: 1, stdout: '', stderr: `Wrote report.${format}\n` });
      expect(read(`report.${format}`), format).toMatch(sign);
    }
  });

  it('answers the same at every call, in bytes', async () => {
    const { pitwall } = withGames();
    const ask = ['drift', 'then.csv', 'faster.csv', '-f', 'json', '--now', '2026-01-12'];
    const [first, second] = await Promise.all([pitwall(ask), pitwall(ask)]);
    expect(second.stdout).toBe(first.stdout);
    expect(driftedIn(first)).toEqual(['pace', 'points']);
  });

  it('reads either side from a pipe, and leaves nothing behind', async () => {
    const { pitwall, temporary } = withGames();
    const [now, before] = await Promise.all([
      pitwall(['drift', 'then.csv', '-', '-f', 'json', '--input-format', 'csv'], { stdin: faster }),
      pitwall(['drift', '-', 'quiet.csv', '-f', 'json', '--input-format', 'csv'], { stdin: then }),
    ]);
    expect([now.code, driftedIn(now)]).toEqual([1, ['pace', 'points']]);
    expect([before.code, driftedIn(before)]).toEqual([0, []]);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('takes globs for either side', async () => {
    const { pitwall, write } = scratch();
    write('past/a.csv', season({ seed: 1, games: 250 }));
    write('past/b.csv', season({ seed: 4, games: 250 }));
    write('new/c.csv', faster);
    const ran = await pitwall(['drift', 'past/*.csv', 'new/*.csv', '-f', 'json']);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('"reference": 500');
  });

  it('leaves out columns, sets the level, and fails from where it is told', async () => {
    const { pitwall } = withGames();
    const run = (...typed: string[]): Promise<Ran> =>
      pitwall(['drift', 'then.csv', 'faster.csv', '-f', 'json', ...typed]);
    expect(driftedIn(await run('--ignore', 'pace, tipoff'))).toEqual(['points']);
    const level = (ran: Ran): number | undefined => reportIn(ran).datasets[0]?.drift?.level;
    const [usual, strict] = await Promise.all([run(), run('--false-alarms', '1 in 1000', '--fail-on', 'never')]);
    expect([level(usual), usual.code]).toEqual([0.02, 1]);
    expect([level(strict), strict.code]).toEqual([0.001, 0]);
  });

  it('compares points in time only where it is asked to', async () => {
    const { pitwall, write } = scratch();
    write('then.csv', then);
    write('later.csv', quiet.replaceAll('2025-', '2026-'));
    const [usual, asked] = await Promise.all([
      pitwall(['drift', 'then.csv', 'later.csv', '-f', 'json']),
      pitwall(['drift', 'then.csv', 'later.csv', '-f', 'json', '--compare-times']),
    ]);
    expect([driftedIn(usual), driftedIn(asked)]).toEqual([[], ['tipoff']]);
  });

  it('cannot tell from a file without rows, and does not call that a pass', async () => {
    const { pitwall, write } = withGames();
    write('header.csv', then.slice(0, then.indexOf('\n') + 1));
    const ran = await pitwall(['drift', 'then.csv', 'header.csv', '--fail-on', 'warning']);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('cannot be told');
  });

  it('names what it is, and every option', async () => {
    const { pitwall } = scratch();
    const { code, stdout } = await pitwall(['drift', '--help']);
    expect(code).toBe(0);
    for (const option of ['--false-alarms', '--ignore', '--compare-times', '--format', '--out', '--fail-on'])
      expect(stdout).toContain(option);
  });
});

describe('what pitwall drift refuses', () => {
  const refused: readonly (readonly [typed: string, says: RegExp])[] = [
    ['drfit then.csv quiet.csv', /Did you mean pitwall drift\?/],
    ['drift thne.csv quiet.csv', /data\.missing {2}thne\.csv/],
    ['drift then.csv quiet.csv --false-alarms often', /1 per month or 1 in 100/],
    ['drift then.csv quiet.csv --out then.csv', /another file to write to/],
    ['drift then.csv other.csv', /baseline\.dataset {2}other\.csv\n.*pace/],
    ['drift broken.json.gz then.csv', /baseline\.invalid {2}broken\.json\.gz/],
  ];

  it('is told in sentences, with the exit code 2, and changes no file', async () => {
    const { pitwall, write, read } = withGames();
    write('other.csv', 'name,age\nA,1\nB,2\n');
    write('broken.json.gz', 'not a baseline');
    for (const [typed, says] of refused) {
      const ran = await pitwall(typed.split(' '));
      expect(ran, typed).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(says) });
      expect(ran.stderr).not.toMatch(/\n\s+at .*\.js:\d/);
    }
    expect(read('then.csv')).toBe(then);
  });
});
