import type { ChannelHealth } from '../../state/delivery-channel-table.ts';
import type { Outcome } from '../channels/channel.ts';
import type { Channel } from '../channels/config.ts';

const second = 1_000;

/** So many attempts that went wrong in a row, and the channel is taken for broken. */
export const failuresToBreak = 5;
/** Then one message is tried in so much time, to see whether it is well again. */
const trialEvery = 60 * second;
/** Nobody waits longer than that because a service says so. */
const longestWait = 6 * 3_600 * second;

export const wellAtFirst = ({ name, rate }: Pick<Channel, 'name' | 'rate'>, now: number): ChannelHealth => ({
  channel: name,
  failures: 0,
  openUntil: null,
  quietUntil: null,
  tokens: rate.messages,
  tokensAt: now,
});

/** With the tokens that came since. A clock that was set back brings none, and takes none. */
export function refilled(health: ChannelHealth, { rate }: Pick<Channel, 'rate'>, now: number): ChannelHealth {
  const passed = Math.max(0, now - health.tokensAt);
  const tokens = Math.min(rate.messages, health.tokens + (passed * rate.messages) / rate.per);
  return { ...health, tokens, tokensAt: now };
}

/**
 * What was sent. Many that were told in one are paid for down to half of what the channel takes in its time, so that a
 * storm is told a few times, and the next message has not to wait for long.
 */
export function spent(health: ChannelHealth, { rate }: Pick<Channel, 'rate'>, messages: number): ChannelHealth {
  const least = Math.min(health.tokens, -rate.messages / 2);
  return { ...health, tokens: Math.max(least, health.tokens - messages) };
}

/** When there is a whole token; now where there is one. */
export function tokenAt({ tokens }: ChannelHealth, { rate }: Pick<Channel, 'rate'>, now: number): number {
  return tokens >= 1 ? now : now + Math.ceil(((1 - tokens) * rate.per) / rate.messages);
}

export const isBroken = ({ failures }: Pick<ChannelHealth, 'failures'>): boolean => failures >= failuresToBreak;

/** After a trial was begun, so that nobody begins another one. */
export const onTrial = (health: ChannelHealth, now: number): ChannelHealth => ({
  ...health,
  openUntil: now + trialEvery,
});

/** What an attempt says of its channel. Too much at once is no failure of it. */
export function after(health: ChannelHealth, outcome: Outcome, now: number): ChannelHealth {
  switch (outcome.kind) {
    case 'delivered':
      return { ...health, failures: 0, openUntil: null };
    case 'throttled': {
      const wait = waitOf(outcome);
      return wait === null ? health : { ...health, quietUntil: Math.max(health.quietUntil ?? 0, now + wait) };
    }
    case 'failed':
    case 'refused': {
      const failures = health.failures + 1;
      return { ...health, failures, openUntil: isBroken({ failures }) ? now + trialEvery : null };
    }
  }
}

/** How long it was asked to wait; null where nothing was said. */
export function waitOf(outcome: Outcome): number | null {
  if (outcome.kind !== 'throttled' || outcome.wait === undefined || !Number.isFinite(outcome.wait)) return null;
  return Math.min(longestWait, Math.max(0, Math.ceil(outcome.wait)));
}
