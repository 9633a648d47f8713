import type { Settings } from '../cases/case.ts';
import type { Gauged } from '../report.ts';
import { type EventFormat, eventsFile, formats } from './events.ts';
import type { Bodies, Flooded } from './load-job.ts';
import { untilReadable } from './readable.ts';
import { send } from './send.ts';
import { coresOf, inFolder, targetOf, type Up, withServer } from './up.ts';

/** What the server promises of batches. */
const promised = 50_000;

interface Way {
  /** Of a burst. */
  readonly rows: number;
  readonly format: EventFormat;
  readonly what: string;
  readonly rowsPerBody: number;
  readonly senders: number;
}

const ways: readonly Way[] = [
  { format: 'lines', what: 'NDJSON', rowsPerBody: 5_000, senders: 4, rows: 200_000 },
  { format: 'csv', what: 'CSV', rowsPerBody: 50_000, senders: 2, rows: 100_000 },
  { format: 'parquet', what: 'Parquet', rowsPerBody: 50_000, senders: 2, rows: 100_000 },
  { format: 'arrow', what: 'Arrow', rowsPerBody: 50_000, senders: 2, rows: 100_000 },
];

const model = 'ingest';

/** Rows a second that are acknowledged, which is when they are on the disk; and that can be read. */
export async function gaugeIngest({ quick, repeat, progress }: Settings): Promise<readonly (Gauged | string)[]> {
  const lines: (Gauged | string)[] = [];
  for (const way of ways) {
    progress(`ingest of ${way.what}`);
    const rows = quick ? 50_000 : way.rows;
    const bursts = await inFolder((folder) =>
      withServer({ folder }, (up) => measureWay(up, way, rows, repeat ?? (quick ? 1 : 3))),
    );
    lines.push(...linesOf(way, rows, bursts));
  }
  return lines;
}

interface Burst extends Flooded {
  readonly readableAfter: number;
}

async function measureWay(up: Up, way: Way, rows: number, repeat: number): Promise<readonly Burst[]> {
  const bursts: Burst[] = [];
  for (let run = 0; run < repeat; run += 1) {
    const done = await send({
      kind: 'flood',
      target: targetOf(up),
      path: `/api/v1/models/${model}/predictions`,
      type: formats[way.format].type,
      bodies: await bodiesOf(way, run * rows, rows),
      senders: way.senders,
    });
    bursts.push({ ...done, readableAfter: await untilReadable(up) });
  }
  return bursts;
}

async function bodiesOf({ format, rowsPerBody }: Way, from: number, rows: number): Promise<Bodies> {
  if (format === 'lines')
    return { lines: await eventsFile('lines', from, rows), rows: rowsPerBody, count: rows / rowsPerBody };
  const starts = Array.from({ length: rows / rowsPerBody }, (_, index) => from + index * rowsPerBody);
  const files: string[] = [];
  for (const start of starts) files.push(await eventsFile(format, start, rowsPerBody));
  return { files, rows: rowsPerBody };
}

function linesOf({ what, rowsPerBody, senders }: Way, rows: number, bursts: readonly Burst[]): (Gauged | string)[] {
  const complete = bursts.filter((burst) => burst.rows === rows);
  if (complete.length < bursts.length)
    return [`ingest of ${what}: answers were ${bursts.map(({ statuses }) => JSON.stringify(statuses)).join(', ')}`];
  const refused = bursts.reduce((sum, burst) => sum + burst.refused, 0);
  const [first] = bursts;
  const note = [
    `${senders} senders, ${rowsPerBody.toLocaleString('en-US')} rows a body`,
    `${Math.round((first?.bytes ?? 0) / rows)} bytes a row`,
    `${rows.toLocaleString('en-US')} rows a burst`,
    ...(refused > 0 ? [`${refused} times told to come again`] : []),
  ].join(', ');
  const cores = bursts.map(coresOf);
  return [
    {
      what: `ingest of ${what}, until on the disk`,
      unit: 'rows a second',
      values: bursts.map(({ seconds }) => rows / seconds),
      bound: { atLeast: promised },
      cores,
      note,
    },
    {
      what: `ingest of ${what}, until readable`,
      unit: 'rows a second',
      values: bursts.map(({ seconds, readableAfter }) => rows / (seconds + readableAfter)),
    },
  ];
}
