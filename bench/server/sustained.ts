import type { Settings } from '../cases/case.ts';
import { formatBytes, type Gauged } from '../report.ts';
import { eventsFile, formats } from './events.ts';
import { growthOf, type Sample } from './growth.ts';
import type { Ask } from './load-job.ts';
import { send } from './send.ts';
import { coresOf, inFolder, targetOf, withServer } from './up.ts';
import { isUsageKnown, residentBytesOf } from './usage.ts';

const lookEveryMilliseconds = 250;
/** While it warms up, a server grows into what it needs. */
const warmUp = 1 / 3;

const batch = { rows: 500, perSecond: 10 } as const;

/** Does a server that is at work hold more and more? */
export async function gaugeSustained({ quick, long, progress }: Settings): Promise<readonly (Gauged | string)[]> {
  if (!isUsageKnown) return ['memory under load: only Linux tells of a process how much it holds'];
  const seconds = quick ? 12 : long ? 3_600 : 75;
  progress(`load for ${seconds} s`);
  const asks = await mix();
  return inFolder((folder) =>
    withServer({ folder }, async (up) => {
      const started = performance.now();
      const samples: Sample[] = [];
      const timer = setInterval(() => {
        samples.push({ seconds: (performance.now() - started) / 1_000, bytes: residentBytesOf(up.pid) });
      }, lookEveryMilliseconds);
      const perSecond = batch.perSecond * asks.length;
      const done = await send({ kind: 'paced', target: targetOf(up), asks, perSecond, seconds }).finally(() =>
        clearInterval(timer),
      );
      const warm = samples.filter((sample) => sample.seconds > seconds * warmUp);
      const growth = growthOf(warm);
      const others = Object.entries(done.statuses).filter(([status]) => status !== '200' && status !== '202');
      const note = [
        `${seconds} s of ${batch.perSecond * batch.rows} rows/s in batches of ${batch.rows}`,
        `${batch.perSecond} single predictions/s and ${batch.perSecond * (asks.length - 2)} reads/s`,
        ...others.map(([status, count]) => `${count} × status ${status}`),
      ].join(', ');
      const most = Math.max(...samples.map(({ bytes }) => bytes));
      return [
        { what: 'resident under load, most', unit: 'bytes', values: [most], cores: [coresOf(done)], note },
        growth === undefined
          ? 'growth under load: too few samples'
          : {
              what: 'growth under load',
              unit: 'bytes an hour',
              values: [growth.perHour],
              note: `95 % sure: between ${formatBytes(growth.low)}/h and ${formatBytes(growth.high)}/h; of the last ${Math.round(seconds * (1 - warmUp))} s`,
            },
      ];
    }),
  );
}

/** In turn, so that each is asked as often as the others. */
async function mix(): Promise<readonly Ask[]> {
  const lines = await eventsFile('lines', 0, 100_000);
  const path = '/api/v1/models/load/predictions';
  return [
    { post: path, type: formats.lines.type, bodies: { lines, rows: batch.rows, count: 200 } },
    { post: '/api/v1/models/singles/predictions', type: 'application/json', bodies: { lines, rows: 1, count: 1_000 } },
    { get: '/api/v1/status' },
    { get: '/api/v1/findings?limit=20' },
    { get: '/api/v1/models/singles/predictions?limit=10' },
  ];
}
