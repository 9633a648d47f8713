import { system } from '../../server/actor.ts';
import { onCommit } from '../../server/commits.ts';
import type { Workplace } from '../../server/context.ts';
import { perform } from '../../server/perform.ts';
import { dueOf } from '../../state/alert-due.ts';
import { wasSetBack } from './clock.ts';
import { markOfFindings } from './intake.ts';
import { areOthers } from './reroute.ts';
import { alertSettings } from './settings.ts';
import { mostAtOnce } from './turn.ts';
import { alertEvaluate } from './verb.ts';

export interface EngineOptions {
  workplace(): Workplace;
  /** Ends what others said once and say no more. */
  expire(workplace: Workplace): Promise<unknown>;
  failed(error: unknown): void;
}

export interface Engine {
  /** Resolves when everything that was there at this moment was looked at. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** What another server on the same state wrote nobody tells, and clocks are set: so long it is slept at the most. */
const longestSleep = 500;
/** After something failed. */
const pauseAfterFailure = 1_000;
/** What is found within so many milliseconds of the last turn is looked at together: a turn costs more than what is in it. */
const together = 20;

/** Listens: nobody calls it. A turn that fails is made again, since nothing of it stands. */
export function startEngine({ workplace, expire, failed }: EngineOptions): Engine {
  let stopped = false;
  let poked = true;
  let gathering = false;
  let atOnce = mostAtOnce;
  let wake = (): void => undefined;
  const poke = (): void => {
    poked = true;
    if (!gathering) wake();
  };
  const stopListening = onCommit(workplace().state, poke);
  const waiting: (() => void)[] = [];

  /** One turn, where there is anything to do. */
  async function work(): Promise<'nothing' | 'done' | 'more'> {
    // whatever is committed from here on is looked at after this, our own commits excepted
    poked = false;
    // what others said must not keep ours from being told
    await expire(workplace()).catch(failed);
    if (!(await isDue(workplace()))) return 'nothing';
    const { output } = await perform({ ...workplace(), actor: system }, alertEvaluate, { atOnce });
    atOnce = Math.min(mostAtOnce, 2 * atOnce);
    return output.more ? 'more' : 'done';
  }

  async function run(): Promise<void> {
    while (!stopped) {
      const asked = waiting.splice(0);
      let pause = longestSleep;
      try {
        for (let came = await work(); came !== 'nothing' && !stopped; came = await work()) {
          if (came === 'more' || asked.length > 0 || waiting.length > 0) continue;
          gathering = true;
          await sleep(together);
          gathering = false;
        }
      } catch (error) {
        failed(error);
        // what takes too long is undone, and would take as long the next time
        atOnce = Math.max(1, Math.floor(atOnce / 8));
        pause = pauseAfterFailure;
      }
      for (const resolve of asked) resolve();
      if (!poked && waiting.length === 0 && !stopped) await sleep(pause);
    }
    for (const resolve of waiting.splice(0)) resolve();
  }

  function sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds).unref();
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  const running = run();
  return {
    settled: () =>
      new Promise((resolve) => {
        if (stopped) return resolve();
        waiting.push(resolve);
        wake();
      }),
    async stop() {
      stopped = true;
      stopListening();
      wake();
      await running;
    },
  };
}

/** Whether there is anything to do: it is asked often, and mostly there is not. */
async function isDue({ state, world, config }: Workplace): Promise<boolean> {
  const { mark, newest, at } = await dueOf(state.db, markOfFindings);
  if (mark === null || (newest ?? 0) > mark || (at !== null && at <= world.now())) return true;
  return (await wasSetBack(state.db, world.now())) || (await areOthers(state.db, alertSettings(config)));
}
