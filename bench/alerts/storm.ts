import { setTimeout as after } from 'node:timers/promises';
import type { Settings } from '../cases/case.ts';
import type { Gauged } from '../report.ts';
import { badFinding, withRoom } from './room.ts';

/** Ten thousand things at once, with nothing configured but the channel: how many messages, and how long until the last. */
export async function gaugeStorm(folder: string, { quick, progress }: Settings): Promise<readonly Gauged[]> {
  const findings = quick ? 1_000 : 10_000;
  progress(`a storm of ${findings.toLocaleString('en-US')} findings`);
  const alerts = ({ url }: { readonly url: string }) => ({
    channels: { hook: { webhook: url } },
    rules: [{ name: 'bench', match: { metric: 'bench.*' }, severity: 'critical' }],
  });
  return withRoom({ folder, alerts }, async ({ hook, record, alerting, server }) => {
    const arrivals: number[] = [];
    hook.received = () => void arrivals.push(performance.now());
    const started = performance.now();
    for (let from = 0; from < findings; from += 1_000) {
      const some = Array.from({ length: 1_000 }, (_, index) => badFinding(`model:m${from + index}`, 'it is bad'));
      await record(some);
    }
    await alerting.settled();
    const settled = (performance.now() - started) / 1_000;
    for (;;) {
      const waiting = await server.state.db
        .selectFrom('delivery')
        .select((row) => row.fn.countAll().as('count'))
        .where('state', 'in', ['waiting', 'sending'])
        .where('channel', '=', 'hook')
        .executeTakeFirst();
      if (Number(waiting?.count ?? 0) === 0 || performance.now() - started > 300_000) break;
      await after(200);
    }
    const about = `${findings.toLocaleString('en-US')} critical alerts of as many models, recorded at once; 20 messages a minute`;
    return [
      { what: 'messages of a storm', unit: 'times', values: [arrivals.length], bound: { below: 4 }, note: about },
      { what: 'until the first of them', unit: 'seconds', values: [((arrivals[0] ?? Number.NaN) - started) / 1_000] },
      {
        what: 'until the last of them',
        unit: 'seconds',
        values: [((arrivals.at(-1) ?? Number.NaN) - started) / 1_000],
      },
      { what: 'until all alerts were made', unit: 'seconds', values: [settled] },
    ];
  });
}
