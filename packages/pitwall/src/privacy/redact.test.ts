import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactJson } from './redact.ts';

describe('what is blacked out', () => {
  it('is a text that stands by itself, in values and in names of members, and nothing else', () => {
    const body = JSON.stringify({ a: 'ada', b: ['ada@x', 'adamant', 3, null, true], 'of ada': { c: 'x ada, y' } });
    expect(JSON.parse(redactJson(body, ['ada']))).toEqual({
      a: '[erased]',
      b: ['[erased]@x', 'adamant', 3, null, true],
      'of [erased]': { c: 'x [erased], y' },
    });
  });

  it('is nothing where the text is in none of it, byte for byte', () => {
    const body = '{"a" : "bob", "n": 1e3}';
    expect(redactJson(body, ['ada'])).toBe(body);
    expect(redactJson('{"a" : "adamant"}', ['ada'])).toBe('{"a" : "adamant"}');
  });

  it('is found whatever is in it, and what is left is JSON', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 3, maxLength: 20 });
    fc.assert(
      fc.property(text, text, (one, other) => {
        const body = JSON.stringify({ message: `"${one}" and (${other})` });
        const { message } = JSON.parse(redactJson(body, [one])) as { message: string };
        expect(message.startsWith('"[erased]"')).toBe(true);
      }),
    );
  });
});
