import { type Finding, formatSubject, type Severity } from '@pitwall/sdk';
import { formatDuration } from '../../core/duration.ts';
import { counted } from '../../core/words.ts';
import type { DeadCount, ThreadDelivery } from '../../state/delivery-audit.ts';
import type { ChannelHealth } from '../../state/delivery-channel-table.ts';
import type { Channels } from '../channels/config.ts';

/** An incident of which people must know: it fires, nobody has acknowledged it, and nothing keeps it quiet. */
export interface OpenThread {
  readonly thread: string;
  readonly severity: Severity;
  /** Since when people are to know of it: when it was to be told first. */
  readonly since: number;
}

export interface DeliveryAudit {
  readonly threads: readonly OpenThread[];
  readonly deliveries: ReadonlyMap<string, ThreadDelivery>;
  /** Of the last day. */
  readonly dead: readonly DeadCount[];
  readonly health: readonly ChannelHealth[];
  readonly channels: Channels;
  readonly now: number;
}

/** Beyond what a fallback takes. */
const slack = 60_000;
/** A channel that is broken is tried each minute: after so many failures in a row it has been so for minutes. */
export const failuresToTell = 10;

/**
 * Whether everybody was told who had to be, judged from what is there and not from what the sender says of itself. One
 * finding for each question, also where it is answered well.
 */
export function auditDeliveries(audit: DeliveryAudit): readonly Finding[] {
  const names = new Set([...audit.channels.keys(), ...audit.health.map(({ channel }) => channel)]);
  for (const { channel } of audit.dead) names.add(channel);
  return [undelivered(audit), ...[...names].sort().flatMap((name) => [deadOf(name, audit), stateOf(name, audit)])];
}

/** What the incidents are about is not said: whoever may see how delivery is, need not be let see those. */
function undelivered({ threads, deliveries, channels, now }: DeliveryAudit): Finding {
  const patience = slack + Math.max(0, ...[...channels.values()].map(({ fallbackAfter }) => fallbackAfter));
  const missing = threads.filter(({ thread, severity, since }) => {
    if (severity !== 'high' && severity !== 'critical') return false;
    if (now - since <= patience) return false;
    const delivery = deliveries.get(thread);
    if (delivery?.isDelivered) return false;
    return delivery?.waitingSince === undefined || delivery.waitingSince === null
      ? true
      : now - delivery.waitingSince > patience;
  });
  const longest = Math.max(0, ...missing.map(({ since }) => now - since));
  return judged({
    subject: formatSubject({ kind: 'component', name: 'delivery' }),
    metric: 'delivery.undelivered',
    value: missing.length,
    isFine: missing.length === 0,
    now,
    message:
      missing.length === 0
        ? 'Every open incident of high or critical severity was delivered to somebody, or is on its way.'
        : `${counted(missing.length, 'open incident')} reached nobody, the oldest for ${formatDuration(longest)}.`,
    evidence: {
      count: missing.length,
      total: threads.length,
      expected: `delivered, or under way for less than ${formatDuration(patience)}`,
      observed: missing.length === 0 ? 'all were' : `${missing.length} were not`,
      fix: 'See which they are, and what became of the messages: pitwall alerts list, pitwall deliveries list',
    },
  });
}

function deadOf(name: string, { dead, now }: DeliveryAudit): Finding {
  const { count = 0, lastError = null } = dead.find(({ channel }) => channel === name) ?? {};
  return judged({
    subject: componentOf(name),
    metric: 'delivery.dead',
    value: count,
    isFine: count === 0,
    now,
    message:
      count === 0
        ? `No critical message of channel ${name} was given up in the last day.`
        : `${counted(count, 'critical message')} of channel ${name} ${count === 1 ? 'was' : 'were'} given up${lastError === null ? '' : `: ${lastError}`}.`,
    evidence: {
      count,
      ...(lastError === null ? {} : { observed: lastError }),
      fix: 'Mend the channel, then send them again: pitwall deliveries dead, pitwall deliveries retry ID',
    },
  });
}

function stateOf(name: string, { health, channels, now }: DeliveryAudit): Finding {
  const failures = channels.has(name) ? (health.find(({ channel }) => channel === name)?.failures ?? 0) : 0;
  const isFine = failures < failuresToTell;
  return judged({
    subject: componentOf(name),
    metric: 'delivery.channel',
    value: failures,
    isFine,
    now,
    message: isFine
      ? channels.has(name)
        ? `Channel ${name} takes messages.`
        : `Channel ${name} is not configured any more.`
      : `Channel ${name} failed ${failures} times in a row; what it does not deliver goes to the channel behind it.`,
    evidence: {
      count: failures,
      fix: `See why: pitwall deliveries list --channel ${name}; try it: pitwall alerts test ${name}`,
    },
  });
}

const componentOf = (channel: string): string => formatSubject({ kind: 'component', name: `channel-${channel}` });

interface Judged extends Pick<Finding, 'subject' | 'metric' | 'message' | 'evidence'> {
  readonly value: number;
  readonly isFine: boolean;
  readonly now: number;
}

const judged = ({ isFine, now, ...finding }: Judged): Finding => ({
  ...finding,
  threshold: null,
  status: isFine ? 'pass' : 'alert',
  at: new Date(now).toISOString(),
});
