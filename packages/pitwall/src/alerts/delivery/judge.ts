import type { ChannelHealth } from '../../state/delivery-channel-table.ts';
import type { ChannelLoad } from '../../state/delivery-lease.ts';
import type { Channel } from '../channels/config.ts';
import { isBroken, tokenAt } from './health.ts';

/** So many messages may wait for their turn; more than that are told in one. */
export const waitingForTurn = 5;

/** What is to be done about a channel right now. */
export interface Judgement {
  /** `all`: there are too many of those that wait; `late`: those that are too old; they are told in one message. */
  readonly digest: 'all' | 'late' | 'none';
  /** How many messages may be sent. */
  readonly take: number;
  /** Whether the one that is sent is to show that the channel is well again. */
  readonly trial: boolean;
  /** Tests go out although nothing else does. */
  readonly tests: number;
  /** `urgent`: what is of high or critical severity and waits for too long; `all`: everything that waits. */
  readonly fallBack: 'urgent' | 'all' | 'none';
  /** When to look again where there is nothing to do; null where nothing is planned. */
  readonly at: number | null;
}

export interface Judging {
  readonly channel: Channel;
  readonly load: ChannelLoad;
  /** Refilled. */
  readonly health: ChannelHealth;
  /** How many more may be under way. */
  readonly free: number;
  readonly now: number;
}

/** Decides, and does nothing; the same question before a transaction and inside of it. */
export function judgeChannel({ channel, load, health, free, now }: Judging): Judgement {
  const broken = isBroken(health);
  const reopens = broken ? (health.openUntil ?? now) : now;
  const quiet = health.quietUntil ?? now;
  const tokens = Math.max(0, Math.floor(health.tokens));
  const isReady = reopens <= now && quiet <= now;
  const digest = judgeDigest(load, tokens, isReady, now);
  const room = Math.min(free, tokens);
  const all = load.ready + load.tests;
  const take = isReady ? Math.min(room, all, broken ? 1 : all) : 0;
  // a test asks whether the channel is well
  const tests = broken && !isReady && quiet <= now ? Math.min(room, load.tests) : 0;
  const urgentAt = load.urgentSince === null ? null : load.urgentSince + channel.fallbackAfter;
  // what only waits for its turn is on its way
  const onlyItsTurn = tokens < 1 && health.failures === 0 && quiet <= now;
  const isUrgent = urgentAt !== null && urgentAt <= now && !onlyItsTurn;
  const fallBack = broken && load.unbacked > 0 ? 'all' : isUrgent ? 'urgent' : 'none';
  const turn = Math.max(reopens, quiet, tokenAt(health, channel, now));
  const at = earliest([
    load.nextAt === null ? null : Math.max(load.nextAt, turn),
    load.leaseUntil,
    urgentAt === null ? null : onlyItsTurn ? Math.max(urgentAt, turn) : urgentAt,
    load.expiresAt === null ? null : Math.max(load.expiresAt, turn),
  ]);
  return { digest, take, trial: broken && take > 0, tests, fallBack, at };
}

function judgeDigest(load: ChannelLoad, tokens: number, isReady: boolean, now: number): Judgement['digest'] {
  if (load.due > tokens + waitingForTurn) return 'all';
  return isReady && load.expiresAt !== null && load.expiresAt <= now ? 'late' : 'none';
}

function earliest(moments: readonly (number | null)[]): number | null {
  const known = moments.filter((moment) => moment !== null);
  return known.length === 0 ? null : Math.min(...known);
}
