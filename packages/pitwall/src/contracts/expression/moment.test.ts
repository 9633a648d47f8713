import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarOf, millisecondsOf, parseMoment } from './moment.ts';

describe('parseMoment', () => {
  it.each([
    ['2025-03-01', 'date', '2025-03-01T00:00:00.000Z'],
    ['2024-02-29', 'date', '2024-02-29T00:00:00.000Z'],
    ['0000-01-01', 'date', '0000-01-01T00:00:00.000Z'],
    ['2025-03-01T19:30', 'timestamp', '2025-03-01T19:30:00.000Z'],
    ['2025-03-01 19:30:15Z', 'timestamp', '2025-03-01T19:30:15.000Z'],
    ['2025-03-01T19:30:15.5', 'timestamp', '2025-03-01T19:30:15.500Z'],
    ['2025-03-01T01:30:00+02:00', 'timestamp', '2025-02-28T23:30:00.000Z'],
    ['2025-03-01T23:30:00-0330', 'timestamp', '2025-03-02T03:00:00.000Z'],
    ['2025-03-01T23:30:00-03', 'timestamp', '2025-03-02T02:30:00.000Z'],
  ])('reads %s as a %s', (text, kind, expected) => {
    expect(parseMoment(text)).toEqual({ kind, milliseconds: Date.parse(expected) });
  });

  it('keeps microseconds, also before 1970', () => {
    expect(parseMoment('2025-03-01T00:00:00.000001Z')?.milliseconds).toBe(Date.UTC(2025, 2, 1) + 0.001);
    expect(parseMoment('1969-12-31T23:59:59.999999Z')?.milliseconds).toBe(-0.001);
  });

  it.each([
    '2025-02-29',
    '2025-13-01',
    '2025-00-10',
    '2025-3-1',
    '25-03-01',
    '+002025-03-01',
    '2025-03-01T24:00',
    '2025-03-01T19:60',
    '2025-03-01T19:30:60',
    '2025-03-01T19:30:00.1234567',
    '2025-03-01T19:30:00+24:00',
    '2025-02-30T19:30',
    '2025-03-01T',
    ' 2025-03-01',
    'today',
    '',
  ])('refuses %j', (text) => {
    expect(parseMoment(text)).toBeUndefined();
  });
});

describe('calendarOf', () => {
  it('agrees with the calendar of JavaScript wherever that reaches', () => {
    fc.assert(
      fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), (milliseconds) => {
        const date = new Date(milliseconds);
        expect(calendarOf(milliseconds)).toEqual({
          year: date.getUTCFullYear(),
          month: date.getUTCMonth() + 1,
          day: date.getUTCDate(),
          weekday: date.getUTCDay() || 7,
        });
      }),
    );
  });

  it('knows which centuries have a leap day', () => {
    for (const century of [1600, 1700, 1800, 1900, 2000, 2100, 2200, 2300, 2400]) {
      for (const [month, day] of [
        [2, 28],
        [3, 1],
        [12, 31],
        [1, 1],
      ] as const) {
        expect(calendarOf(Date.UTC(century, month - 1, day))).toMatchObject({ year: century, month, day });
      }
    }
  });

  it('has no day for an infinite moment', () => {
    expect(calendarOf(Number.POSITIVE_INFINITY)).toBeUndefined();
  });
});

describe('millisecondsOf', () => {
  it('is exact for every whole millisecond and tells microseconds apart in our centuries', () => {
    expect(millisecondsOf(253_402_300_799_999_000n)).toBe(253_402_300_799_999);
    expect(millisecondsOf(8_700_000_000_000_001n)).toBeGreaterThan(millisecondsOf(8_700_000_000_000_000n));
    expect(millisecondsOf(-1n)).toBe(-0.001);
  });
});
