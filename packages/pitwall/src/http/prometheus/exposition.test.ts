import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Family, type Format, writeExposition } from './exposition.ts';
import { formatOf } from './negotiate.ts';
import { parseExposition } from './testing/parse.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom('\\', '"', '\n', 'a\\n', '\\"', '# EOF\n', '}', ',', '=', '{a="b"} 1', 'a\nb 2\n', '\u{1f3c0}', ''),
);
const labelName = fc.stringMatching(/^[a-z_][a-z0-9_]{0,8}$/).filter((name) => name !== '__proto__');
const value = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(1e21, 1e-7, -0, NaN, Infinity, -Infinity));
const family: fc.Arbitrary<Family> = fc.record({
  name: fc.stringMatching(/^[a-z][a-z0-9_]{0,12}$/).filter((name) => !name.endsWith('_total')),
  type: fc.constantFrom('gauge' as const, 'counter' as const, 'summary' as const),
  help: hostile,
  samples: fc.array(fc.record({ labels: fc.dictionary(labelName, hostile, { noNullPrototype: true }), value }), {
    minLength: 1,
    maxLength: 4,
  }),
});
const families = fc.uniqueArray(family, { selector: ({ name }) => name, maxLength: 5 });
const formats: readonly Format[] = ['openmetrics', 'text'];

/** Control characters are not handed on. */
const shown = (text: string): string =>
  text.toWellFormed().replace(/\p{Cc}/gu, (one) => (one === '\n' ? one : '\ufffd'));

describe('an exposition', () => {
  it.each(formats)('as %s says to whoever reads it what was written, whatever the names are', (format) => {
    fc.assert(
      fc.property(families, (written) => {
        const read = parseExposition(writeExposition(written, format), format);
        expect(read.size).toBe(written.length);
        for (const { name, type, help, samples } of written) {
          const found = read.get(type === 'counter' && format === 'text' ? `${name}_total` : name);
          expect(found).toMatchObject({ type, help: shown(help) });
          expect(found?.samples.map(({ labels, value }) => [Object.entries(labels), value === 0 ? 0 : value])).toEqual(
            samples.map(({ labels, value }) => [
              Object.entries(labels).map(([label, text]) => [label, shown(text)]),
              value === 0 ? 0 : value,
            ]),
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  it('names counters with _total in both formats, and the family as each wants it', () => {
    const counter: Family = { name: 'a_things', type: 'counter', help: 'Things', samples: [{ labels: {}, value: 2 }] };
    expect(writeExposition([counter], 'text')).toBe(
      '# HELP a_things_total Things\n# TYPE a_things_total counter\na_things_total 2\n',
    );
    expect(writeExposition([counter], 'openmetrics')).toBe(
      '# HELP a_things Things\n# TYPE a_things counter\na_things_total 2\n# EOF\n',
    );
    // writing one does not change what the other says
    expect(writeExposition([counter], 'text')).toContain('a_things_total 2');
  });

  it('of nothing is empty in one format and its end in the other', () => {
    expect([writeExposition([], 'openmetrics'), writeExposition([], 'text')]).toEqual(['# EOF\n', '']);
  });
});

describe('which format is written', () => {
  it.each([
    [null, 'text'],
    ['', 'text'],
    ['*/*', 'text'],
    ['text/plain', 'text'],
    ['application/json', 'text'],
    ['application/openmetrics-text', 'openmetrics'],
    ['application/openmetrics-text; version=1.0.0', 'openmetrics'],
    ['application/openmetrics-text; version="1.0.0"; charset=utf-8', 'openmetrics'],
    ['application/openmetrics-text; version=2.0.0, text/plain;q=0.1', 'text'],
    ['application/openmetrics-text;q=0, */*', 'text'],
    ['application/openmetrics-text;q=0.2, text/plain;version=0.0.4;q=0.9', 'text'],
    ['APPLICATION/OPENMETRICS-TEXT;VERSION=1.0.0', 'openmetrics'],
    // Prometheus 2.42
    [
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      'openmetrics',
    ],
    // Prometheus 3
    [
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
      'openmetrics',
    ],
  ])('for Accept: %s is %s', (accept, format) => {
    expect(formatOf(accept)).toBe(format);
  });
});
