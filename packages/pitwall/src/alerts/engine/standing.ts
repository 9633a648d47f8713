import { compareSeverity, type Severity } from '@pitwall/sdk';
import type { AlertGroup, Member } from '../../state/alert-group-table.ts';
import { nextFlush, type Waiting } from '../grouping/timers.ts';
import type { Route } from '../routing/tree.ts';

/** What a channel remembers of an alert: when it fires anew, that is news. */
export const wordOf = ({ id, episode }: Pick<Member, 'id' | 'episode'>): string => `${id}.${episode}`;

export const isFiring = ({ state }: Pick<Member, 'state'>): boolean => state === 'firing' || state === 'acknowledged';

/** What an incident as a whole is. */
export function standingOf(members: readonly Member[]): {
  readonly severity: Severity;
  readonly acknowledged: boolean;
} {
  const firing = members.filter(isFiring);
  const open = firing.filter(({ state }) => state === 'firing');
  const severities = (open.length > 0 ? open : firing).map(({ severity }) => severity);
  const [severity = 'low'] = severities.sort(compareSeverity);
  // what is over is escalated no further either
  return { severity, acknowledged: open.length === 0 };
}

interface Flushing {
  readonly members: readonly Member[];
  readonly route: Route;
  readonly now: number;
  /** Those of which nobody is told for the time being. */
  readonly quiet?: ReadonlySet<string>;
  readonly nextRepeatAt?: number | null;
}

/** What makes something quiet may end without anything happening; so long nobody notices. */
const lookAgain = 60_000;

/** When a group is to be looked at next; null where there is nothing to wait for. */
export function flushTime(group: AlertGroup, { members, route, now, quiet, nextRepeatAt }: Flushing): number | null {
  const knownFiring = new Set(Object.values(group.told).flatMap(({ firing }) => firing));
  // it is closed, so that whatever comes afterwards begins anew
  if (group.isOpen && !members.some(isFiring)) return now;
  // where there is nobody to tell, nothing waits to be told
  const isForSomebody = route.channels.length > 0 || Object.keys(group.told).length > 0;
  const waiting = members
    .filter(({ id }) => isForSomebody && !quiet?.has(id))
    .map((member): Waiting => {
      const word = wordOf(member);
      const severity = group.severities[word];
      return {
        severity: member.severity,
        firing: isFiring(member),
        told: knownFiring.has(word) && severity ? { firing: true, severity } : undefined,
        changedAt: Math.min(member.changedAt, now),
        since: member.since,
      };
    });
  const repeatAt = nextRepeatAt === undefined ? repeatOf(group, route) : nextRepeatAt;
  const next = nextFlush({ flushedAt: group.flushedAt, alerts: waiting, nextRepeatAt: repeatAt }, route);
  if (!quiet || quiet.size === 0) return next;
  return Math.min(next ?? Number.POSITIVE_INFINITY, now + Math.min(lookAgain, route.groupInterval));
}

function repeatOf({ told }: AlertGroup, { repeatInterval }: Route): number | null {
  const last = Object.values(told)
    .filter(({ firing }) => firing.length > 0)
    .map(({ at }) => at);
  return last.length === 0 ? null : Math.min(...last) + repeatInterval;
}
