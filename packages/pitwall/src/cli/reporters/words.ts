import type { Report, Status } from '@pitwall/sdk';

/** The shape differs by status, so that nothing is said by colour alone. */
export const marks: Readonly<Record<Status, string>> = { alert: '✗', warning: '!', unknown: '?', pass: '✓' };

/** One line that says how the run went. */
export function verdict({ status, counts, datasets }: Report): string {
  const where = datasets.length > 0 ? ` in ${plural(datasets.length, 'dataset')}` : '';
  const failing = countWords(counts);
  if (failing !== '') {
    const passed = counts.pass > 0 ? ` (${plural(counts.pass, 'check')} passed)` : '';
    return `${marks[status]} ${failing}${where}${passed}`;
  }
  if (counts.pass > 0) return `${marks[status]} ${plural(counts.pass, 'check')} passed${where}`;
  return `${marks[status]} Nothing was checked${where || ': there are no datasets'}`;
}

/** `2 alerts, 1 unknown`; empty where everything passed. */
export function countWords(counts: Readonly<Record<Status, number>>): string {
  return [
    counts.alert > 0 && plural(counts.alert, 'alert'),
    counts.warning > 0 && plural(counts.warning, 'warning'),
    counts.unknown > 0 && `${formatCount(counts.unknown)} unknown`,
  ]
    .filter((words) => words !== false)
    .join(', ');
}

export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** Cut, not rounded: 99.97 is not 100. */
export function formatScore(score: number): string {
  return String(Math.floor(score * 10 + 1e-6) / 10);
}
