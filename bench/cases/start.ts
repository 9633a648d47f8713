import { gamesFile, writeContract } from '../data.ts';
import { node, pitwall } from '../measure.ts';
import { type Case, repeatFor } from './case.ts';

const rows = 10_000;

export const start: Case = {
  name: 'start',
  title: 'Cold start',
  async groups() {
    const [file, contract] = [await gamesFile(rows, 'csv'), await writeContract()];
    return [
      {
        repeat: repeatFor(rows),
        lines: [
          { what: 'node -e 0', command: node('-e', '0') },
          {
            what: 'pitwall --version',
            command: pitwall('--version'),
            bounds: [{ figure: 'wall', below: 0.15 }],
            against: 'node -e 0',
          },
          {
            what: 'pitwall check games.csv',
            rows,
            command: pitwall('check', file, '--config', contract),
            bounds: [{ figure: 'wall', below: 0.7 }],
            against: 'node -e 0',
          },
        ],
      },
    ];
  },
};
