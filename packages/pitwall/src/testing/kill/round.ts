import { setTimeout as after } from 'node:timers/promises';
import { randomStream } from '../../demo/random.ts';
import type { Sent } from './book.ts';
import { checkEvents } from './check-events.ts';
import { checkLive } from './check-live.ts';
import { checkState } from './check-state.ts';
import { damage } from './damage.ts';
import { endLife, paceOf, usualStart } from './ending.ts';
import { beginLife, complaintsOf, keysOf, type Life, readyLife, recoveredOf } from './life.ts';
import { runOperator, runReader } from './neighbours.ts';
import type { Place } from './place.ts';
import type { Round } from './plan.ts';
import { ask, type Door, type Workshop } from './request.ts';
import type { KillResults } from './results.ts';
import { runSender } from './sender.ts';

export interface RoundOptions {
  readonly seed: number;
  readonly round: number;
  readonly plan: Round;
  readonly place: Place;
  readonly program: string;
  readonly workshop: Workshop;
  readonly results: KillResults;
}

const senders = 4;

/** A round that takes longer hangs; most take two seconds. */
const patience = 90_000;

/** What a round waits for at this moment. */
interface Progress {
  step: string;
}

/** Answers what is wrong; nothing most of the time. One that hangs is ended, and says where it did. */
export async function runRound(options: RoundOptions): Promise<readonly string[]> {
  const { plan, place, program } = options;
  const state = place.postgres ? ['--state', place.postgres.url] : [];
  const life = beginLife(program, ['--data', place.data, '--config', place.configFile, ...state]);
  const progress: Progress = { step: 'the server to start' };
  const done = new AbortController();
  const hung = after(patience, undefined, { signal: done.signal }).then(() => [
    `after ${patience} ms it still waits for ${progress.step} (ending: ${plan.ending.kind}); it said: ${life.child.said()}`,
  ]);
  try {
    return await Promise.race([runSteps(options, life, progress), hung]);
  } finally {
    hung.catch(() => undefined);
    done.abort();
    life.child.process.kill('SIGKILL');
  }
}

async function runSteps(options: RoundOptions, life: Life, progress: Progress): Promise<readonly string[]> {
  const { plan, place, results } = options;
  const wrong: string[] = [];
  try {
    if (plan.ending.kind === 'start') {
      const usual = results.startMilliseconds.at(-1) ?? usualStart;
      await Promise.race([after(plan.ending.share * usual), life.child.ended]);
    } else wrong.push(...(await liveAndEnd(options, life, progress)));
  } finally {
    if (plan.ending.kind !== 'stop' || wrong.length > 0) life.child.process.kill('SIGKILL');
  }
  progress.step = 'the process to be gone';
  const { code, signal } = await life.child.ended;
  progress.step = 'what is in the folder to be looked at';
  wrong.push(...complaintsOf(life, place.postgres !== undefined).map((line) => `it said: ${line}`));
  if (plan.ending.kind === 'stop' && code !== 0) wrong.push(`it stopped with ${code ?? signal}`);
  else if (signal !== 'SIGKILL' && plan.ending.kind !== 'stop' && plan.ending.kind !== 'stopping')
    wrong.push(`it ended by itself with ${code ?? signal}`);
  if (wrong.length === 0 && plan.ending.kind === 'stop')
    wrong.push(...(await checkEvents(place.data, place.book, place.folder)));
  else if (wrong.length === 0) await damage(options);
  return wrong;
}

async function liveAndEnd(options: RoundOptions, life: Life, progress: Progress): Promise<string[]> {
  const { round, plan, place, results, seed, workshop } = options;
  const { book, data, configFile, postgres } = place;
  const ready = await readyLife(life);
  if (!ready) return [`it did not start: ${life.child.said()}`];
  results.startMilliseconds.push(ready.milliseconds);
  noteRecovered(results, life);
  if (place.token === undefined) {
    progress.step = 'the first keys';
    const keys = await keysOf(ready, data);
    place.token = keys?.token;
    book.session.link = keys?.link;
    if (!keys) {
      results.keysNeverShown += 1;
      return [];
    }
  }
  const door: Door = { address: ready.address, token: place.token ?? '' };
  const unheard = book.sent.filter(({ fate, unheard }) => fate === 'open' && unheard > 0);
  progress.step = 'what was acknowledged to be looked at';
  const wrong = [
    ...(await checkLive(door, book, round)),
    ...(await checkState(postgres ? { url: postgres.url } : { folder: data }, book)),
  ];
  if (wrong.length > 0) return wrong;
  // what is on the disk by now was read, and so it must stay
  const status = await ask(door, '/api/v1/status');
  if (status?.status !== 200) return [`the status answered ${JSON.stringify(status)}`];
  const { events } = status.body as { readonly events: { readonly last: number } };
  book.lastPosition = Math.max(book.lastPosition, events.last);

  let isOver = false;
  let acknowledged = 0;
  const { ending } = plan;
  void life.child.ended.then(() => {
    isOver = true;
  });
  const common = {
    book,
    door,
    workshop,
    configFile,
    round,
    isOver: () => isOver,
    onWrong: (problem: string) => void wrong.push(problem),
    onAcknowledged() {
      acknowledged += 1;
      if (ending.kind !== 'acknowledged' || acknowledged !== ending.count) return;
      life.child.process.kill('SIGKILL');
      isOver = true;
    },
  };
  const stream = (name: string | number) => randomStream('kill', seed, round, name);
  const work = Promise.all([
    ...Array.from({ length: senders }, (_, sender) =>
      runSender({
        ...common,
        sender,
        random: stream(sender),
        heavy: ending.kind === 'heavy',
        unheard: unheard.filter((sent: Sent) => sent.sender === sender),
      }),
    ),
    runOperator({ ...common, random: stream('operator') }),
    runReader({ ...common, random: stream('reader') }),
  ]);
  const pace = paceOf(results.startMilliseconds.at(-1) ?? usualStart);
  progress.step = 'its end';
  await Promise.race([endLife(ending, { life, door, pace, postgres: postgres?.server, results }), work]);
  isOver = true;
  progress.step = 'the answers that are under way';
  await work;
  return wrong;
}

function noteRecovered(results: KillResults, life: Life): void {
  const recovered = recoveredOf(life);
  if (!recovered) return;
  results.recovered.starts += 1;
  results.recovered.torn += recovered.torn;
  results.recovered.mended += recovered.mended ? 1 : 0;
  results.recovered.replayed += recovered.replayed;
}
