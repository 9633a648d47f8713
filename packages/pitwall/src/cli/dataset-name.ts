import { basename } from 'node:path';

/** `data/week-*.csv.gz` is about `week`. */
export function datasetNameOf(path: string): string {
  if (path === '-') return 'stdin';
  const [name = ''] = basename(path).split('.');
  return name.replace(/[*?[{].*$/s, '').replace(/[-_ ]+$/, '') || 'data';
}
