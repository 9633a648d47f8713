import type { Settings } from '../cases/case.ts';
import type { Gauged } from '../report.ts';
import { eventsFile, formats } from './events.ts';
import { fillState, findingId } from './fill-state.ts';
import type { Ask, Paced, PacedAnswers } from './load-job.ts';
import { untilReadable } from './readable.ts';
import { send } from './send.ts';
import { coresOf, inFolder, targetOf, type Up, withServer } from './up.ts';

const model = 'reads';

/** What the server promises of reads. */
const promised = { perSecond: 1_000, p95: 0.1 } as const;

/** Of findings and of how the server is; nothing of the events, which have lines of their own. */
const readsOf = (findings: number): readonly Ask[] => [
  { get: '/api/v1/findings?limit=50' },
  { get: `/api/v1/findings/${findingId(Math.floor(findings / 2))}` },
  { get: '/api/v1/findings?subject=model:model-7&status=alert,warning&limit=20' },
  { get: '/api/v1/status' },
];

/** How long who asks has to wait, at fixed rates that the server is to bear. */
export async function gaugeLatency({ quick, repeat, progress }: Settings): Promise<readonly Gauged[]> {
  const runs = repeat ?? (quick ? 1 : 3);
  const seconds = quick ? 2 : 4;
  const findings = 1_000;
  return inFolder(async (folder) => {
    await fillState(folder, findings);
    return withServer({ folder }, async (up) => {
      const events = await takeIn(up, quick ? 10_000 : 100_000);
      const bursts = async (asks: readonly Ask[], perSecond: number) => {
        const answers: PacedAnswers[] = [];
        const job: Paced = { kind: 'paced', target: targetOf(up), asks, perSecond, seconds };
        // a server that was not asked before compiles what it runs
        await send({ ...job, seconds: 1 });
        for (let run = 0; run < runs; run += 1) answers.push(await send(job));
        return answers;
      };
      progress(`reads at ${promised.perSecond} requests a second`);
      const mixed = readsOf(findings);
      const reads = await bursts(mixed, promised.perSecond);
      progress('pages of predictions');
      const page = [{ get: `/api/v1/models/${model}/predictions?limit=100` }];
      const pages = await bursts(page, pagesPerSecond);
      progress('predictions one by one');
      const singles = await bursts([await singleAsk()], singlesPerSecond);
      const about = `${findings.toLocaleString('en-US')} findings; ${mixed.length} kinds of reads with a token, ${sentence(reads, seconds)}`;
      return [
        {
          what: `API reads at ${promised.perSecond.toLocaleString('en-US')} requests/s, p95`,
          unit: 'seconds',
          values: reads.map(({ latency }) => latency.p95),
          bound: { below: promised.p95 },
          cores: reads.map(coresOf),
          note: about,
        },
        { what: 'the same, p50', unit: 'seconds', values: reads.map(({ latency }) => latency.p50) },
        { what: 'the same, p99', unit: 'seconds', values: reads.map(({ latency }) => latency.p99) },
        {
          what: `page of 100 predictions at ${pagesPerSecond} requests/s, p95`,
          unit: 'seconds',
          values: pages.map(({ latency }) => latency.p95),
          cores: pages.map(coresOf),
          note: `${events.toLocaleString('en-US')} events of the model; ${sentence(pages, seconds)}`,
        },
        {
          what: `POST of one prediction at ${singlesPerSecond} requests/s, p99`,
          unit: 'seconds',
          values: singles.map(({ latency }) => latency.p99),
          cores: singles.map(coresOf),
          note: `until on the disk; ${sentence(singles, seconds)}`,
        },
        { what: 'the same, p50', unit: 'seconds', values: singles.map(({ latency }) => latency.p50) },
      ];
    });
  });
}

const pagesPerSecond = 20;
const singlesPerSecond = 200;

async function takeIn(up: Up, rows: number): Promise<number> {
  const { rows: taken, statuses } = await send({
    kind: 'flood',
    target: targetOf(up),
    path: `/api/v1/models/${model}/predictions`,
    type: formats.lines.type,
    bodies: { lines: await eventsFile('lines', 0, rows), rows: 5_000, count: rows / 5_000 },
    senders: 2,
  });
  if (taken !== rows) throw new Error(`expected ${rows} events that are taken, found ${JSON.stringify(statuses)}`);
  await untilReadable(up);
  return taken;
}

/** Sent to another model, so that its pages stay as they are. */
async function singleAsk(): Promise<Ask> {
  const lines = await eventsFile('lines', 0, 10_000);
  return {
    post: '/api/v1/models/singles/predictions',
    type: 'application/json',
    bodies: { lines, rows: 1, count: 10_000 },
  };
}

/** What was not answered as it should be counts nothing, and is said. */
function sentence(bursts: readonly PacedAnswers[], seconds: number): string {
  const others = bursts.flatMap(({ statuses }) =>
    Object.entries(statuses).filter(([status]) => status !== '200' && status !== '202'),
  );
  const latest = Math.max(...bursts.map(({ latest }) => latest));
  const refused =
    others.length === 0 ? '' : `; other answers: ${others.map(([status, count]) => `${count} × ${status}`).join(', ')}`;
  return `${seconds} s a burst, sent at most ${Math.round(latest * 1_000)} ms late${refused}`;
}
