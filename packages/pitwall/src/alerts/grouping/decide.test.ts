import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decision, decide, type Standing } from './decide.ts';

const hour = 3_600_000;

function ask(
  last: { readonly firing: string; readonly resolved?: string; readonly at?: number } | undefined,
  firing: string,
  resolved = '',
  more: Partial<Standing> = {},
): Decision {
  return decide({
    last: last && { firing: [...last.firing], resolved: [...(last.resolved ?? '')], at: last.at ?? 0 },
    firing: new Set(firing),
    resolved: new Set(resolved),
    now: 60_000,
    repeatInterval: 4 * hour,
    sendResolved: true,
    ...more,
  });
}

describe('whether a channel is told', () => {
  it.each([
    ['nothing was told and something fires', undefined, 'a', '', 'tell', 'first notification'],
    ['nothing was told and all is over', undefined, '', 'a', 'nothing', undefined],
    ['nothing was told and nothing is there', undefined, '', '', 'nothing', undefined],
    ['something more fires', { firing: 'a' }, 'ab', '', 'tell', 'new alerts added'],
    ['something else fires', { firing: 'a' }, 'b', 'a', 'tell', 'new alerts added'],
    ['all was told as over and something fires', { firing: '', resolved: 'a' }, 'a', '', 'tell', 'first notification'],
    ['all is over', { firing: 'ab' }, '', 'ab', 'tell', 'all alerts resolved'],
    ['all was told as over and still is', { firing: '', resolved: 'ab' }, '', 'ab', 'nothing', undefined],
    ['something came and went unheard', { firing: '', resolved: 'a' }, '', 'ab', 'nothing', undefined],
    ['some are over', { firing: 'ab' }, 'a', 'b', 'tell', 'some alerts resolved'],
    ['some are over, as was told', { firing: 'a', resolved: 'b' }, 'a', 'b', 'nothing', undefined],
    ['those that were over are forgotten', { firing: 'a', resolved: 'b' }, 'a', '', 'nothing', undefined],
    ['nothing changed', { firing: 'a' }, 'a', '', 'nothing', undefined],
  ] as const)('when %s', (_, last, firing, resolved, action, reason) => {
    expect(ask(last, firing, resolved)).toMatchObject({ action, reason });
  });

  it('is not told that something is over where it does not want to know, yet what fires again is news', () => {
    expect(ask({ firing: 'ab' }, 'a', 'b', { sendResolved: false }).action).toBe('nothing');
    expect(ask({ firing: 'ab' }, '', 'ab', { sendResolved: false })).toEqual({
      action: 'note',
      reason: 'all alerts resolved',
      nextRepeatAt: null,
    });
  });

  it('is told again when the interval has passed, and not before', () => {
    const told = { firing: 'a', at: hour };
    expect(ask(told, 'a', '', { now: 5 * hour - 1 })).toEqual({
      action: 'nothing',
      reason: undefined,
      nextRepeatAt: 5 * hour,
    });
    expect(ask(told, 'a', '', { now: 5 * hour })).toEqual({
      action: 'tell',
      reason: 'repeat interval elapsed',
      nextRepeatAt: 9 * hour,
    });
  });

  it('is not told again of what somebody has', () => {
    const late = { now: 100 * hour };
    const told = { firing: 'ab', at: 0 };
    expect(ask(told, 'ab', '', { ...late, acknowledged: new Set('ab') })).toEqual({
      action: 'nothing',
      reason: undefined,
      nextRepeatAt: null,
    });
    expect(ask(told, 'ab', '', { ...late, acknowledged: new Set('a') }).reason).toBe('repeat interval elapsed');
    expect(ask(told, 'abc', '', { ...late, acknowledged: new Set('ab') }).reason).toBe('new alerts added');
    expect(ask(told, '', 'ab', { ...late, acknowledged: new Set('ab') }).reason).toBe('all alerts resolved');
  });

  it('is told that something is worse', () => {
    expect(ask({ firing: 'ab' }, 'ab', '', { raised: new Set('b') }).reason).toBe('severity raised');
    expect(ask({ firing: 'ab' }, 'a', 'b', { raised: new Set('b') }).reason).toBe('some alerts resolved');
  });

  it('is told everything that matters, and the same never twice within the interval', () => {
    const step = fc.record({
      wait: fc.integer({ min: 1, max: 3 * hour }),
      firing: fc.subarray(['a', 'b', 'c']),
      acknowledged: fc.subarray(['a', 'b', 'c']),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.boolean(), (steps, sendResolved) => {
        let last: Standing['last'];
        let now = 0;
        const known = new Set<string>();
        const heard = { firing: '', at: Number.NEGATIVE_INFINITY };
        for (const { wait, firing, acknowledged } of steps) {
          now += wait;
          for (const id of firing) known.add(id);
          const standing = {
            ...{ last, now, sendResolved, repeatInterval: 4 * hour },
            firing: new Set(firing),
            resolved: new Set([...known].filter((id) => !firing.includes(id))),
            acknowledged: new Set(acknowledged),
          };
          const { action, nextRepeatAt } = decide(standing);
          if (action === 'tell') {
            const same = heard.firing === firing.join() && last?.resolved.join() === [...standing.resolved].join();
            if (same) expect(now - heard.at).toBeGreaterThanOrEqual(4 * hour);
            Object.assign(heard, { firing: firing.join(), at: now });
          }
          if (action !== 'nothing') last = { firing, resolved: [...standing.resolved], at: now };
          // whatever fires was told of
          for (const id of firing) expect(last?.firing).toContain(id);
          if (nextRepeatAt !== null) expect(nextRepeatAt).toBeGreaterThan(now);
          expect(nextRepeatAt === null).toBe(firing.every((id) => acknowledged.includes(id)));
        }
      }),
    );
  });
});
