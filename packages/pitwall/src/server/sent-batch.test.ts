import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PitwallError } from '../core/errors.ts';
import { eventLimits } from '../events/event.ts';
import { readSentBatch, type SentOptions } from './sent-batch.ts';

const read = (body: string, more: Partial<SentOptions> = {}) =>
  readSentBatch(Buffer.from(body), {
    kind: 'prediction',
    model: 'm',
    format: 'lines',
    now: new Date('2026-01-05T12:00:00Z'),
    ...more,
  });

function refusal(run: () => unknown): PitwallError {
  try {
    run();
  } catch (error) {
    if (error instanceof PitwallError) return error;
    throw error;
  }
  throw new Error('It was taken.');
}

describe('a batch that was sent', () => {
  it('is the same as lines, as a list and with the model written in each event', () => {
    const events = [
      { id: 'a', prediction: 1, features: { x: 1 } },
      { id: 'b', prediction: 'home' },
    ];
    const lines = events.map((event) => `${JSON.stringify(event)}\r\n`).join('\n');
    const named = events.map((event) => ({ ...event, model: 'm' }));
    const expected = read(lines);
    expect(expected.lines).toHaveLength(2);
    expect(read(`\ufeff${lines}`)).toEqual(expected);
    expect(read(JSON.stringify(events), { format: 'json' })).toEqual(expected);
    expect(read(JSON.stringify(named, null, 2), { format: 'json' })).toEqual(expected);
  });

  it('is refused with the line as it was sent, whatever empty lines stand before it', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(5), (empty, fine) => {
        const before = `${'\n'.repeat(empty)}${'{"id":1,"prediction":1}\n'.repeat(fine)}`;
        const { place } = refusal(() => read(`${before}{"id":2,"prediction":[]}`));
        expect(place).toEqual({ line: empty + fine + 1, column: 9, field: 'prediction' });
      }),
    );
  });

  it('is refused where a line is longer than any event may be', () => {
    const long = `{"id":"a","prediction":"${'x'.repeat(eventLimits.lineCharacters)}"}`;
    expect(refusal(() => read(`\n${long}`)).place).toEqual({ line: 2, column: 1 });
  });

  it('is taken or refused with its place, never failed on', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.json(), fc.string({ unit: 'binary' })),
        fc.constantFrom('json', 'lines'),
        (text, format) => {
          const { code, place } = refusal(() => read(`${text} x`, { format }));
          expect(code).toBe('events.invalid');
          expect(place.line).toBeGreaterThan(0);
          expect(place.column).toBeGreaterThan(0);
        },
      ),
    );
  });
});
