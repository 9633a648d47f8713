import { PitwallError } from '../../core/errors.ts';
import type { StoredSilence } from '../../state/alert-silence-table.ts';
import { getAlert } from '../../state/alert-table.ts';
import type { Reader } from '../../state/state.ts';
import { parseMatchers } from '../routing/matcher.ts';
import { alertOfMatchers } from './silence-matchers.ts';
import { subjectOfAlerts } from './subjects.ts';

/** Of one that is on one alert alone, what that is about: whoever may do something to the one may do it to the other. */
export async function subjectOfSilence(db: Reader, { matchers }: Pick<StoredSilence, 'matchers'>): Promise<string> {
  const alert = alertOfMatchers(parseMatchers(matchers));
  return (alert === undefined ? undefined : (await getAlert(db, alert))?.subject) ?? subjectOfAlerts;
}

export const missingSilence = (): PitwallError =>
  new PitwallError({
    code: 'silence.missing',
    problem: 'there is no silence of this id',
    fix: 'Look it up with pitwall alerts silences, or at /api/v1/silences',
  });
