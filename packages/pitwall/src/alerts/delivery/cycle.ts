import { listUnbacked } from '../../state/delivery-fallback.ts';
import {
  buryDeliveries,
  type ChannelLoad,
  readLoads,
  reclaimDeliveries,
  shiftDeliveries,
  takeDeliveries,
} from '../../state/delivery-lease.ts';
import { appendDeliveryAttempts, type Delivery } from '../../state/delivery-table.ts';
import type { Reader, Tx } from '../../state/state.ts';
import type { Channel, Channels } from '../channels/config.ts';
import { backUp, tooLate } from './back-up.ts';
import { digestWaiting } from './digest.ts';
import { onTrial, spent } from './health.ts';
import { type HealthBook, readHealthBook } from './health-book.ts';
import { type Judgement, judgeChannel } from './judge.ts';
import { messageOf } from './payload.ts';
import { type Ended, recordAttempts } from './record.ts';

/** A clock that differs by less is another server's. */
const setBack = 60_000;
/** More of one channel are not taken, given to another one or given up in one transaction: others wait for it. */
const mostAtOnce = 32;
const mostBackedUp = 100;

export interface CycleInput {
  readonly channels: Channels;
  readonly owner: string;
  readonly now: number;
  /** How far the clock was set back since the last look, as far as this server knows. */
  readonly wentBack: number;
  /** How many more messages of a channel may be under way. */
  free(channel: string): number;
}

export interface Outlook {
  /** Whether anything is to be written. */
  readonly isBusy: boolean;
  /** When something will be; null where nothing is planned. */
  readonly at: number | null;
}

/** What there is to do, without a transaction: to look costs no write. */
export async function lookOut(db: Reader, input: CycleInput): Promise<Outlook> {
  const { now, owner } = input;
  const book = await readHealthBook(db, now);
  if (jumpOf(book, input) > 0) return { isBusy: true, at: now };
  const moments: number[] = [];
  let isBusy = false;
  for (const load of await readLoads(db, now, owner)) {
    if (load.leaseUntil !== null && load.leaseUntil <= now) isBusy = true;
    const channel = input.channels.get(load.channel);
    if (!channel) isBusy ||= load.nextAt !== null;
    else {
      const judged = judge(channel, load, book, input);
      isBusy ||= asksForWork(judged);
      if (judged.at !== null) moments.push(judged.at);
    }
  }
  return { isBusy, at: moments.length === 0 ? null : Math.min(...moments) };
}

const asksForWork = ({ digest, take, tests, fallBack }: Judgement): boolean =>
  digest !== 'none' || take > 0 || tests > 0 || fallBack !== 'none';

const judge = (channel: Channel, load: ChannelLoad, book: HealthBook, { now, free }: CycleInput): Judgement =>
  judgeChannel({ channel, load, health: book.of(channel), free: free(channel.name), now });

/** By how much the clock was set back, at least as far as the state knows of a later moment. */
function jumpOf({ latest }: HealthBook, { now, wentBack }: CycleInput): number {
  const known = latest === undefined ? 0 : latest - now;
  return Math.max(wentBack, known > setBack ? known : 0);
}

export interface CycleResult {
  readonly taken: readonly Delivery[];
  /** False where nothing came of it, so that there is no use in looking again at once. */
  readonly moved: boolean;
}

/**
 * One transaction: what came of attempts is written, leases that ran out end, what a channel does not deliver is given to
 * the one behind it, too much or too old is told in one, and what is due is taken.
 */
export async function runCycle(
  tx: Tx,
  input: CycleInput & { readonly ended: readonly Ended[]; readonly leaseUntil: number; readonly boots: boolean },
): Promise<CycleResult> {
  const { channels, owner, now, ended, leaseUntil, boots } = input;
  let book = await readHealthBook(tx, now);
  const jump = jumpOf(book, input);
  if (jump > 0) {
    await shiftDeliveries(tx, { now, by: jump });
    book = await readHealthBook(tx, now);
  }
  await recordAttempts(tx, ended, { channels, book, owner, now });
  const lost = await reclaimDeliveries(tx, { now: boots ? null : now, owner });
  await noteLost(tx, lost, now);
  const taken: Delivery[] = [];
  let moved = jump > 0 || ended.length > 0 || lost.length > 0;
  for (const load of await readLoads(tx, now, owner)) {
    const channel = channels.get(load.channel);
    if (!channel) {
      moved = (await bury(tx, load, channels, now)) || moved;
      continue;
    }
    const work = await serve(tx, channel, load, { book, input, leaseUntil });
    taken.push(...work.taken);
    moved ||= work.moved;
  }
  await book.save(tx);
  return { taken, moved: moved || taken.length > 0 };
}

async function noteLost(tx: Tx, lost: readonly Delivery[], now: number): Promise<void> {
  const detail = 'its server was gone before the end; it may have arrived';
  const attempts = lost.map(({ id, attempt }) => ({ delivery: id, attempt, at: now, milliseconds: 0 }));
  await appendDeliveryAttempts(
    tx,
    attempts.map((one) => ({ ...one, outcome: 'lost', status: null, detail })),
  );
}

async function bury(tx: Tx, { channel }: ChannelLoad, channels: Channels, now: number): Promise<boolean> {
  const error = `there is no channel ${channel} in the configuration any more`;
  const dead = await buryDeliveries(tx, { channel, now, error, limit: mostBackedUp });
  await backUp(
    tx,
    dead.filter(({ fallenBackAt }) => fallenBackAt === null),
    channels,
    { now, because: () => error },
  );
  return dead.length > 0;
}

interface Serving {
  readonly book: HealthBook;
  readonly input: CycleInput;
  readonly leaseUntil: number;
}

async function serve(
  tx: Tx,
  channel: Channel,
  first: ChannelLoad,
  { book, input, leaseUntil }: Serving,
): Promise<CycleResult> {
  const { channels, owner, now } = input;
  let judged = judge(channel, first, book, input);
  let moved = false;
  if (judged.digest !== 'none') {
    await digestWaiting(tx, { channel, reason: judged.digest, now });
    moved = true;
    const load = (await readLoads(tx, now, owner)).find((one) => one.channel === channel.name);
    if (!load) return { taken: [], moved };
    judged = judge(channel, load, book, input);
  }
  if (judged.fallBack !== 'none') {
    const madeUntil = judged.fallBack === 'urgent' ? now - channel.fallbackAfter : null;
    const unbacked = await listUnbacked(tx, { channel: channel.name, madeUntil, limit: mostBackedUp });
    const because = (one: Delivery): string => (madeUntil === null ? broken(one.lastError) : tooLate(channel, one));
    await backUp(tx, unbacked, channels, { now, because });
    moved ||= unbacked.length > 0;
  }
  const limit = Math.min(mostAtOnce, judged.take > 0 ? judged.take : judged.tests);
  const onlyTests = judged.take === 0;
  const taken = await takeDeliveries(tx, { channel: channel.name, owner, now, until: leaseUntil, limit, onlyTests });
  if (taken.length > 0) {
    const health = taken.reduce((one, delivery) => spent(one, channel, weightOf(delivery)), book.of(channel));
    book.put(judged.trial ? onTrial(health, now) : health);
  }
  return { taken, moved };
}

/** Many that are told in one are paid for when that is sent, so that a storm is told now and then and not all the time. */
function weightOf(delivery: Delivery): number {
  if (delivery.kind !== 'digest') return 1;
  const { firing, resolved } = messageOf(delivery);
  return Math.max(1, firing + resolved);
}

const broken = (lastError: string | null): string =>
  `it does not work at the moment${lastError === null ? '' : `: ${lastError}`}`;
