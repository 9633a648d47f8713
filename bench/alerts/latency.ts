import { setTimeout as after } from 'node:timers/promises';
import type { Settings } from '../cases/case.ts';
import type { Gauged } from '../report.ts';
import { type AlertRoom, badFinding, quantile, withRoom } from './room.ts';

const rates = [10, 100, 500] as const;
const promised = { perSecond: 100, p99: 0.5 } as const;

/** From before a finding is recorded until its message has come in whole, at fixed rates, one incident each. */
export async function gaugeLatency(folder: string, { quick, repeat, progress }: Settings): Promise<readonly Gauged[]> {
  const seconds = quick ? 2 : 10;
  const alerts = ({ url }: { readonly url: string }) => ({
    channels: { hook: { webhook: url, rate: { messages: 1_000_000, per: '1m' } } },
    route: { to: 'hook', group_by: ['...'], group_wait: '0s' },
    rules: [{ name: 'bench', match: { metric: 'bench.*' }, severity: 'critical' }],
  });
  return withRoom({ folder, alerts }, async (room) => {
    const lines: Gauged[] = [];
    await burst(room, 20, 1);
    for (const perSecond of rates) {
      progress(`${perSecond} findings a second`);
      const runs: number[][] = [];
      for (let run = 0; run < (repeat ?? (quick ? 1 : 3)); run += 1) runs.push(await burst(room, perSecond, seconds));
      const at = `${perSecond} findings/s`;
      const bound = perSecond === promised.perSecond ? { bound: { below: promised.p99 } } : {};
      lines.push(
        {
          what: `finding to delivered, ${at}, p99`,
          unit: 'seconds',
          values: runs.map((run) => quantile(run, 0.99)),
          ...bound,
        },
        { what: 'the same, p50', unit: 'seconds', values: runs.map((run) => quantile(run, 0.5)) },
      );
    }
    return lines;
  });
}

let incident = 0;

async function burst({ record, hook }: AlertRoom, perSecond: number, seconds: number): Promise<number[]> {
  const begun = new Map<string, number>();
  const took: number[] = [];
  hook.received = (body) => {
    const word = /incident-\d+-/.exec(body)?.[0] ?? '';
    const start = begun.get(word);
    if (start === undefined) return;
    took.push((performance.now() - start) / 1_000);
    begun.delete(word);
  };
  const count = perSecond * seconds;
  const started = performance.now();
  const recording: Promise<void>[] = [];
  for (let index = 0; index < count; index += 1) {
    const due = started + (1_000 * index) / perSecond;
    while (performance.now() < due) await after(Math.max(1, due - performance.now()));
    const word = `incident-${incident++}-`;
    begun.set(word, performance.now());
    recording.push(record([badFinding(`model:m${incident}`, `${word} is bad`)]));
  }
  await Promise.all(recording);
  for (let waited = 0; begun.size > 0; waited += 50) {
    if (waited > 60_000) throw new Error(`expected ${count} messages within a minute, ${begun.size} did not come`);
    await after(50);
  }
  return took;
}
