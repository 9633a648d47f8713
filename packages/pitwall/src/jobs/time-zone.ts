/** What the clocks on the wall show in a time zone. */

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const all = 'numeric';
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: all, month: all, day: all, hour: all, minute: all, second: all },
  });
  formats.set(zone, made);
  return made;
}

export function isTimeZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** So many milliseconds the clocks of the zone are ahead of UTC at this moment. */
export function offsetAt(zone: string, moment: number): number {
  if (zone === 'UTC') return 0;
  const second = 1_000 * Math.floor(moment / 1_000);
  const shown: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(second)) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second: seconds = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, seconds) - second;
}

export interface ClockChange {
  /** The first moment of the new offset. */
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

/** No zone changes its clocks twice within so short a time. */
const stretch = 7 * 86_400_000;

/** The first change of the clocks after `from` and not later than `to`. */
export function nextClockChange(zone: string, from: number, to: number): ClockChange | undefined {
  if (zone === 'UTC') return undefined;
  const before = offsetAt(zone, from);
  for (let low = from; low < to; low += stretch) {
    const high = Math.min(to, low + stretch);
    if (offsetAt(zone, high) !== before) return bisect(zone, before, low, high);
  }
  return undefined;
}

function bisect(zone: string, before: number, from: number, to: number): ClockChange {
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(zone, middle) === before) low = middle;
    else high = middle;
  }
  return { at: high, before, after: offsetAt(zone, high) };
}
