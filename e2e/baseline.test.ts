import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Ran, type Scratch, scratch } from './run.ts';
import { season } from './season.ts';

const config = `datasets:
  games:
    source: week.csv
    baseline: past
    contract: { key: game_id, columns: { game_id: string, pace: number } }
    drift: { false_alarms: 1 in 50 }
`;

const weeks = {
  'past.csv': season({ seed: 1, games: 500 }),
  'quiet.csv': season({ seed: 2, games: 250 }),
  'fast.csv': season({ seed: 3, games: 250, faster: 5 }),
};

const made = new Map<string, Promise<Uint8Array>>();

/** Made once, by the command line, for the tests that begin with it. */
function baselineOf(place: Scratch, name: string, ...typed: string[]): Promise<Uint8Array> {
  const key = [name, ...typed].join(' ');
  const bytes = made.get(key) ?? create();
  made.set(key, bytes);
  return bytes;

  async function create(): Promise<Uint8Array> {
    const ran = await place.pitwall(['baseline', 'create', `${name}.csv`, '--name', name, ...typed]);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    return readFileSync(join(place.folder, `baselines/${name}.json.gz`));
  }
}

/** A season, a quiet week and a fast one, and baselines where a test wants to begin with some. */
async function withBaselines(...names: readonly ('past' | 'quiet' | 'fast')[]): Promise<Scratch> {
  const place = scratch();
  for (const [file, text] of Object.entries(weeks)) place.write(file, text);
  for (const name of names) {
    const like = name === 'past' ? [] : ['--like', 'past'];
    place.write(`baselines/${name}.json.gz`, await baselineOf(place, name, ...like));
  }
  return place;
}

const past = ['past.csv', '--name', 'past'] as const;

const refused = ({ code, stdout, stderr }: Ran, says: RegExp): void => {
  expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(says) });
  expect(stderr).not.toMatch(/\n\s+at .*\.js:\d/);
};

describe('pitwall baseline create', () => {
  it('writes one small file, says what is in it, and what is left out', async () => {
    const { pitwall, folder } = await withBaselines();
    const ran = await pitwall(['baseline', 'create', ...past]);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^baselines\/past\.json\.gz: 500 rows, 4 columns, [\d.]+ kB\n/);
    expect(ran.stdout).toMatch(/not compared: game_id, .*name the rows/);
    expect(readdirSync(join(folder, 'baselines'))).toEqual(['past.json.gz']);
  });

  it('keeps no row: no value of a column that names rows, no note that one row has', async () => {
    const { pitwall, write, folder } = scratch();
    const [header = '', ...lines] = season({ seed: 1, games: 400 }).trimEnd().split('\n');
    const secret = 'referee Quillfeather limped off';
    const noted = lines.map((line, row) => `${line},${row === 17 ? secret : `a fine game of round ${row}`}`);
    write('notes.csv', `${[`${header},note`, ...noted].join('\n')}\n`);
    expect((await pitwall(['baseline', 'create', 'notes.csv', '--name', 'notes'])).code).toBe(0);
    const kept = gunzipSync(readFileSync(join(folder, 'baselines/notes.json.gz'))).toString('utf8');
    // It is the file that is meant, and what many rows have is in it.
    expect(kept.includes('"name":"note"')).toBe(true);
    expect(kept.includes('"round"')).toBe(true);
    expect(/quillfeather|limped|s1-\d/i.exec(kept)).toBeNull();
  });

  it('does not write over another one unless it is told to', async () => {
    const { pitwall, read } = await withBaselines('past');
    const before = read('baselines/past.json.gz');
    refused(await pitwall(['baseline', 'create', 'quiet.csv', '--name', 'past']), /baseline\.exists[\s\S]*--replace/);
    expect(read('baselines/past.json.gz')).toBe(before);
    expect((await pitwall(['baseline', 'create', 'quiet.csv', '--name', 'past', '--replace'])).code).toBe(0);
    expect(read('baselines/past.json.gz')).not.toBe(before);
  });

  it('refuses what it cannot make one of, and leaves nothing behind', async () => {
    const { pitwall, write, folder } = await withBaselines();
    write('nothing.csv', '');
    const create = (...typed: string[]): Promise<Ran> => pitwall(['baseline', 'create', ...typed]);
    refused(await create('past.csv'), /Expected a name for the baseline/);
    refused(await create('past.csv', '--name', '../escaped'), /baseline\.invalid[\s\S]*letters, digits/);
    refused(await create('nothing.csv', '--name', 'past'), /data\.empty {2}nothing\.csv/);
    refused(await create('quiet.csv', '--name', 'b', '--like', 'absent'), /baseline\.missing {2}absent/);
    expect(readdirSync(folder).filter((file) => !file.startsWith('.'))).toEqual([
      'fast.csv',
      'nothing.csv',
      'past.csv',
      'quiet.csv',
    ]);
  });
});

