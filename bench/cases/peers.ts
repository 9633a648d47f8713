import { gamesFile, writeContract } from '../data.ts';
import { pitwall } from '../measure.ts';
import { installPython, peerFile } from '../python.ts';
import { type Case, type Group, quickRows, repeatFor } from './case.ts';

const packages = ['pydantic==2.14.3', 'pandas==3.1.1', 'pandera==0.35.0'];

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
    const python = await installPython(packages, progress);
    if ('missing' in python) return python.missing;
    const config = await writeContract();
    const groups: Group[] = [];
    for (const rows of [quickRows, 1_000_000]) {
      const file = await gamesFile(rows, 'csv');
      const ours = { what: 'pitwall check', rows, command: pitwall('check', file, '--config', config) };
      const theirs = scripts.map(({ what, args }) => ({
        what,
        rows,
        command: { program: python.program, args: [...args, file] },
        against: ours.what,
      }));
      groups.push({ repeat: Math.min(3, repeatFor(rows)), lines: [ours, ...theirs] });
    }
    return groups;
  },
};
