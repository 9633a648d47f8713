import { setTimeout as pause } from 'node:timers/promises';
import { PitwallError } from '../../core/errors.ts';
import type { Outward } from '../../outward/outward.ts';
import { onCommit } from '../../server/commits.ts';
import type { Workplace } from '../../server/context.ts';
import type { Json } from '../../state/canonical-json.ts';
import { getRemote } from '../../state/delivery-channel-table.ts';
import { releaseDeliveries } from '../../state/delivery-lease.ts';
import type { Delivery } from '../../state/delivery-table.ts';
import type { Channel, Channels } from '../channels/config.ts';
import { attempt } from './attempt.ts';
import { type CycleInput, type CycleResult, lookOut, runCycle } from './cycle.ts';
import { readHealthBook } from './health-book.ts';
import { type Ended, recordAttempts } from './record.ts';

export interface SenderOptions {
  workplace(): Workplace;
  /** Those of the configuration in force. */
  channels(): Channels;
  readonly outward: Outward;
  print(line: string): void;
  /** Which server it is: never the same for two that run, or one after the other. */
  readonly owner: string;
  readonly version: string;
  /** Who this installation is to others; '' where it never said so. */
  installation?(): string;
  failed(failure: { readonly error: unknown; readonly channel?: string }): void;
  /** Between two looks at the most, whatever the clock says. */
  readonly pollMilliseconds?: number;
  /** For one attempt. */
  readonly timeoutMilliseconds?: number;
  /** How many messages to one channel may be under way. */
  readonly concurrency?: number;
  /** How long a stop waits for what is under way. */
  readonly stopMilliseconds?: number;
}

export interface Sender {
  /** There may be something to do. */
  poke(): void;
  /** Resolves when nothing is under way and nothing is due. */
  idle(): Promise<void>;
  /** Waits a moment for what is under way, and gives back the rest. */
  stop(): Promise<void>;
}

const usual = { poll: 1_000, timeout: 15_000, concurrency: 32, stop: 4_000 } as const;
/** What comes within so many milliseconds is taken and written together: a commit costs more than what is in it. */
const together = 15;
/** Where most of what was taken takes longer than that, so many times that. */
const patience = 4;
/** After a look that found nothing; whoever writes one finding after the other has no messages written by that. */
const breath = 5;
/** Longer than an attempt by so much: what came of it is written by then. */
const leaseSlack = 10_000;
/** A clock that goes back by less does so on its own. */
const clockSlack = 2_000;

/**
 * Delivers what is in the outbox. What it takes and what came of it goes straight into the state, past `perform`: the
 * attempts are the record, and an entry in the audit for each would bury what people did.
 */
