import { join } from 'node:path';
import { type FileFormat, gamesFile, writeContract } from '../data.ts';
import { node, pitwall } from '../measure.ts';
import type { Bound } from '../report.ts';
import { type Case, type Group, quickRows, repeatFor } from './case.ts';

const scanFile = join(import.meta.dirname, '../peers/duckdb-scan.cjs');
const sizes = [10_000, 100_000, 1_000_000, 10_000_000];
const formats: readonly FileFormat[] = ['csv', 'parquet'];

const bounds: Readonly<Record<number, Bound>> = {
  1000000: { figure: 'cpu', below: 1 },
  10000000: { figure: 'peak', below: 500e6 },
};

export const contract: Case = {
  name: 'contract',
  title: 'A contract of ten columns against the bare scan of DuckDB',
  async groups({ quick, progress }) {
    const config = await writeContract();
    const groups: Group[] = [];
    for (const rows of sizes.filter((rows) => !quick || rows <= quickRows)) {
      for (const format of formats) {
        progress(`${rows.toLocaleString('en-US')} games as ${format}`);
        const file = await gamesFile(rows, format);
        const scan = `bare scan of ${format}`;
        const bound = bounds[rows];
        groups.push({
          repeat: repeatFor(rows),
          lines: [
            { what: scan, rows, command: node(scanFile, file) },
            {
              what: `pitwall check of ${format}`,
              rows,
              command: pitwall('check', file, '--config', config),
              against: scan,
              ...(bound ? { bounds: [bound] } : {}),
            },
          ],
        });
      }
    }
    return groups;
  },
};
