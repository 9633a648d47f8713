import { setTimeout as after } from 'node:timers/promises';
import type { PostgresServer } from '../../state/testing/postgres.ts';
import type { Life } from './life.ts';
import type { Ending } from './plan.ts';
import { ask, type Door } from './request.ts';
import type { KillResults } from './results.ts';

export const usualStart = 700;

/** On a machine that is busy, or slow, all takes longer. */
export const paceOf = (startMilliseconds: number): number => Math.min(5, Math.max(1, startMilliseconds / usualStart));

export interface EndOptions {
  readonly life: Life;
  readonly door: Door;
  readonly pace: number;
  readonly postgres: PostgresServer | undefined;
  readonly results: KillResults;
}

/** Ends a process that is ready, as it is planned. */
export async function endLife(ending: Ending, { life, door, pace, postgres, results }: EndOptions): Promise<void> {
  const { child } = life;
  switch (ending.kind) {
    case 'start':
      return;
    case 'load':
    case 'heavy':
      await after(pace * ending.milliseconds);
      child.process.kill('SIGKILL');
      return;
    case 'postgres':
      await after(pace * ending.milliseconds);
      postgres?.kill();
      await after(ending.away);
      if (postgres) await startAgain(postgres);
      results.stateBackMilliseconds.push(await untilReady(door));
      await after(pace * ending.milliseconds);
      child.process.kill('SIGKILL');
      return;
    case 'acknowledged':
      // where it does not come to so many
      await Promise.race([after(5_000, undefined, { ref: false }), child.ended]);
      child.process.kill('SIGKILL');
      return;
    case 'stopping':
      await after(pace * ending.milliseconds);
      child.process.kill('SIGTERM');
      await Promise.race([after(ending.after), child.ended]);
      child.process.kill('SIGKILL');
      return;
    case 'stop':
      await after(pace * ending.milliseconds);
      child.process.kill('SIGTERM');
      await child.ended;
  }
}

const patience = 30_000;

/** It refuses as long as what the killed one had begun still runs; whoever supervises it tries again. */
async function startAgain(postgres: PostgresServer): Promise<void> {
  const end = performance.now() + patience;
  for (;;) {
    try {
      return postgres.start();
    } catch (error) {
      if (performance.now() > end) throw error;
      await after(100);
    }
  }
}

/** How long it takes until requests are served again without anybody's help. */
async function untilReady(door: Door): Promise<number> {
  const began = performance.now();
  for (;;) {
    const answer = await ask(door, '/readyz');
    const took = performance.now() - began;
    if (answer?.status === 200) return took;
    if (took > patience)
      throw new Error(`It is not ready ${patience} ms after Postgres is back: ${JSON.stringify(answer)}`);
    await after(20);
  }
}
