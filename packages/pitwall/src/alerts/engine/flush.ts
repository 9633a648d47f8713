import { compareSeverity, type Severity } from '@pitwall/sdk';
import type { AlertGroup, Member, ToldChannel } from '../../state/alert-group-table.ts';
import type { ToDeliver } from '../delivery/enqueue.ts';
import { decide } from '../grouping/decide.ts';
import { escalate } from '../grouping/escalation.ts';
import type { Message, MessageKind } from '../message/message.ts';
import type { Route } from '../routing/tree.ts';
import { flushTime, isFiring, standingOf, wordOf } from './standing.ts';

/** What is to be said, before it is known in which words. */
export interface Telling {
  readonly group: AlertGroup;
  readonly thread: string;
  readonly kind: MessageKind;
  readonly reason: string;
  readonly firing: readonly Member[];
  readonly resolved: readonly Member[];
}

export interface Flush {
  readonly group: AlertGroup;
  readonly tellings: readonly { readonly telling: Telling; readonly channel: string; readonly sequence: number }[];
  /** Alerts that are no longer of the group. */
  readonly over: readonly string[];
}

interface Flushing {
  readonly members: readonly Member[];
  readonly route: Route;
  readonly now: number;
  /** Those of which nobody is to be told for the time being. */
  readonly quiet: ReadonlySet<string>;
}

/** What the channels of a group are told now, and what is remembered of that. Pure. */
export function flush(before: AlertGroup, { members, route, now, quiet }: Flushing): Flush {
  const all = members.filter(isFiring);
  const visible = all.filter(({ id }) => !quiet.has(id));
  // what is pending again was over in between
  const resolved = members.filter((member) => !isFiring(member));
  const { severity, acknowledged } = standingOf(visible);
  const step = escalate(before.escalation, { steps: route.escalate, severity, acknowledged, now });
  const escalated = new Set(step.due.flatMap(({ channels }) => channels));
  const channels = new Set([...route.channels, ...Object.keys(before.told), ...escalated]);
  const told: Record<string, ToldChannel> = { ...before.told };
  const tellings: Flush['tellings'][number][] = [];
  const repeats: number[] = [];
  const thread = `${before.id}.${before.round}`;
  for (const channel of channels) {
    const last = before.told[channel];
    const words = new Set(visible.map(wordOf));
    // what became quiet still fires: nobody is told that it is over, and nobody that it goes on
    const quieted = all.filter((member) => quiet.has(member.id) && last?.firing.includes(wordOf(member)));
    for (const member of quieted) words.add(wordOf(member));
    const gone = resolved.filter((member) => last?.firing.includes(wordOf(member)));
    const isRouted = route.channels.includes(channel) || last !== undefined;
    const decision = decide({
      last,
      firing: isRouted || escalated.has(channel) ? words : new Set(),
      resolved: new Set(gone.map(wordOf)),
      acknowledged: new Set([...visible.filter(({ state }) => state === 'acknowledged'), ...quieted].map(wordOf)),
      raised: new Set(visible.filter((member) => isRaised(before.severities[wordOf(member)], member)).map(wordOf)),
      now,
      repeatInterval: route.repeatInterval,
      sendResolved: route.sendResolved,
    });
    if (decision.nextRepeatAt !== null) repeats.push(decision.nextRepeatAt);
    // of what is quiet nobody is told that something else is new of it
    const wasTold = visible.some((member) => last?.firing.includes(wordOf(member)));
    const said = wordsOf(decision, { pending: before.pending, wasTold });
    const kind = escalated.has(channel) && all.length > 0 ? ('escalation' as const) : said?.kind;
    if (kind !== undefined) {
      const sequence = (last?.sequence ?? 0) + 1;
      const reason = kind === 'escalation' ? 'nobody has acknowledged it' : (said?.reason ?? '');
      const telling: Telling = { group: before, thread, kind, reason, firing: visible, resolved: gone };
      tellings.push({ telling, channel, sequence });
      told[channel] = { firing: [...words], resolved: gone.map(wordOf), at: now, sequence };
    } else if (decision.action === 'note' && last) {
      told[channel] = { ...last, firing: [...words], resolved: gone.map(wordOf) };
    }
  }
  const isOver = all.length === 0;
  const severities = Object.fromEntries(
    all.flatMap((member): readonly (readonly [string, Severity])[] => {
      const word = wordOf(member);
      const said = before.severities[word];
      // what gets worse while it is quiet is told as worse afterwards
      if (quiet.has(member.id)) return said === undefined ? [] : [[word, said]];
      return [[word, worseOf(said, member)]];
    }),
  );
  const after: AlertGroup = {
    ...before,
    isOpen: !isOver,
    told: isOver ? {} : told,
    severities,
    pending: [],
    escalation: step.escalation,
    escalateAt: isOver ? null : step.nextAt,
    flushedAt: tellings.length > 0 ? now : before.flushedAt,
  };
  const nextRepeatAt = repeats.length === 0 ? null : Math.min(...repeats);
  const next = isOver ? null : flushTime(after, { members: all, route, now, quiet, nextRepeatAt });
  return {
    // whatever is due at this very moment was looked at
    group: { ...after, flushAt: next === null ? null : Math.max(next, now + 1_000) },
    tellings,
    over: resolved.map(({ id }) => id),
  };
}

const isRaised = (said: Severity | undefined, { severity }: Member): boolean =>
  said !== undefined && compareSeverity(severity, said) < 0;

const worseOf = (said: Severity | undefined, { severity }: Member): Severity =>
  said === undefined || compareSeverity(severity, said) < 0 ? severity : said;

interface Said {
  readonly kind: MessageKind;
  readonly reason: string;
}

function wordsOf(
  { action, reason }: ReturnType<typeof decide>,
  { pending, wasTold }: { readonly pending: readonly string[]; readonly wasTold: boolean },
): Said | undefined {
  const isRepeat = reason === 'repeat interval elapsed';
  if (action === 'tell' && reason !== undefined && !(isRepeat && pending.length > 0)) {
    if (reason === 'all alerts resolved') return { kind: 'resolved', reason };
    if (isRepeat) return { kind: 'reminder', reason };
    return { kind: pending.includes('flapping') ? 'flapping' : 'firing', reason };
  }
  if ((action !== 'nothing' && !isRepeat) || !wasTold) return undefined;
  for (const [happening, said] of besides) if (pending.includes(happening)) return said;
  return undefined;
}

/** What is told of alerts that are known, the most pressing first. */
const besides: readonly (readonly [string, Said])[] = [
  ['silence_ended', { kind: 'reminder', reason: 'a silence on it is over' }],
  ['acknowledgement_expired', { kind: 'reminder', reason: 'the acknowledgement is over' }],
  ['unacknowledged', { kind: 'reminder', reason: 'the acknowledgement was taken back' }],
  ['acknowledged', { kind: 'acknowledged', reason: 'somebody has it' }],
  ['flapping', { kind: 'flapping', reason: 'it changes all the time; nothing more is told until it is steady' }],
  ['stale', { kind: 'notice', reason: 'it is not measured any more' }],
  ['steady', { kind: 'reminder', reason: 'it no longer changes all the time' }],
];

/** For the outbox. */
export const toDeliver = ({ telling, channel, sequence }: Flush['tellings'][number], message: Message): ToDeliver => ({
  channel,
  kind: telling.kind,
  thread: telling.thread,
  message,
  // after a backup was restored it is counted anew, and what is told then was not told before
  sequence: `${sequence} ${message.at}`,
});
