import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Command, measure, node } from '../measure.ts';
import type { Cost, Gauged } from '../report.ts';
import type { GaugeCase } from './case.ts';

const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const worker = join(import.meta.dirname, '../backup-work.ts');

const run = (...words: readonly string[]): Command => node('--conditions=source', '--import', loader, worker, ...words);

/** What a backup may hold beside what the server does, however much there is. */
const mostBytes = 1e9;

interface Turn {
  readonly bytes: number;
  readonly make: readonly Cost[];
  readonly restore: readonly Cost[];
}

export const backup: GaugeCase = {
  name: 'backup',
  title: 'Backup and restore',
  about: [
    'A process of its own opens a data directory, makes an encrypted backup of it on the same disk and closes it; another restores that',
    'into an empty directory and verifies it. Bytes are those of the database of events. The start of the processes is in the times.',
    'Features are random text, which packs to about half: real ones pack better.',
  ].join('\n'),
  async gauge({ quick, long, repeat = quick ? 1 : 3, progress }) {
    const [small, large] = quick ? [50e6, 200e6] : long ? [1e9, 10e9] : [250e6, 1e9];
    const turns: Turn[] = [];
    for (const bytes of [small, large]) turns.push(await turn(bytes, long ? 1 : repeat, progress));
    return turns.flatMap(gaugesOf);
  },
};

async function turn(wanted: number, repeat: number, progress: (text: string) => void): Promise<Turn> {
  const home = await mkdtemp(join(tmpdir(), 'pitwall-bench-backup-'));
  const [make, restore]: [Cost[], Cost[]] = [[], []];
  try {
    progress(`filling ${wanted / 1e6} MB`);
    await measure(run('fill', home, String(wanted)));
    const { size: bytes } = await stat(join(home, 'data/events/events.duckdb'));
    for (let index = 0; index < repeat; index += 1) {
      progress(`backup and restore of ${Math.round(bytes / 1e6)} MB, ${index + 1} of ${repeat}`);
      make.push(await measure(run('make', home)));
      const [name = ''] = await readdir(join(home, 'kept'));
      restore.push(await measure(run('restore', home, join(home, 'kept', name))));
      await rm(join(home, 'kept'), { recursive: true });
      await rm(join(home, 'restored'), { recursive: true });
    }
    return { bytes, make, restore };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

function gaugesOf({ bytes, make, restore }: Turn): readonly Gauged[] {
  const size = `${Math.round(bytes / 1e6).toLocaleString('en-US')} MB of events`;
  const rate = (costs: readonly Cost[]): readonly number[] => costs.map(({ wall }) => bytes / wall);
  const peak = (costs: readonly Cost[]): readonly number[] => costs.map((cost) => cost.peak);
  return [
    { what: `backup, ${size}`, unit: 'bytes a second', values: rate(make) },
    { what: `restore, ${size}`, unit: 'bytes a second', values: rate(restore) },
    { what: `peak memory of the backup, ${size}`, unit: 'bytes', values: peak(make), bound: { below: mostBytes } },
    { what: `peak memory of the restore, ${size}`, unit: 'bytes', values: peak(restore), bound: { below: mostBytes } },
  ];
}
