/** Why people are told, in Alertmanager's words; the one of a raised severity is ours. */
const tellReasons = [
  'first notification',
  'new alerts added',
  'severity raised',
  'some alerts resolved',
  'repeat interval elapsed',
  'all alerts resolved',
] as const;

export type TellReason = (typeof tellReasons)[number];

/** What a channel was told last of a group. Plain data: it is kept as JSON. */
export interface Told {
  readonly firing: readonly string[];
  readonly resolved: readonly string[];
  readonly at: number;
}

export interface Standing {
  readonly last: Told | undefined;
  /** Ids of what fires and is not quiet; an acknowledged alert still fires. */
  readonly firing: ReadonlySet<string>;
  readonly resolved: ReadonlySet<string>;
  /** Those of `firing` that somebody has. */
  readonly acknowledged?: ReadonlySet<string>;
  /** Those of `firing` that are worse than when they were told. */
  readonly raised?: ReadonlySet<string>;
  readonly now: number;
  readonly repeatInterval: number;
  readonly sendResolved: boolean;
}

export interface Decision {
  readonly action:
    | 'tell'
    /** Nothing is sent, yet what was told is replaced by what stands: what fires again is news. */
    | 'note'
    | 'nothing';
  readonly reason: TellReason | undefined;
  /** When the same is told again while nothing changes; null where it is not. After telling, it counts from now. */
  readonly nextRepeatAt: number | null;
}

/**
 * Whether a channel is told of its group now. The table is Alertmanager's (`needsUpdate`); ours besides: alerts that
 * somebody acknowledged are not repeated, a raised severity is news, and repeating has a moment of its own.
 */
export function decide(standing: Standing): Decision {
  const { last, firing, now, repeatInterval } = standing;
  const reason = reasonOf(standing);
  const tells = reason !== undefined && (reason !== 'all alerts resolved' || standing.sendResolved);
  const from = reason === undefined ? last?.at : now;
  const repeats = from !== undefined && isWaiting(standing);
  return {
    action: tells ? 'tell' : reason === undefined ? 'nothing' : 'note',
    reason,
    nextRepeatAt: firing.size > 0 && repeats ? from + repeatInterval : null,
  };
}

function reasonOf(standing: Standing): TellReason | undefined {
  const { last, firing, resolved, raised, now, repeatInterval, sendResolved } = standing;
  if (last === undefined) return firing.size > 0 ? 'first notification' : undefined;
  if (!isWithin(firing, last.firing)) return last.firing.length === 0 ? 'first notification' : 'new alerts added';
  // whether or not the channel is told of it: what fires afterwards must be news
  if (firing.size === 0) return last.firing.length > 0 ? 'all alerts resolved' : undefined;
  if (raised && [...raised].some((id) => firing.has(id))) return 'severity raised';
  if (sendResolved && !isWithin(resolved, last.resolved)) return 'some alerts resolved';
  return isWaiting(standing) && now - last.at >= repeatInterval ? 'repeat interval elapsed' : undefined;
}

/** Whether something fires that nobody has. */
function isWaiting({ firing, acknowledged }: Standing): boolean {
  if (acknowledged === undefined) return firing.size > 0;
  for (const id of firing) if (!acknowledged.has(id)) return true;
  return false;
}

function isWithin(part: ReadonlySet<string>, whole: readonly string[]): boolean {
  if (part.size > whole.length) return false;
  const all = new Set(whole);
  for (const id of part) if (!all.has(id)) return false;
  return true;
}