export function startSender(options: SenderOptions): Sender {
  const { workplace, channels, outward, owner, version, failed } = options;
  const { pollMilliseconds: poll = usual.poll, timeoutMilliseconds: timeout = usual.timeout } = options;
  const { concurrency = usual.concurrency, stopMilliseconds = usual.stop } = options;
  const underWay = new Map<string, { readonly channel: string; readonly over: Promise<void> }>();
  let ended: Ended[] = [];
  let boots = workplace().state.engine === 'sqlite';
  let seen: number | undefined;
  let away = false;
  let asked = false;
  let resting = false;
  let taken: readonly string[] = [];
  let looking: Promise<void> | undefined;
  let stopping: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const leaving = new AbortController();

  const now = (): number => workplace().world.now();

  function free(channel: string): number {
    if (stopping) return 0;
    let busy = 0;
    for (const one of underWay.values()) if (one.channel === channel) busy += 1;
    return Math.max(0, concurrency - busy);
  }

  function cycleInput(): CycleInput {
    const at = now();
    const back = seen === undefined ? 0 : seen - at;
    return { channels: channels(), owner, now: at, wentBack: back > clockSlack ? back : 0, free };
  }

  /** Writes what came of attempts and takes what is due, as long as there is any of it. */
  async function look(): Promise<void> {
    let wait: number = poll;
    let rest = breath;
    try {
      const input = cycleInput();
      const { state } = workplace();
      const outlook = boots || ended.length > 0 ? undefined : await lookOut(state.db, input);
      if (outlook && !outlook.isBusy) {
        seen = input.now;
        wait = Math.min(poll, outlook.at === null ? poll : Math.max(1, outlook.at - input.now));
        return;
      }
      const done = await cycle(input);
      taken = done.taken.map(({ id }) => id);
      rest = together;
      wait = taken.length > 0 || done.moved ? together : poll;
    } catch (error) {
      if (!away) failed({ error });
      away = true;
    } finally {
      plan(wait, rest);
    }
  }

  async function cycle(input: CycleInput): Promise<CycleResult> {
    const { state } = workplace();
    const written = ended;
    ended = [];
    let result: CycleResult & { readonly remembered: ReadonlyMap<string, Json | undefined> };
    try {
      result = await state.change(async (tx) => {
        const leaseUntil = input.now + timeout + leaseSlack;
        const done = await runCycle(tx, { ...input, ended: written, leaseUntil, boots });
        const remembered = new Map<string, Json | undefined>();
        for (const { id, ...place } of done.taken)
          if (input.channels.get(place.channel)?.kind.updates) remembered.set(id, await getRemote(tx, place));
        return { ...done, remembered };
      });
    } catch (error) {
      // whatever came of them is written with the next look
      ended = [...written, ...ended];
      throw error;
    }
    away = false;
    boots = false;
    seen = input.now;
    for (const delivery of result.taken) begin(delivery, input.channels.get(delivery.channel), result.remembered);
    return result;
  }

  function begin(
    delivery: Delivery,
    channel: Channel | undefined,
    remembered: ReadonlyMap<string, Json | undefined>,
  ): void {
    if (!channel) throw new TypeError(`Expected a channel that is configured: ${delivery.channel}.`);
    const at = now();
    const late = new AbortController();
    const alarm = setTimeout(
      () => late.abort(new Error(`there was no answer within ${timeout / 1_000} s`)),
      timeout,
    ).unref();
    const signal = AbortSignal.any([late.signal, leaving.signal]);
    const installation = options.installation?.() ?? '';
    const place = { workplace: workplace(), outward, print: options.print, version, installation, signal };
    const over = attempt(delivery, channel, remembered.get(delivery.id), place)
      .then((outcome) => {
        // what was broken off because the server stops is given back, and was no attempt
        if (leaving.signal.aborted && outcome.kind === 'failed') return;
        ended.push({ delivery, outcome, at, milliseconds: Math.max(0, now() - at) });
      })
      .catch((error: unknown) => failed({ error, channel: delivery.channel }))
      .finally(() => {
        clearTimeout(alarm);
        underWay.delete(delivery.id);
        poke();
      });
    underWay.set(delivery.id, { channel: channel.name, over });
  }

  function lookOnce(): Promise<void> {
    if (looking) return looking;
    asked = false;
    looking = look().finally(() => {
      looking = undefined;
    });
    return looking;
  }

  /** While it rests, whoever asks for it waits for the end of that. */
  function plan(wait: number, rest = 0, rested = 1): void {
    clearTimeout(timer);
    resting = rest > 0;
    if (stopping) return;
    const next = (): void => {
      if (rest === together && rested < patience && isCrowded()) plan(wait, rest, rested + 1);
      else if (asked || !resting || wait <= rest) void lookOnce();
      else plan(wait - rest);
    };
    timer = setTimeout(next, resting ? Math.min(rest, wait) : wait).unref();
  }

  /** Whether most of very many that were taken together are still under way: to take a few more now costs as much. */
  function isCrowded(): boolean {
    return taken.length > concurrency / 2 && taken.filter((id) => underWay.has(id)).length > taken.length / 4;
  }

  /** While it looks, it is remembered: what was written just behind it must not wait for the next look. */
  function poke(): void {
    asked = true;
    if (!looking && !resting) plan(0);
  }

  const forget = onCommit(workplace().state, poke);

  async function writeLast(): Promise<void> {
    const { state } = workplace();
    await state.change(async (tx) => {
      const book = await readHealthBook(tx, now());
      await recordAttempts(tx, ended, { channels: channels(), book, owner, now: now() });
      await book.save(tx);
      await releaseDeliveries(tx, owner);
    });
    ended = [];
  }

  async function stop(): Promise<void> {
    clearTimeout(timer);
    forget();
    await looking;
    const all = Promise.all([...underWay.values()].map(({ over }) => over));
    const patience = new AbortController();
    await Promise.race([all, pause(stopMilliseconds, undefined, { signal: patience.signal }).catch(() => {})]);
    patience.abort();
    leaving.abort(new PitwallError({ code: 'server.stopping', problem: 'the server stops', fix: 'Try again' }));
    await all;
    await writeLast().catch((error: unknown) => failed({ error }));
  }

  plan(0);
  return {
    poke,
    async idle() {
      for (;;) {
        await lookOnce();
        if (underWay.size > 0) await Promise.race([...underWay.values()].map(({ over }) => over));
        else if (ended.length === 0 && !(await lookOut(workplace().state.db, cycleInput())).isBusy) return;
        await pause(1);
      }
    },
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}
