import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, gamesFile, writeContract } from '../data.ts';
import { pitwall } from '../measure.ts';
import { type Case, type Group, quickRows, repeatFor } from './case.ts';

const execute = promisify(execFile);
const packages = ['pydantic==2.14.3', 'pandas==3.1.1', 'pandera==0.35.0'];
const environment = join(cacheFolder, `python-${packages.join('-').replaceAll('==', '-')}`);
const python = join(environment, 'bin/python');
const peerFile = (name: string): string => join(import.meta.dirname, '../peers', name);

/** Ways in which small teams hold a file of games against the same contract in Python. */
const scripts = [
  { what: 'pydantic, row by row: iterrows', args: [peerFile('pydantic_rows.py'), 'iterrows'] },
  { what: 'pydantic, row by row: to_dict', args: [peerFile('pydantic_rows.py'), 'records'] },
  { what: 'pandera, on a DataFrame', args: [peerFile('pandera_frame.py')] },
];

export const peers: Case = {
  name: 'peers',
  title: 'The same CSV held against the same rules in Python',
  async groups({ quick, progress }) {
    if (quick) return 'Python is left out of a quick run';
    const missing = await installPython(progress);
    if (missing !== undefined) return missing;
    const config = await writeContract();
    const groups: Group[] = [];
    for (const rows of [quickRows, 1_000_000]) {
      const file = await gamesFile(rows, 'csv');
      const ours = { what: 'pitwall check', rows, command: pitwall('check', file, '--config', config) };
      const theirs = scripts.map(({ what, args }) => ({
        what,
        rows,
        command: { program: python, args: [...args, file] },
        against: ours.what,
      }));
      groups.push({ repeat: Math.min(3, repeatFor(rows)), lines: [ours, ...theirs] });
    }
    return groups;
  },
};

/** Undefined when all is there; else what is not. */
async function installPython(progress: (text: string) => void): Promise<string | undefined> {
  const ready = join(environment, 'ready');
  if (
    await stat(ready).then(
      () => true,
      () => false,
    )
  )
    return undefined;
  progress(`installing ${packages.join(', ')}`);
  try {
    await execute('python3', ['-m', 'venv', '--clear', environment]);
    await execute(python, ['-m', 'pip', 'install', '--quiet', ...packages]);
    await execute(python, ['-c', `open(${JSON.stringify(ready)}, 'w').close()`]);
    return undefined;
  } catch (error) {
    const [why = ''] = (error as Error).message.split('\n');
    return `Python with ${packages.join(', ')} could not be installed (${why})`;
  }
}
