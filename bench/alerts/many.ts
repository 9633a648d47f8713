import { listAlerts } from '../../packages/pitwall/src/state/alert-table.ts';
import type { Settings } from '../cases/case.ts';
import type { Gauged } from '../report.ts';
import { badFinding, quantile, withRoom } from './room.ts';

/** What one more costs where very many fire already. */
export async function gaugeMany(folder: string, { quick, repeat, progress }: Settings): Promise<readonly Gauged[]> {
  const open = quick ? 10_000 : 100_000;
  progress(`${open.toLocaleString('en-US')} open alerts`);
  const alerts = ({ url }: { readonly url: string }) => ({
    channels: { hook: { webhook: url, rate: { messages: 1_000_000, per: '1m' } } },
    // those that fire already belong to nobody
    route: { to: 'hook', routes: [{ matchers: 'kind="dataset"', receiver: 'nobody' }] },
    receivers: { nobody: [] },
    rules: [{ name: 'bench', match: { metric: 'bench.*' }, severity: 'critical' }],
  });
  return withRoom({ folder, alerts }, async ({ server, record, alerting, hook }) => {
    for (let from = 0; from < open; from += 1_000)
      await record(Array.from({ length: 1_000 }, (_, index) => badFinding(`dataset:d${from + index}`, 'it is bad')));
    await alerting.settled();
    const { db } = server.state;
    const pages: number[] = [];
    for (let read = 0; read < 200; read += 1) {
      const started = performance.now();
      await listAlerts(db, { states: ['firing', 'acknowledged'], limit: 100 });
      pages.push((performance.now() - started) / 1_000);
    }
    const runs: number[] = [];
    for (let run = 0; run < (repeat ?? (quick ? 5 : 20)); run += 1) {
      const came = new Promise<void>((resolve) => {
        hook.received = () => resolve();
      });
      const started = performance.now();
      await record([badFinding(`model:late-${run}`, 'it is bad')]);
      await came;
      runs.push((performance.now() - started) / 1_000);
    }
    const about = `${open.toLocaleString('en-US')} alerts fire`;
    return [
      { what: 'a page of 100 open alerts read, p95', unit: 'seconds', values: [quantile(pages, 0.95)], note: about },
      {
        what: 'one more finding until it is delivered, p95',
        unit: 'seconds',
        values: [quantile(runs, 0.95)],
        note: about,
      },
      { what: 'memory of the process', unit: 'bytes', values: [process.memoryUsage().rss], note: about },
    ];
  });
}
