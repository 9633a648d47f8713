import type { Labels } from '../../alerts/labels.ts';
import { type Matcher, matches } from '../../alerts/routing/matcher.ts';
import { PitwallError } from '../../core/errors.ts';
import { startStopwatch } from '../../server/observe.ts';

/** Of one request, in milliseconds: while one pattern is tried on thousands of long labels nobody else is answered. */
const mostTime = 1_000;

/** Whether the matchers of a request hold; throws where that takes too long for all that they were asked of. */
export function askedMatches(matchers: readonly Matcher[], field: string): (labels: Labels) => boolean {
  let spent = 0;
  return (labels) => {
    if (matchers.length === 0) return true;
    const elapsed = startStopwatch();
    const found = matches(matchers, labels);
    spent += elapsed();
    if (spent > mostTime) throw tooSlow(field);
    return found;
  };
}

const tooSlow = (field: string): PitwallError =>
  new PitwallError({
    code: 'request.invalid',
    problem: 'expected matchers that can be tried on all alerts within a second, found ones that take longer',
    fix: 'Write patterns with fewer repetitions, or values in place of patterns',
    place: { field },
  });
