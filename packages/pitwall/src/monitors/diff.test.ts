import type { Finding, Status } from '@pitwall/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DiffTarget, diffFindings, type StandingFindings } from './diff.ts';
import { questionOf, worstOfEach } from './subjects.ts';

const window = { start: 0, end: 3_600_000 };

const finding = (metric: string, value: number | null, status: Status, subject = 'model:m'): Finding => ({
  subject,
  metric,
  value,
  threshold: null,
  status,
  message: `${metric} is ${value}`,
  ...(status === 'unknown' ? { reason: 'too few rows' } : {}),
  evidence: {},
  at: '2026-03-02T00:00:00.000Z',
});

const diff = (found: readonly Finding[], change: Partial<DiffTarget> = {}) =>
  diffFindings(found, { model: 'm', window, revision: 1, standing: {}, troubles: {}, ...change });

describe('what is written of a window', () => {
  it('is everything that was found the first time', () => {
    const { findings, corrections, standing } = diff([finding('a', 1, 'pass'), finding('b', 2, 'alert')]);
    expect(findings.map(({ finding: { metric } }) => metric)).toEqual(['a', 'b']);
    expect(corrections).toEqual([]);
    expect(Object.keys(standing)).toEqual(['model:m a', 'model:m b']);
  });

  it('is nothing where value and status are as they were', () => {
    const { standing } = diff([finding('a', 1, 'pass'), finding('b', null, 'unknown')]);
    const again = diff([{ ...finding('a', 1, 'pass'), message: 'other words' }, finding('b', null, 'unknown')], {
      revision: 2,
      standing,
    });
    expect(again).toMatchObject({ findings: [], corrections: [], standing });
  });

  it('corrects what is another value or another status, and says what it was before', () => {
    const first = diff([finding('a', 1, 'pass'), finding('b', 2, 'alert'), finding('c', 3, 'pass')]);
    const second = diff([finding('a', 5, 'pass'), finding('b', 2, 'warning'), finding('c', 3, 'pass')], {
      revision: 2,
      standing: first.standing,
    });
    expect(second.findings.map(({ finding: { message } }) => message)).toEqual([
      'a is 5; corrected, before it was 1, pass',
      'b is 2; corrected, before it was 2, alert',
    ]);
    expect(second.corrections).toEqual([
      { id: first.findings[0]?.id, by: second.findings[0]?.id },
      { id: first.findings[1]?.id, by: second.findings[1]?.id },
    ]);
    expect(second.standing['model:m c']).toEqual(first.standing['model:m c']);
  });

  it('takes back what is no question any more', () => {
    const first = diff([finding('a', 1, 'pass'), finding('b', 2, 'alert')]);
    const second = diff([finding('a', 1, 'pass')], { revision: 2, standing: first.standing });
    expect(second.findings).toMatchObject([{ finding: { metric: 'b', status: 'unknown', value: null } }]);
    expect(second.corrections).toEqual([{ id: first.findings[1]?.id, by: second.findings[0]?.id }]);
    expect(diff([finding('a', 1, 'pass')], { revision: 3, standing: second.standing }).findings).toEqual([]);
  });

  it('says of a column that it is fine only where it was not before', () => {
    const column = 'model:m/column:pace';
    const quiet = diff([finding('drift', 0, 'pass', column)]);
    expect(quiet.findings).toEqual([]);
    const loud = diff([finding('drift', 1, 'alert', column)]);
    expect(loud.findings).toHaveLength(1);
    const next = { window: { start: window.end, end: 2 * window.end }, troubles: loud.troubles };
    const over = diff([finding('drift', 0, 'pass', column)], next);
    expect(over.findings).toMatchObject([{ finding: { status: 'pass' } }]);
    expect(over.troubles).toEqual({});
    // one that was judged again and is fine takes back what it said
    const corrected = diff([finding('drift', 0, 'pass', column)], { revision: 2, ...loud });
    expect(corrected.corrections).toHaveLength(1);
    expect(corrected.troubles).toEqual({});
    // an older window that is fine says nothing of a later one
    const later = diff([finding('drift', 0, 'pass', column)], {
      troubles: { [questionOf({ subject: column, metric: 'drift' })]: 9e9 },
    });
    expect(Object.keys(later.troubles)).toHaveLength(1);
  });

  it('says that something is over that is asked only while there is any of it', () => {
    const column = 'model:m/column:pace';
    const compared = finding('drift.window', 1, 'pass');
    const missing = finding('drift.missing', 0.5, 'alert', column);
    const first = diff([compared, missing]);
    const next = { window: { start: window.end, end: 2 * window.end }, troubles: first.troubles };
    const over = diff([compared], next);
    expect(over.findings.map(({ finding: { metric, status, value } }) => [metric, status, value])).toEqual([
      ['drift.window', 'pass', 1],
      ['drift.missing', 'pass', null],
    ]);
    expect(over.troubles).toEqual({});
    // once, also where the window is judged again, and in the one after it
    expect(diff([compared], { ...next, revision: 2, ...over }).findings).toEqual([]);
    const after = { window: { start: 2 * window.end, end: 3 * window.end }, troubles: over.troubles };
    expect(diff([compared], after).findings).toHaveLength(1);
    // where nothing could be compared nobody knows
    const unknown = diff([finding('drift.window', null, 'unknown')], next);
    expect(unknown.findings).toHaveLength(1);
    expect(Object.keys(unknown.troubles)).toHaveLength(1);
    // what is asked always is not over because nobody asked
    const shape = diff([compared, finding('drift.distribution', 1, 'alert', column)]);
    expect(diff([compared], { ...next, troubles: shape.troubles }).findings).toHaveLength(1);
    // of the same window it takes back what was said
    const again = diff([compared], { revision: 2, ...first });
    expect(again.findings).toMatchObject([{ finding: { metric: 'drift.missing', status: 'pass' } }]);
    expect(again.corrections).toHaveLength(1);
    // an older window says nothing of a later one
    expect(diff([compared], { troubles: { [questionOf(missing)]: 9e9 } }).findings).toHaveLength(1);
  });

  it('has the same ids whenever it is made, and other ones in another revision or window', () => {
    const ids = (change: Partial<DiffTarget> = {}) =>
      diff([finding('a', 1, 'pass')], change).findings.map(({ id }) => id);
    expect(ids()).toEqual(ids());
    const others = [ids(), ids({ revision: 2 }), ids({ model: 'n' }), ids({ window: { start: 1, end: 3_600_000 } })];
    expect(new Set(others.flat()).size).toBe(4);
  });

  it('stands at last as it was found at last, whatever came before, each question once', () => {
    const statuses: fc.Arbitrary<Status> = fc.constantFrom('pass', 'warning', 'alert', 'unknown');
    const someFindings = fc
      .array(
        fc.tuple(
          fc.constantFrom('a', 'b', 'c'),
          fc.constantFrom('model:m', 'model:m/column:__proto__', 'model:m/column:x y'),
          fc.option(fc.integer({ min: 0, max: 3 }), { nil: null }),
          statuses,
        ),
        { maxLength: 9 },
      )
      .map((all) => [
        finding('rows', 1, 'pass'),
        ...worstOfEach(all.map(([metric, subject, value, status]) => finding(metric, value, status, subject))),
      ]);
    fc.assert(
      fc.property(fc.array(someFindings, { minLength: 1, maxLength: 5 }), (rounds) => {
        let standing: StandingFindings = {};
        const stored = new Map<string, { finding: Finding; by: string | null }>();
        for (const [round, found] of rounds.entries()) {
          const made = diff(found, { revision: round + 1, standing });
          for (const { id, finding: one } of made.findings) {
            expect(stored.has(id)).toBe(false);
            stored.set(id, { finding: one, by: null });
          }
          for (const { id, by } of made.corrections) {
            const corrected = stored.get(id);
            expect(corrected?.by).toBe(null);
            if (corrected) corrected.by = by;
          }
          standing = made.standing;
        }
        const left = [...stored.values()].filter(({ by }) => by === null).map(({ finding: one }) => one);
        const answers = new Map(left.map((one) => [questionOf(one), one]));
        expect(answers.size).toBe(left.length);
        for (const one of rounds.at(-1) ?? []) {
          const answer = answers.get(questionOf(one));
          if (answer) expect([answer.status, answer.value]).toEqual([one.status, one.value]);
          else expect([one.status, one.subject.includes('/')]).toEqual(['pass', true]);
        }
      }),
    );
  });
});
