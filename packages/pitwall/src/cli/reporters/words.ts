import type { Report, Status } from '@pitwall/sdk';
import { count, counted, marks } from '../../core/words.ts';

/** One line that says how the run went. */
export function verdict({ status, counts, datasets }: Report): string {
  const where = datasets.length > 0 ? ` in ${counted(datasets.length, 'dataset')}` : '';
  const failing = countWords(counts);
  if (failing !== '') {
    const passed = counts.pass > 0 ? ` (${counted(counts.pass, 'check')} passed)` : '';
    return `${marks[status]} ${failing}${where}${passed}`;
  }
  if (counts.pass > 0) return `${marks[status]} ${counted(counts.pass, 'check')} passed${where}`;
  return `${marks[status]} Nothing was checked${where || ': there are no datasets'}`;
}

/** `2 alerts, 1 unknown`; empty where everything passed. */
export function countWords(counts: Readonly<Record<Status, number>>): string {
  return [
    counts.alert > 0 && counted(counts.alert, 'alert'),
    counts.warning > 0 && counted(counts.warning, 'warning'),
    counts.unknown > 0 && `${count(counts.unknown)} unknown`,
  ]
    .filter((words) => words !== false)
    .join(', ');
}

/** Cut, not rounded: 99.97 is not 100. */
export function formatScore(score: number): string {
  return String(Math.floor(score * 10 + 1e-6) / 10);
}
