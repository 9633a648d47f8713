import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { config, games } from './games.ts';
import { type Ran, type RunOptions, type Scratch, scratch } from './run.ts';

interface Mistake {
  readonly typed: string;
  readonly says: RegExp;
  readonly options?: RunOptions;
}

/** What people get wrong, and what helps them on. None is answered by a stack. */
const mistakes: readonly Mistake[] = [
  { typed: 'chekc', says: /Did you mean pitwall check\?/ },
  { typed: '--quiet check', says: /Expected a command first, found --quiet/ },
  { typed: 'check --frmat json', says: /Did you mean --format\?/ },
  { typed: 'check --now tomorrow', says: /2026-01-12T06:00:00Z as --now, found "tomorrow"/ },
  { typed: 'check', says: /as PITWALL_NOW, found "soon"/, options: { env: { PITWALL_NOW: 'soon' } } },
  { typed: 'check --memory lots', says: /a size like 512MB/ },
  { typed: 'check --quarantine bad.xlsx', says: /\.parquet/ },
  { typed: 'check --quarantine games.csv', says: /another file to write to/ },
  { typed: 'check --out no/such/folder/report.json', says: /its folder does not exist/ },
  { typed: 'check --out folder', says: /it is a folder/ },
  { typed: 'check --config absent.yaml', says: /config\.missing.*absent\.yaml/ },
  { typed: 'check', says: /pitwall\.nowhere\.yaml/, options: { env: { PITWALL_ENVIRONMENT: 'nowhere' } } },
  { typed: 'check --config tab.yaml', says: /tab\.yaml:3:1\n.*found a tab/ },
  { typed: 'check --config twice.yaml', says: /twice\.yaml:2:1\n.*found one twice/ },
  { typed: 'check --config unknown.yaml', says: /unknown\.yaml:4:5\n.*`sorce`.*\n.*Did you mean `source`\?/ },
  { typed: 'check --config empty.yaml', says: /names no datasets/ },
  { typed: 'check --config throws.mjs', says: /throws\.mjs\n.*out of coffee/ },
  { typed: 'check --config folder', says: /could not be read/ },
  { typed: 'check --dataset gmaes', says: /Did you mean games\?/ },
  { typed: 'check absent.csv', says: /data\.missing {2}absent\.csv/ },
  { typed: 'check absent-*.csv', says: /no file matches absent-\*\.csv/i },
  { typed: 'check folder', says: /data\.directory {2}folder/ },
  { typed: 'check nothing.csv', says: /data\.empty {2}nothing\.csv/ },
  { typed: 'check games.unknown', says: /--input-format/ },
  { typed: 'check games.parquet', says: /data\.(truncated|unreadable|format) {2}games\.parquet/ },
  { typed: 'check broken.json', says: /data\.\w+ {2}broken\.json/ },
  { typed: 'check', says: /TMPDIR/, options: { env: { TMPDIR: '/no/such/folder' } } },
  { typed: 'init games.csv', says: /--force/ },
  { typed: 'init absent.csv --out new.yaml', says: /absent\.csv/ },
  { typed: 'contract diff pitwall.yaml', says: /Expected NEW/ },
  { typed: 'contract diff absent.yaml pitwall.yaml', says: /absent\.yaml/ },
  { typed: 'contract import games.csv', says: /contract\.import {2}games\.csv/ },
  { typed: 'contract export games.csv', says: /games\.csv/ },
  { typed: 'demo --dir games.csv', says: /output\.unwritable/ },
];

describe('mistakes of a user', () => {
  it('are told in sentences, with a way out and the exit code 2, never with a stack', async () => {
    const place = scratch();
    writeMistakenFiles(place);
    const wrong: string[] = [];
    const tell = async ({ typed, says, options }: Mistake): Promise<void> => {
      const ran = await place.pitwall(typed.split(' '), options);
      const problem = problemOf(ran, says);
      if (problem) wrong.push(`pitwall ${typed}: ${problem}\n${ran.stdout}${ran.stderr}`);
    };
    await eachInPairs(mistakes, tell);
    expect(wrong.join('\n')).toBe('');
  });

  it.skipIf(process.getuid?.() === 0)(
    'tell of files that may not be read or written (skipped where the tests run as root, who may)',
    async () => {
      const { pitwall, write, folder } = scratch();
      write('games.csv', games);
      write('closed/.keep', '');
      chmodSync(join(folder, 'games.csv'), 0o000);
      chmodSync(join(folder, 'closed'), 0o555);
      const read = await pitwall(['check', 'games.csv']);
      expect(read).toMatchObject({ code: 2, stderr: expect.stringContaining('data.unreadable') });
      const written = await pitwall(['init', 'games.csv', '--out', 'closed/pitwall.yaml']);
      expect(written).toMatchObject({ code: 2, stderr: expect.stringContaining('you may not write there') });
      chmodSync(join(folder, 'closed'), 0o755);
    },
  );
});

function writeMistakenFiles({ write, folder }: Scratch): void {
  write('pitwall.yaml', config);
  write('games.csv', games);
  write('games.unknown', games);
  write('games.parquet', 'PAR1 and then nothing of the kind');
  write('broken.json', '[{"id": 1}, {"id":');
  write('nothing.csv', '');
  write('tab.yaml', 'project: league\ndatasets:\n\tgames: { source: games.csv }\n');
  write('twice.yaml', 'project: league\nproject: league\n');
  write('unknown.yaml', 'project: league\ndatasets:\n  games:\n    sorce: games.csv\n');
  write('empty.yaml', '');
  write('throws.mjs', "throw new Error('out of coffee');\n");
  mkdirSync(join(folder, 'folder'));
}

function problemOf({ code, stdout, stderr }: Ran, says: RegExp): string | undefined {
  if (code !== 2) return `exits with ${code}`;
  if (stdout !== '') return 'prints to standard output';
  if (/^ {4}at /m.test(stderr) || /should not/.test(stderr)) return 'prints a stack';
  if (!/^✗ [a-z]+\.[a-z_]+/.test(stderr)) return 'names no code';
  return says.test(stderr) ? undefined : `does not say ${says}`;
}

/** As many at a time as a small machine has cores. */
async function eachInPairs<Item>(items: readonly Item[], act: (item: Item) => Promise<void>): Promise<void> {
  for (let index = 0; index < items.length; index += 2) await Promise.all(items.slice(index, index + 2).map(act));
}
