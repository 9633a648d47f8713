import type { ModelSegment, Status } from '@pitwall/sdk';

/** The shape differs by status, so that nothing is said by colour alone. */
export const marks: Readonly<Record<Status, string>> = { alert: '✗', warning: '!', unknown: '?', pass: '✓' };

const digits = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4, useGrouping: 'min2' });

/** Four digits; very small and very large ones with an exponent. */
export function number(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-4 || size >= 1e9) ? value.toExponential(2) : digits.format(value);
}

export const count = (value: number): string => value.toLocaleString('en-US');

/** `1 row`, `2 rows` */
export const counted = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? '' : 's'}`;

export function percent(share: number): string {
  const points = 100 * share;
  return `${points !== 0 && Math.abs(points) < 0.01 ? points.toExponential(1) : Number(points.toFixed(Math.abs(points) < 1 ? 2 : 1))} %`;
}

export function list(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${count(rest)} more`;
  const [last = ''] = shown.slice(-1);
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`;
}

/** `city Gulf and price 10 to below 20` */
export const whereWords = ({ where }: Pick<ModelSegment, 'where'>): string =>
  where.map(({ column, value }) => `${column} ${value}`).join(' and ');
