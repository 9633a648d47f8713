import { describe, expect, it } from 'vitest';
import { PitwallError } from '../core/errors.ts';
import { type BatchOptions, batchOf, parseBatch } from './batch.ts';
import { eventLimits } from './event.ts';

const now = new Date('2026-03-01T12:00:00Z');
const parse = (body: string | Buffer, options: Partial<BatchOptions> = {}) =>
  parseBatch(Buffer.from(body), { kind: 'prediction', now, ...options });

function refusalOf(body: string | Buffer, options: Partial<BatchOptions> = {}): PitwallError {
  try {
    parse(body, options);
  } catch (error) {
    if (error instanceof PitwallError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

const good = '{"model":"m","id":"a","prediction":0.5}';
/** With one more key. */
const withKey = (key: string, value: string): string => `${good.slice(0, -1)},"${key}":${value}}`;
const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;

describe('a batch that is fine', () => {
  it('becomes lines, with empty ones left out, with either end of line and with a byte order mark', () => {
    const { lines, refused, received } = parse(`\ufeff${good}\r\n\n  \n${good}`);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toBe(lines[1]);
    expect({ refused, received }).toEqual({ refused: 0, received: now });
  });

  it.each([
    ['"id":7', '"id":"7"', 'an id that is a number and one that is the same text'],
    ['"id":"a","at":"2026-03-01T10:00:00+02:00"', '"id":"a","at":1772352000000', 'one moment in two ways'],
    ['"id":"a","features":{"b":1,"a":2}', '"id":"a","features":{"a":2,"b":1.0}', 'features in another order'],
    ['"id":"a","features":{}', '"id":"a"', 'no features and none at all'],
  ])('%s is %s', (left, right) => {
    const lineOf = (keys: string) => parse(`{"model":"m","prediction":1,${keys}}`).lines[0];
    expect(lineOf(left)).toBe(lineOf(right));
  });

  it.each(['0.5', '"win"', 'true', '{"loss":0.5,"win":0.5}', '-1e308', '""'])(
    'the prediction may be %s',
    (prediction) => {
      expect(parse(`{"model":"m","id":"a","prediction":${prediction}}`).lines[0]).toContain(
        `"prediction":${prediction}`.replace('-1e308', '-1e+308'),
      );
    },
  );

  it('may be of values in memory', () => {
    expect(batchOf([JSON.parse(good)], { kind: 'prediction', now }).lines).toEqual(parse(good).lines);
  });
});

describe('a bad record is refused with its line, column and field', () => {
  it.each<[string, string, number, string | undefined, RegExp]>([
    ['no object', '7', 1, undefined, /expected an object, found 7/],
    ['a list', '[]', 1, undefined, /expected an object, found a list/],
    ['cut off', good.slice(0, 20), 21, undefined, /found the end of the line/],
    ['NaN', withKey('odds', 'NaN'), 47, undefined, /no word for NaN/],
    ['Infinity', withKey('odds', '-Infinity'), 47, undefined, /no word for NaN and Infinity/],
    ['a number beyond doubles', withKey('odds', '1e999'), 40, 'odds', /expected a number, found/],
    [
      'an id beyond 2^53',
      '{"model":"m","prediction":1,"id":12345678901234567890}',
      29,
      'id',
      /at most 9007199254740991/,
    ],
    ['NaN as text', '{"model":"m","id":"a","prediction":"NaN"}', 23, 'prediction', /expected a number/],
    [
      'NaN as the text of a class',
      '{"model":"m","id":"a","prediction":{"x":"-inf"}}',
      37,
      'prediction.x',
      /expected a number/,
    ],
    ['no id', '{"model":"m","prediction":1}', 1, 'id', /expected a text of 1 to 500 characters/],
    ['an empty id', '{"model":"m","prediction":1,"id":""}', 29, 'id', /at least 1 character/],
    ['an id of null', '{"model":"m","prediction":1,"id":null}', 29, 'id', /found null/],
    ['a long id', `{"model":"m","prediction":1,"id":"${'x'.repeat(501)}"}`, 29, 'id', /at most 500 characters/],
    ['an id with a zero byte', '{"model":"m","prediction":1,"id":"a\\u0000b"}', 29, 'id', /without control characters/],
    ['half a character', '{"model":"m","prediction":1,"id":"\\ud800"}', 29, 'id', /without control characters/],
    ['a misspelt key', '{"model":"m","id":"a","predicton":1}', 23, 'predicton', /Did you mean `prediction`/],
    ['an unknown key', withKey('pace', '70'), 40, 'pace', /Use one of: model, id.*features/],
    ['a time without offset', withKey('at', '"2026-03-01T10:00:00"'), 40, 'at', /a time with its offset/],
    ['a time in seconds', withKey('at', '1772359200'), 40, 'at', /looks like seconds/],
    ['a time before 1970', withKey('at', '"1969-12-31T00:00:00Z"'), 40, 'at', /after 1970/],
    ['a clock ahead', withKey('at', '"2026-03-01T13:00:01Z"'), 40, 'at', /up to one hour from now/],
    ['a negative stake', withKey('stake', '-1'), 40, 'stake', /at least 0/],
    ['a feature that is an object', withKey('features', '{"a":1,"b":{"c":1}}'), 58, 'features.b', /a number, a text/],
    ['a feature called __proto__', withKey('features', '{"__proto__":1}'), 52, 'features.__proto__', /another name/],
    ['a key called __proto__', withKey('__proto__', '{"id":"b"}'), 40, '__proto__', /another name/],
    ['10,000 levels', withKey('features', deep(10_000)), 116, undefined, /./],
    ['a million levels', withKey('features', deep(200_000)), 116, undefined, /./],
  ])('%s', (_, line, column, field, words) => {
    const error = refusalOf(`${good}\n${line}\n`);
    expect(error.code).toBe('events.invalid');
    expect(error.message).toMatch(words);
    expect(error.place.line).toBe(2);
    if (!/levels/.test(_)) expect(error.place).toEqual({ line: 2, column, ...(field ? { field } : {}) });
  });

  it('a time up to one hour ahead is a clock that is a little fast', () => {
    expect(parse(withKey('at', '"2026-03-01T13:00:00Z"')).lines).toHaveLength(1);
  });

  it('bytes that are not UTF-8, with the character', () => {
    const line = Buffer.concat([Buffer.from('{"model":"é'), Buffer.from([0xff]), Buffer.from('"}')]);
    expect(refusalOf(Buffer.concat([Buffer.from(`${good}\n`), line])).place).toEqual({ line: 2, column: 12 });
  });

  it('a line that is too long, without taking it apart', () => {
    expect(refusalOf(withKey('version', `"${'x'.repeat(eventLimits.lineCharacters)}"`)).message).toMatch(
      /at most 1048576 characters/,
    );
  });

  it('more features than there may be, and keys that are too long', () => {
    const many = Object.fromEntries(Array.from({ length: eventLimits.features + 1 }, (_, index) => [`f${index}`, 1]));
    expect(refusalOf(withKey('features', JSON.stringify(many))).message).toMatch(/at most 2000 features/);
    expect(refusalOf(withKey('features', `{"${'k'.repeat(201)}":1}`)).place.field).toMatch(/^features/);
  });

  it('a model that nobody declared, with the one that was probably meant', () => {
    const error = refusalOf(good.replace('"m"', '"spread-piker"'), { models: new Set(['spread-picker']) });
    expect(error.message).toMatch(/Did you mean `spread-picker`/);
    expect(error.place.field).toBe('model');
  });

  it('values in memory, with their place in the list', () => {
    expect(() => batchOf([JSON.parse(good), { model: 'm' }], { kind: 'prediction', now })).toThrow(/^2/);
  });

  it('labels by their own keys', () => {
    expect(refusalOf('{"model":"m","id":"a","label":null}', { kind: 'label' }).place.field).toBe('label');
    expect(refusalOf('{"model":"m","id":"a","label":1,"supersede":true}', { kind: 'label' }).message).toMatch(
      /`supersedes`/,
    );
  });
});

describe('a batch with bad records', () => {
  const body = [good, '{', good.replace('"a"', '"b"'), '7', '{"model":1}'].join('\n');

  it('is refused as a whole, and all of them are told', () => {
    const error = refusalOf(body);
    expect([error, ...error.more].map(({ place }) => place.line)).toEqual([2, 4, 5]);
  });

  it('gives what is fine where that was asked for', () => {
    const { lines, refused, refusals } = parse(body, { partial: true });
    expect(lines).toHaveLength(2);
    expect(refused).toBe(3);
    expect(refusals.map(({ place }) => place.line)).toEqual([2, 4, 5]);
  });

  it('counts all of them and tells of the first', () => {
    const { refused, refusals } = parse('{\n'.repeat(1_000), { partial: true });
    expect(refused).toBe(1_000);
    expect(refusals).toHaveLength(20);
  });

  it.each(['', '\n\n', '   '])('that is empty (%j) is no batch', (body) => {
    expect(refusalOf(body).code).toBe('events.empty');
    expect(refusalOf(body, { partial: true }).code).toBe('events.empty');
  });
});
