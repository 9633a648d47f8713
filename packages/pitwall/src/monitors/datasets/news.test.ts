import type { Finding, Status } from '@pitwall/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NewsTarget, newsOf, type Standing } from './news.ts';

const now = new Date('2026-03-02T00:00:00Z');

const finding = (metric: string, status: Status, value: number | null = 1, subject = 'dataset:games'): Finding => ({
  subject,
  metric,
  value,
  threshold: null,
  status,
  message: `${metric} is ${value}`,
  ...(status === 'unknown' ? { reason: 'nobody knows' } : {}),
  evidence: {},
  at: now.toISOString(),
});

const nothing: NewsTarget['before'] = { signature: '', standing: [] };

const news = (found: readonly Finding[], change: Partial<NewsTarget> = {}) =>
  newsOf(found, { dataset: 'games', signature: 'a', before: nothing, judged: true, now, ...change });

const saidBy = ({ findings }: ReturnType<typeof newsOf>) =>
  findings.map(({ finding: { metric, status, value } }) => [metric, status, value]);

describe('what is new of the files of a dataset', () => {
  it('is the same under the same ids for a run that is made again after a crash', () => {
    const found = [finding('contract.rows', 'alert'), finding('contract.type', 'alert', 2, 'dataset:games/column:x')];
    const first = news(found);
    const again = news(found, { now: new Date('2026-03-02T01:00:00Z') });
    expect(again.findings.map(({ id }) => id)).toEqual(first.findings.map(({ id }) => id));
    expect(new Set(first.findings.map(({ id }) => id)).size).toBe(2);
  });

  it('has another id each time that it comes back', () => {
    const ids = new Set<string>();
    let standing: readonly Standing[] = [];
    for (let times = 0; times < 4; times++) {
      const status = times % 2 ? 'pass' : 'alert';
      const made = news([finding('contract.rows', status)], { before: { signature: 'a', standing } });
      for (const { id } of made.findings) ids.add(id);
      standing = made.standing;
    }
    expect(ids.size).toBe(4);
  });

  it('has another id where it comes back in the very files in which it was, and was not asked for in between', () => {
    const found = [finding('drift.type', 'alert')];
    const first = news(found);
    const between = news([], { signature: 'b', before: { signature: 'a', standing: first.standing, looks: 1 } });
    expect(saidBy(between)).toEqual([['drift.type', 'pass', null]]);
    const again = news(found, { before: { signature: 'b', standing: between.standing, looks: 2 } });
    expect(saidBy(again)).toEqual([['drift.type', 'alert', 1]]);
    expect(again.findings[0]?.id).not.toBe(first.findings[0]?.id);
  });

  it('is not that something bad has another value in the same files', () => {
    const { standing } = news([finding('contract.freshness', 'alert', 25)]);
    const found = [finding('contract.freshness', 'alert', 26)];
    expect(news(found, { before: { signature: 'a', standing } }).findings).toEqual([]);
    expect(saidBy(news(found, { before: { signature: 'other', standing } }))).toEqual([
      ['contract.freshness', 'alert', 26],
    ]);
  });

  it('leaves what was found as it is while the files cannot be judged', () => {
    const { standing } = news([finding('contract.rows', 'alert')]);
    const gone = news([finding('monitor.files', 'unknown', null)], {
      before: { signature: 'a', standing },
      judged: false,
      signature: '',
    });
    expect(saidBy(gone)).toEqual([['monitor.files', 'unknown', null]]);
    expect(gone.standing.map(({ metric, status }) => [metric, status])).toEqual([
      ['contract.rows', 'alert'],
      ['monitor.files', 'unknown'],
    ]);
  });

  it('ends in what was found at last: nothing that is fine stands as bad, and nothing bad is lost', () => {
    const statuses: fc.Arbitrary<Status> = fc.constantFrom('pass', 'warning', 'alert', 'unknown');
    const round = fc.record({
      signature: fc.constantFrom('a', 'b'),
      found: fc.dictionary(fc.constantFrom('x', 'y', 'z'), fc.tuple(statuses, fc.integer({ min: 0, max: 2 })), {
        maxKeys: 3,
      }),
    });
    fc.assert(
      fc.property(fc.array(round, { minLength: 1, maxLength: 8 }), fc.boolean(), (rounds, isPart) => {
        let before = nothing;
        const said = new Map<string, Status>();
        for (const { signature, found } of rounds) {
          const subject = isPart ? 'dataset:games/column:c' : 'dataset:games';
          const all = Object.entries(found).map(([metric, [status, value]]) => finding(metric, status, value, subject));
          const made = news(all, { signature, before });
          for (const { finding: one } of made.findings) said.set(one.metric, one.status);
          for (const metric of ['x', 'y', 'z']) expect(said.get(metric) ?? 'pass').toBe(found[metric]?.[0] ?? 'pass');
          before = { signature, standing: made.standing };
          expect(news(all, { signature, before }).findings).toEqual([]);
        }
      }),
    );
  });
});
