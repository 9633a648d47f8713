import { letSql } from './let.ts';

/** A date or a timestamp as milliseconds since 1970 UTC; a fraction holds the microseconds. */
export interface Moment {
  readonly kind: 'date' | 'timestamp';
  readonly milliseconds: number;
}

const dayMilliseconds = 86_400_000;
const minuteMilliseconds = 60_000;

const datePattern = /^(\d{4})-(\d\d)-(\d\d)$/;
/** As many digits as a DuckDB timestamp keeps; without a zone it is UTC. */
const timestampPattern =
  /^(\d{4}-\d\d-\d\d)[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,6}))?)?(?:Z|([+-])([01]\d|2[0-3]):?([0-5]\d)?)?$/;

export function parseMoment(text: string): Moment | undefined {
  const date = parseDate(text);
  if (date !== undefined) return { kind: 'date', milliseconds: date };
  const [, day, hours, minutes, seconds, fraction, sign, zoneHours, zoneMinutes] = timestampPattern.exec(text) ?? [];
  const midnight = day === undefined ? undefined : parseDate(day);
  if (midnight === undefined) return undefined;
  const zone = (Number(zoneHours ?? 0) * 60 + Number(zoneMinutes ?? 0)) * (sign === '-' ? -1 : 1);
  const sinceMidnight =
    (Number(hours) * 60 + Number(minutes) - zone) * minuteMilliseconds + Number(seconds ?? 0) * 1_000;
  const microseconds = BigInt(midnight + sinceMidnight) * 1_000n + BigInt((fraction ?? '').padEnd(6, '0'));
  return { kind: 'timestamp', milliseconds: millisecondsOf(microseconds) };
}

/**
 * The milliseconds of a DuckDB timestamp, as `evaluate` reads them. Doubles tell microseconds apart from 1692 to 2247,
 * and milliseconds in all years that are written with four digits.
 */
export function millisecondsOf(microseconds: bigint): number {
  return microseconds % 1_000n === 0n ? Number(microseconds / 1_000n) : Number(microseconds) / 1_000;
}

function parseDate(text: string): number | undefined {
  const [, year, month, day] = datePattern.exec(text) ?? [];
  if (day === undefined) return undefined;
  const milliseconds = Date.parse(`${text}T00:00:00Z`);
  const calendar = calendarOf(milliseconds);
  // Date.parse takes 31 February for 3 March.
  const exists = calendar?.year === Number(year) && calendar.month === Number(month) && calendar.day === Number(day);
  return exists ? milliseconds : undefined;
}

/** Days since 1970 of the calendar day in UTC. */
export function dayNumber(milliseconds: number): number {
  return Math.floor(milliseconds / dayMilliseconds);
}

export interface Calendar {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** 1 = Monday … 7 = Sunday. */
  readonly weekday: number;
}

/**
 * Year, month and day in the Gregorian calendar, or nothing for an infinite moment, as in DuckDB. The dates of DuckDB
 * reach further than those of JavaScript, so the calendar is calculated: the days are counted in eras of 400 years
 * that begin on 1 March, which puts the leap day at the end of a year.
 */
export function calendarOf(milliseconds: number): Calendar | undefined {
  if (!Number.isFinite(milliseconds)) return undefined;
  const days = dayNumber(milliseconds);
  const sinceEraZero = days + 719_468;
  const era = Math.floor(sinceEraZero / 146_097);
  const dayOfEra = sinceEraZero - era * 146_097;
  const leapDays = Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthSinceMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthSinceMarch < 10 ? monthSinceMarch + 3 : monthSinceMarch - 9;
  return {
    year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthSinceMarch + 2) / 5) + 1,
    weekday: ((((days + 3) % 7) + 7) % 7) + 1,
  };
}

/** A DuckDB timestamp counts microseconds in 64 bits, which is this many days; its dates reach further. */
const lastTimestampDay = 106_751_991;

/** The midnight of a date, or null when no timestamp reaches it. Infinite dates are infinite timestamps. */
export function dateToTimestamp(milliseconds: number): number | null {
  const isBeyond = Number.isFinite(milliseconds) && Math.abs(dayNumber(milliseconds)) > lastTimestampDay;
  return isBeyond ? null : milliseconds;
}

/** Not TRY_CAST: beside a constant, DuckDB 1.5 compares as dates instead and loses the NULL of a date out of reach. */
export function dateToTimestampSql(date: string): string {
  const isWithinReach = (day: string) => `${day} BETWEEN DATE '290309-12-22 (BC)' AND DATE '294247-01-10'`;
  return letSql(
    date,
    (day) => `CASE WHEN ${isWithinReach(day)} OR NOT isfinite(${day}) THEN CAST(${day} AS TIMESTAMP) END`,
  );
}

export function momentSql({ kind, milliseconds }: Moment): string {
  if (kind === 'date') {
    const calendar = calendarOf(milliseconds);
    return calendar ? `make_date(${calendar.year}, ${calendar.month}, ${calendar.day})` : 'CAST(NULL AS DATE)';
  }
  const whole = Math.floor(milliseconds);
  const microseconds = BigInt(whole) * 1_000n + BigInt(Math.round((milliseconds - whole) * 1_000));
  return `make_timestamp(${microseconds})`;
}
