import { setTimeout as sleep } from 'node:timers/promises';
import type { Settings } from '../cases/case.ts';
import { type Gauged, spreadOf } from '../report.ts';
import { eventsFile, formats } from './events.ts';
import { untilReadable } from './readable.ts';
import { send } from './send.ts';
import { inFolder, startServer, targetOf, withServer } from './up.ts';
import { isUsageKnown, residentBytesOf } from './usage.ts';

/** What the server promises of one that nobody asks. */
const idleBytes = 200e6;

const settleSeconds = 2;
const looks = 10;

/** From the start of the process to `/readyz`, and what it then holds without being asked. */
export async function gaugeStart({ quick, repeat, progress }: Settings): Promise<readonly (Gauged | string)[]> {
  const runs = repeat ?? (quick ? 1 : 3);
  progress('start of an empty folder');
  const empty = await inEach(runs, () => inFolder((folder) => startOnce(folder)));
  progress('start of a full folder');
  const rows = quick ? 100_000 : 1_000_000;
  const full = await inFolder(async (folder) => {
    await withServer({ folder }, async (up) => {
      const bodies = { lines: await eventsFile('lines', 0, rows), rows: 5_000, count: rows / 5_000 };
      const path = '/api/v1/models/start/predictions';
      await send({ kind: 'flood', target: targetOf(up), path, type: formats.lines.type, bodies, senders: 2 });
      await untilReadable(up);
    });
    return inEach(runs, () => startOnce(folder, 'known'));
  });
  const events = `${rows.toLocaleString('en-US')} events`;
  const seconds = 'seconds';
  return [
    { what: 'start to ready, empty folder', unit: seconds, values: empty.map((one) => one.ready) },
    {
      what: `start to ready, ${events}`,
      unit: seconds,
      values: full.map((one) => one.ready),
      note: 'after a clean stop',
    },
    ...(isUsageKnown
      ? (
          [
            ['idle, empty folder', empty],
            [`idle, ${events}`, full],
          ] as const
        ).map(
          ([what, starts]): Gauged => ({
            what: `resident, ${what}`,
            unit: 'bytes',
            values: starts.map(({ resident }) => resident),
            bound: { below: idleBytes },
            note: `${settleSeconds} s after the start`,
          }),
        )
      : ['memory: only Linux tells of a process how much it holds']),
  ];
}

interface Started {
  readonly ready: number;
  readonly resident: number;
}

async function startOnce(folder: string, token?: string): Promise<Started> {
  const up = await startServer({ folder, ...(token === undefined ? {} : { token }) });
  try {
    await sleep(settleSeconds * 1_000);
    const held: number[] = [];
    for (let look = 0; isUsageKnown && look < looks; look += 1) {
      held.push(residentBytesOf(up.pid));
      await sleep(100);
    }
    return { ready: up.readySeconds, resident: spreadOf(held).median };
  } finally {
    await up.stop();
  }
}

async function inEach<Result>(runs: number, work: () => Promise<Result>): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let run = 0; run < runs; run += 1) results.push(await work());
  return results;
}
