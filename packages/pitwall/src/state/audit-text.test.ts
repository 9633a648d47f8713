import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditText, hashOfEntry } from './audit-text.ts';
import { canonicalJson, hashOf } from './canonical-json.ts';

const text = fc.string({ unit: 'binary', maxLength: 40 });
const row = fc.record({
  seq: fc.nat(),
  at: fc.integer(),
  actor: text,
  verb: text,
  subject: text,
  outcome: fc.constantFrom('done', 'denied', 'failed'),
  input: fc.jsonValue().map((value) => canonicalJson(JSON.parse(JSON.stringify(value)))),
  previous: fc.stringMatching(/^[0-9a-f]{64}$/),
});

describe('the text of an entry', () => {
  it('of an older version is its canonical JSON, byte for byte', () => {
    fc.assert(
      fc.property(row, (one) => {
        expect(auditText(one)).toBe(canonicalJson(one));
        expect(auditText({ ...one, request_id: null, sealed: null })).toBe(canonicalJson(one));
        expect(hashOfEntry(one)).toBe(hashOf(one));
      }),
      { numRuns: 500 },
    );
  });

  it('has what came later where there is any, and is canonical with it', () => {
    fc.assert(
      fc.property(row, text, text, (one, request_id, sealed) => {
        for (const more of [{ request_id }, { sealed }, { request_id, sealed }]) {
          const whole = { ...one, ...more };
          expect(auditText(whole)).toBe(canonicalJson(whole));
          expect(hashOfEntry(whole)).not.toBe(hashOfEntry(one));
        }
      }),
    );
  });
});
