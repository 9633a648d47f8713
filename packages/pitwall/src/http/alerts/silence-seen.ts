import { parseMatchers } from '../../alerts/routing/matcher.ts';
import { alertOfMatchers } from '../../alerts/verbs/silence-matchers.ts';
import { subjectOfAlerts } from '../../alerts/verbs/subjects.ts';
import { type Actor, decide } from '../../server/actor.ts';
import type { StoredSilence } from '../../state/alert-silence-table.ts';
import { getAlerts } from '../../state/alert-table.ts';
import type { Reader } from '../../state/state.ts';
import { mayReadAlert } from './alert-seen.ts';

/**
 * Matchers may name what somebody may not know of. Seen by whoever may read alerts of the server as a whole, by who made
 * it, and of one that is on one alert alone by whoever may read that.
 */
export async function mayReadSilence(db: Reader, actor: Actor): Promise<(silence: StoredSilence) => boolean> {
  if (decide(actor, 'alert.read', subjectOfAlerts).allowed) return () => true;
  const rows = await db.selectFrom('alert_silence').select('matchers').distinct().execute();
  const ids = rows.flatMap(({ matchers }) => alertOfMatchers(parseMatchers(matchers)) ?? []);
  const alerts = await getAlerts(db, ids);
  const seen = new Set(alerts.filter(({ subject }) => mayReadAlert(actor, subject)).map(({ id }) => id));
  return ({ matchers, author }) => {
    const alert = alertOfMatchers(parseMatchers(matchers));
    return author === actor.name || (alert !== undefined && seen.has(alert));
  };
}
