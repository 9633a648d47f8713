import { type Html, html, trusted } from './text.ts';

export interface Whisker {
  /** The numbers at the left and the right end. */
  readonly from: number;
  readonly to: number;
  readonly value: number;
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Another number beside it, drawn as a diamond. */
  readonly beside?: number | null;
  /** What all are held against, drawn as an upright line. */
  readonly line?: number | null;
  readonly wide?: boolean;
}

const least = 0.5;

/** A number as a dot and its interval as a band on a track; nothing where the ends leave no room between them. */
export function whisker({ from, to, value, interval, beside, line, wide }: Whisker): Html | undefined {
  const width = wide ? 220 : 120;
  const span = to - from;
  if (!Number.isFinite(span) || span === 0) return undefined;
  const at = (x: number): number => Number((width * Math.min(1, Math.max(0, (x - from) / span))).toFixed(1));
  const [low, high] = interval ? [at(interval.low), at(interval.high)].toSorted((a, b) => a - b) : [];
  const length = Math.max(least, (high ?? 0) - (low ?? 0)).toFixed(1);
  return html`<svg class="whisker${wide && ' wide'}" viewBox="-5 0 ${width + 10} 16" aria-hidden="true"><path class="track" d="M0 7h${width}v2H0z"/>${
    low !== undefined && html`<path class="span" d="M${low} 6h${length}v4h-${length}z"/>`
  }${line != null && html`<path class="line" d="M${at(line)} 0v16"/>`}<circle cx="${at(value)}" cy="8" r="3"/>${
    beside != null && html`<path class="beside" d="M${at(beside)} 3.5l4.5 4.5l-4.5 4.5l-4.5 -4.5z"/>`
  }</svg>`;
}

const marks = {
  dot: '<circle cx="8" cy="5" r="4"/>',
  diamond: '<path class="beside" d="M8 1l4 4l-4 4l-4 -4z"/>',
  band: '<path class="span" d="M1 3h14v4h-14z"/>',
  dotted: '<path class="span" d="M1 3h14v4h-14z"/><circle cx="8" cy="5" r="3"/>',
  line: '<path class="line" d="M8 0v10"/>',
  area: '<path class="area" d="M1 0h14v10h-14z"/>',
} as const;

/** The same shapes for a key. */
export const mark = (kind: keyof typeof marks): Html =>
  html`<svg class="mark" viewBox="0 0 16 10" aria-hidden="true">${trusted(marks[kind])}</svg>`;

/** Ends that leave a little room at both sides of all numbers. */
export function endsOf(numbers: readonly number[]): { readonly from: number; readonly to: number } {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const room = 0.06 * (most - least);
  return { from: least - room, to: most + room };
}
