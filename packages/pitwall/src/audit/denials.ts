import { formatSubject } from '@pitwall/sdk';
import { appendAudit } from '../state/audit-table.ts';
import type { State, Tx } from '../state/state.ts';

/** What somebody was not let do. */
export interface Denial {
  readonly at: number;
  readonly actor: string;
  readonly verb: string;
  readonly subject: string;
  readonly requestId?: string | undefined;
  /** Where it came from. It is counted by it where nobody knows who it is, and not written down. */
  readonly address?: string | undefined;
}

/** So many entries one sender may make in a minute, and all of them together; of the rest there is a number. */
export const mostOfOne = 20;
const mostOfAll = 600;
const minute = 60_000;
/** More senders than this are counted as one. */
const mostSenders = 10_000;

interface Sender {
  readonly actor: string;
  written: number;
  more: number;
}

interface Flood {
  /** The minute that is counted. */
  since: number;
  written: number;
  senders: Map<string, Sender>;
  /** Of minutes that are over, and not written down yet. */
  waiting: readonly Sender[];
}

const floods = new WeakMap<State, Flood>();

const floodOf = (state: State): Flood => {
  const known = floods.get(state) ?? { since: Number.NEGATIVE_INFINITY, written: 0, senders: new Map(), waiting: [] };
  floods.set(state, known);
  return known;
};

/**
 * Writes a denial into the audit, and resolves when it stands. Whoever is refused again and again fills no disk: beyond a
 * bound it is only counted, and once the minute is over one entry says how many there were more. What was counted and not
 * written yet is lost where the process is killed.
 */
export async function recordDenial(state: State, denial: Denial): Promise<void> {
  const flood = floodOf(state);
  turn(flood, denial.at);
  const sender = senderOf(flood, denial);
  const isWritten = sender.written < mostOfOne && flood.written < mostOfAll;
  if (isWritten) {
    sender.written += 1;
    flood.written += 1;
  } else {
    sender.more += 1;
  }
  const summaries = take(flood);
  if (!isWritten && summaries.length === 0) return;
  await write(state, flood, summaries, denial.at, async (tx) => {
    const { at, actor, verb, subject, requestId } = denial;
    if (isWritten) await appendAudit(tx, { at, actor, verb, subject, requestId, outcome: 'denied', input: {} });
  });
}

/** Writes down how many more there were in minutes that are over; of every minute where `now` is infinite. */
export async function flushDenials(state: State, now: number): Promise<void> {
  const flood = floodOf(state);
  const at = Number.isFinite(now) ? now : flood.since;
  turn(flood, now);
  const summaries = take(flood);
  if (summaries.length > 0) await write(state, flood, summaries, at, async () => undefined);
}

function turn(flood: Flood, now: number): void {
  // a clock that is put back begins a minute anew
  if (now >= flood.since && now < flood.since + minute) return;
  flood.waiting = [...flood.waiting, ...[...flood.senders.values()].filter(({ more }) => more > 0)];
  flood.senders = new Map();
  flood.since = now;
  flood.written = 0;
}

function senderOf({ senders }: Flood, { actor, address }: Denial): Sender {
  const wanted = actor === 'nobody' ? `${actor} ${address ?? ''}` : actor;
  const isNew = !senders.has(wanted);
  const key = isNew && senders.size >= mostSenders ? '' : wanted;
  const known = senders.get(key) ?? { actor: key === '' ? 'nobody' : actor, written: 0, more: 0 };
  senders.set(key, known);
  return known;
}

function take(flood: Flood): readonly Sender[] {
  const { waiting } = flood;
  flood.waiting = [];
  return waiting;
}

async function write(
  state: State,
  flood: Flood,
  summaries: readonly Sender[],
  at: number,
  also: (tx: Tx) => Promise<void>,
): Promise<void> {
  // senders that nobody knows apart share one entry: of many addresses there may be thousands
  const more = new Map<string, number>();
  for (const sender of summaries) more.set(sender.actor, (more.get(sender.actor) ?? 0) + sender.more);
  try {
    await state.change(async (tx) => {
      for (const [actor, count] of more) {
        await appendAudit(tx, { at, actor, verb: 'audit.deny', subject, outcome: 'denied', input: { more: count } });
      }
      await also(tx);
    });
  } catch (error) {
    flood.waiting = [...flood.waiting, ...summaries];
    throw error;
  }
}

const subject = formatSubject({ kind: 'server', name: 'audit' });