describe('the other commands of baselines', () => {
  it('show what one remembers, list all, and merge those that were counted alike', async () => {
    const { pitwall, write } = await withBaselines('past', 'quiet', 'fast');
    const shown = await pitwall(['baseline', 'show', 'past']);
    expect(shown.stdout).toMatch(/^past: 500 rows of past\.csv, made \d{4}-\d\d-\d\d/);
    expect(shown.stdout).toMatch(/conference +category +500 +0 +(Coast|Gulf|Lakes) \(/);
    const json = JSON.parse((await pitwall(['baseline', 'show', 'past', '--format', 'json'])).stdout);
    expect(json).toMatchObject({ baseline: 1, name: 'past', rows: 500 });

    const merged = await pitwall(['baseline', 'merge', 'quiet', 'fast', '--name', 'both']);
    expect(merged).toMatchObject({ code: 0, stdout: 'baselines/both.json.gz: 500 rows, 4 columns\n' });
    write('baselines/torn.json.gz', gzipSync('{"baseline":1'));
    write('pitwall.yaml', config);
    const listed = await pitwall(['baseline', 'list']);
    expect(listed.stdout.split('\n').map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
      ['name', 'rows'],
      ['both', '500'],
      ['fast', '250'],
      ['past', '500'],
      ['quiet', '250'],
      ['torn', '?'],
      [''],
    ]);
    expect(listed.stdout).toMatch(/^past .* games$/m);
  });

  it('tell two of them apart without their data', async () => {
    const { pitwall } = await withBaselines('past', 'quiet', 'fast');
    const [same, other] = await Promise.all([
      pitwall(['baseline', 'diff', 'past', 'quiet']),
      pitwall(['baseline', 'diff', 'past', 'fast', '--quiet']),
    ]);
    expect(same).toMatchObject({ code: 0, stdout: expect.stringContaining('all 4 columns are as they were') });
    expect(other.code).toBe(1);
    expect(other.stdout).toMatch(/fast: pace has moved/);
  });

  it('refuse to merge what was counted on other edges, and help on', async () => {
    const { pitwall, write, folder } = await withBaselines('past');
    write('baselines/quiet.json.gz', await baselineOf(await withBaselines(), 'quiet'));
    const ran = await pitwall(['baseline', 'merge', 'past', 'quiet', '--name', 'both']);
    refused(ran, /baseline\.merge[\s\S]*same edges[\s\S]*--like past/);
    expect(readdirSync(join(folder, 'baselines'))).toEqual(['past.json.gz', 'quiet.json.gz']);
  });

  it('say what is there where a name is misspelt', async () => {
    const { pitwall } = await withBaselines('past');
    refused(await pitwall(['baseline', 'show', 'pats']), /baseline\.missing {2}pats[\s\S]*Did you mean past\?/);
    refused(await pitwall(['baseline', 'shwo', 'past']), /Did you mean pitwall baseline show\?/);
    const help = await pitwall(['baseline', '--help']);
    expect(help.code).toBe(0);
    for (const command of ['create', 'show', 'list', 'diff', 'merge']) expect(help.stdout).toContain(command);
    const without = scratch();
    expect((await without.pitwall(['baseline', 'list'])).stdout).toContain('There are no baselines');
  });
});

describe('pitwall check with a baseline', () => {
  it('passes a quiet week, fails a fast one, and says against what', async () => {
    const { pitwall, write } = await withBaselines('past');
    write('pitwall.yaml', config);
    write('week.csv', season({ seed: 2, games: 250 }));
    expect(await pitwall(['check'])).toMatchObject({ code: 0, stdout: expect.stringContaining('Drift against past') });
    write('week.csv', season({ seed: 3, games: 250, faster: 5 }));
    const fast = await pitwall(['check']);
    expect(fast.code).toBe(1);
    expect(fast.stdout).toMatch(/✗ pace {2}drift\.distribution/);
  });

  it('makes the baseline of a dataset from its own source, with what its contract says', async () => {
    const { pitwall, write } = await withBaselines();
    write('pitwall.yaml', config);
    write('week.csv', season({ seed: 2, games: 250 }));
    const made = await pitwall(['baseline', 'create', '--dataset', 'games', '--name', 'past']);
    expect(made).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('not compared: game_id, it names the rows'),
    });
    expect((await pitwall(['check', '-q'])).code).toBe(0);
  });

  it('cannot run where the baseline is missing, torn, of another version or of other data', async () => {
    const { pitwall, write, folder } = await withBaselines('past');
    write('pitwall.yaml', config);
    write('week.csv', season({ seed: 2, games: 250 }));
    const bytes = readFileSync(join(folder, 'baselines/past.json.gz'));
    const check = (baseline: Uint8Array): Promise<Ran> => {
      write('baselines/past.json.gz', baseline);
      return pitwall(['check', '-q']);
    };
    refused(await check(bytes.subarray(0, bytes.length / 2)), /baseline\.invalid {2}past[\s\S]*make it again/);
    const newer = gunzipSync(bytes).toString('utf8').replace('"baseline":1', '"baseline":2');
    refused(await check(gzipSync(newer)), /baseline\.version {2}past[\s\S]*found version 2/);
    const other = gunzipSync(bytes)
      .toString('utf8')
      .replaceAll(/"(pace|points|conference)"/g, '"other $1"');
    refused(await check(gzipSync(other)), /baseline\.dataset[\s\S]*other pace/);
    write('pitwall.yaml', config.replace('baseline: past', 'baseline: pasd'));
    refused(await pitwall(['check', '-q']), /baseline\.missing {2}pasd[\s\S]*Did you mean past\?/);
  });
});
