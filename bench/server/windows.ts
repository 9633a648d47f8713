import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { measureBaseline, nothingDeclared } from '../../packages/pitwall/src/drift/index.ts';
import { parseBatch } from '../../packages/pitwall/src/events/batch.ts';
import { baselineOfEvents } from '../../packages/pitwall/src/profiles/event-baseline.ts';
import { eventTable } from '../../packages/pitwall/src/profiles/event-table.ts';
import { profileEvents } from '../../packages/pitwall/src/profiles/hourly.ts';
import { sumProfiles } from '../../packages/pitwall/src/profiles/sum.ts';
import { openServer, type Server } from '../../packages/pitwall/src/server/open.ts';
import { realWorld } from '../../packages/pitwall/src/server/world.ts';
import { version } from '../../packages/pitwall/src/version.ts';
import type { Settings } from '../cases/case.ts';
import type { Gauged } from '../report.ts';
import { day, eventsFile } from './events.ts';
import { inFolder } from './up.ts';

const model = 'day';
const start = Date.parse(day);
const span = { start, end: start + 86_400_000 };
const rowsPerBatch = 5_000;

/** What a day of one model looked like: added up from its hours, and counted again from its rows. */
export async function gaugeWindows({ quick, repeat, progress }: Settings): Promise<readonly Gauged[]> {
  const rows = quick ? 50_000 : 250_000;
  progress(`a day of ${rows.toLocaleString('en-US')} predictions`);
  return inFolder(async (folder) => {
    const server = await openServer({ folder: join(folder, 'data'), version, world: realWorld });
    try {
      await takeIn(server, rows);
      const now = new Date(span.end);
      const whole = { model, from: span.start, to: span.end, features: undefined };
      const baseline = { version: 1, content: await baselineOfEvents(server.events, whole, now) };
      const counted = await timed(() => profileEvents({ context: server, model, baseline, since: span.start }));
      const runs = Array.from({ length: repeat ?? (quick ? 1 : 3) }, (_, run) => run);
      const pairs: { readonly summed: number; readonly again: number }[] = [];
      for (const _ of runs) {
        const summed = await timed(async () => {
          const sum = await sumProfiles(server.state.db, { model, baseline, ...span });
          if ('unknown' in sum) throw new Error(`expected the profile of a day, found that ${sum.unknown}`);
          return assertRows(sum.rows, rows);
        });
        const again = await timed(async () => assertRows(await countAgain(server, baseline.content), rows));
        pairs.push({ summed, again });
      }
      const about = `one model, ten features, ${rows.toLocaleString('en-US')} predictions of a day`;
      return [
        {
          what: 'predictions counted into their hours',
          unit: 'rows a second',
          values: [rows / counted],
          note: `once, as they come; ${about}`,
        },
        {
          what: 'profile of a day from its 24 hours',
          unit: 'seconds',
          values: pairs.map(({ summed }) => summed),
          note: about,
        },
        { what: 'the same from its rows', unit: 'seconds', values: pairs.map(({ again }) => again) },
        {
          what: 'from rows against from hours',
          unit: 'times',
          values: pairs.map(({ summed, again }) => again / summed),
          note: 'run in turn, in one process',
        },
      ];
    } finally {
      await server.close();
    }
  });
}

async function takeIn({ events }: Server, rows: number): Promise<void> {
  const lines = (await readFile(await eventsFile('lines', 0, rows), 'utf8')).trimEnd().split('\n');
  for (let from = 0; from < lines.length; from += rowsPerBatch) {
    const sent = lines.slice(from, from + rowsPerBatch).map((line) => line.replace('{', `{"model":"${model}",`));
    await events.ingest(parseBatch(Buffer.from(sent.join('\n')), { kind: 'prediction', now: new Date(span.end) }));
    await events.settled();
  }
}

async function countAgain({ events }: Server, like: Awaited<ReturnType<typeof baselineOfEvents>>): Promise<number> {
  const engine = await events.openEngine();
  try {
    const table = await eventTable(engine, events, { model, from: new Date(span.start), to: new Date(span.end) });
    const { baseline } = await measureBaseline(table, {
      name: model,
      dataset: null,
      declared: nothingDeclared,
      infer: async () => new Map(),
      now: new Date(span.end),
      like,
    });
    return baseline.rows;
  } finally {
    engine.close();
  }
}

function assertRows(found: number, expected: number): void {
  if (found !== expected) throw new Error(`expected a profile of ${expected} rows, found one of ${found}`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}
