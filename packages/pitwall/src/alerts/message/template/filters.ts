import { number } from '../../../core/words.ts';

/** What can be done to a value before it is written. None of them throws, whatever it is given. */
export const filters = {
  upper: (value) => written(value).toUpperCase(),
  lower: (value) => written(value).toLowerCase(),
  json: (value) => JSON.stringify(value) ?? 'null',
  date: (value) => (typeof value === 'number' ? dateOf(value) : written(value)),
  number: (value) => (typeof value === 'number' ? number(value) : written(value)),
} as const satisfies Readonly<Record<string, (value: unknown) => string>>;

export type Filter = keyof typeof filters;

/** What is not there is nothing. */
export function written(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** `2026-11-22 03:00:00 UTC` */
function dateOf(value: number): string {
  const date = new Date(value);
  return Number.isNaN(date.getTime())
    ? ''
    : date
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, ' UTC');
}
