import { severities } from '@pitwall/sdk';
import { PitwallError } from '../../core/errors.ts';
import { formatMatcher, type Matcher, MatcherError, matchesOne, parseMatchers } from '../routing/matcher.ts';

/** `model="spread"` and the like, read; a mistake says how to mend it. */
export function readMatchers(text: string, field = 'matchers'): readonly Matcher[] {
  try {
    return parseMatchers(text);
  } catch (error) {
    if (!(error instanceof MatcherError)) throw error;
    throw new PitwallError({
      code: 'request.invalid',
      problem: error.problem,
      fix: error.fix,
      place: { field },
      cause: error,
    });
  }
}

/** In the one form in which they are kept. */
export const writeMatchers = (matchers: readonly Matcher[]): string => matchers.map(formatMatcher).join(',');

/** A silence on one alert alone. */
export const matcherOfAlert = (id: string): Matcher => ({ name: 'fingerprint', op: '=', value: id });

/** The alert that a silence is on alone. */
export function alertOfMatchers(matchers: readonly Matcher[]): string | undefined {
  const [only, ...others] = matchers;
  return only?.name === 'fingerprint' && only.op === '=' && others.length === 0 ? only.value : undefined;
}

/** Labels that every alert has: to say of one that it is not empty says nothing. */
const always = new Set(['alertname', 'fingerprint', 'kind', 'metric', 'name', 'project', 'subject']);
/** A value that nothing has. */
const nothingHasIt = '\u2063pitwall\u2063';

/** Whether they hold for every alert of which nobody thought when they were written. */
export function matchesEverything(matchers: readonly Matcher[]): boolean {
  return matchers.every((matcher) => {
    const holds = (value: string): boolean => matchesOne(matcher, value === '' ? {} : { [matcher.name]: value });
    if (matcher.name === 'severity') return severities.every(holds);
    return holds(always.has(matcher.name) ? nothingHasIt : '');
  });
}
