import { join } from 'node:path';
import { cacheFolder, gamesFile, writeContract } from '../data.ts';
import { pitwall } from '../measure.ts';
import { type Case, quickRows, repeatFor } from './case.ts';

const plain = 'clean rows';
const page = join(cacheFolder, 'report.html');
const [bad, good] = [join(cacheFolder, 'bad.parquet'), join(cacheFolder, 'good.parquet')];

/** What more is asked of a check than a verdict on clean rows. */
export const work: Case = {
  name: 'work',
  title: 'What faults, pictures and quarantine add to a check of CSV',
  async groups({ quick }) {
    const rows = quick ? quickRows : 1_000_000;
    const config = await writeContract();
    const check = ['check', await gamesFile(rows, 'csv'), '--config', config];
    const checkDirty = ['check', await gamesFile(rows, 'csv', 'dirty'), '--config', config];
    const lines = [
      { what: plain, command: pitwall(...check) },
      {
        what: 'HTML report with pictures',
        command: pitwall(...check, '--format', 'html', '--out', page),
        against: plain,
      },
      { what: '1 % of rows with faults', command: { ...pitwall(...checkDirty), exit: 1 }, against: plain },
      {
        what: '1 % with faults, set apart',
        command: { ...pitwall(...checkDirty, '--quarantine', bad, '--accepted', good), exit: 1 },
        against: plain,
      },
    ];
    return [{ repeat: repeatFor(rows), lines: lines.map((line) => ({ ...line, rows })) }];
  },
};
