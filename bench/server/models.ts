import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { configSchema } from '../../packages/pitwall/src/config/schema.ts';
import { batchOf } from '../../packages/pitwall/src/events/batch.ts';
import type { EventKind } from '../../packages/pitwall/src/events/event.ts';
import { startWorker } from '../../packages/pitwall/src/jobs/index.ts';
import { monitorJobs } from '../../packages/pitwall/src/monitors/job.ts';
import { baselineOfEvents } from '../../packages/pitwall/src/profiles/event-baseline.ts';
import { openServer, type Server } from '../../packages/pitwall/src/server/open.ts';
import { addBaseline, packBaseline, promoteBaseline } from '../../packages/pitwall/src/state/baseline-table.ts';
import type { Json } from '../../packages/pitwall/src/state/canonical-json.ts';
import { version } from '../../packages/pitwall/src/version.ts';
import type { Settings } from '../cases/case.ts';
import { type Gauged, spreadOf } from '../report.ts';
import { day } from './events.ts';
import { seededUniform } from './seeded.ts';
import { inFolder } from './up.ts';

const columns = 50;
const minute = 60_000;
const hour = 60 * minute;
const start = Date.parse(day);
/** Of a model and an hour: before the window as its baseline, and in the window each time that it is measured. */
const rows = { baseline: 300, window: 100 } as const;

const planMilliseconds = 3_000;
const eventsPerBatch = 5_000;

const nameOf = (model: number): string => `model-${model + 1}`;

/**
 * Models that are measured every minute: for each of them predictions and labels have come for an hour that had closed,
 * so that its drift and its scores are measured anew. The clock is moved on to the next minute, so that nobody waits.
 */
export async function gaugeModels({ quick, long, progress }: Settings): Promise<readonly (Gauged | string)[]> {
  const models = quick ? 10 : 200;
  const minutes = long ? 10 : 1;
  progress(`${models} models of ${columns} columns`);
  return inFolder(async (folder) => {
    const clock = { now: start + 2 * hour };
    const since = performance.now();
    const now = (): number => Math.floor(clock.now + (performance.now() - since));
    const moveTo = (moment: number): void => {
      clock.now += moment - now();
    };
    const server = await openServer({
      folder: join(folder, 'data'),
      version,
      world: { now, random: randomBytes },
      config: configOf(models),
    });
    const failures: unknown[] = [];
    const worker = startWorker({
      workplace: () => server,
      owner: 'bench',
      definitions: [],
      failed: ({ error }) => void failures.push(error),
    });
    try {
      await takeIn(server, { models, from: start, rows: rows.baseline });
      await promoteBaselines(server, models);
      await takeIn(server, { models, from: start + hour, rows: rows.window });
      const jobs = monitorJobs(server.config);
      const names = jobs.map(({ name }) => name);
      const measured: Minute[] = [];
      for (let turn = 0; turn < minutes; turn += 1) {
        progress(`minute ${turn + 1}`);
        if (turn > 0) await takeIn(server, { models, from: start + hour, rows: rows.window });
        // soon enough before that all jobs are planned by then
        const due = Math.ceil((now() + planMilliseconds) / minute) * minute;
        moveTo(due - planMilliseconds);
        if (turn === 0) await worker.replace(jobs);
        const found = await untilMeasured(server, names, due);
        if (failures.length > 0) throw failures[0];
        if (typeof found === 'string') return [`${models} models every minute: ${found}`];
        measured.push(found);
      }
      const note = `drift and scores of ${rows.window} new rows of each; two at a time, in one process without a door`;
      const lateness = `${models} models × ${columns} columns every minute: until the`;
      return [
        {
          what: `${lateness} last is measured`,
          unit: 'seconds',
          values: measured.map(({ last }) => last),
          bound: { below: minute / 1_000 },
          note,
        },
        { what: `${lateness} middle one is`, unit: 'seconds', values: measured.map(({ middle }) => middle) },
      ];
    } finally {
      await worker.stop();
      await server.close();
    }
  });
}

const configOf = (models: number) =>
  configSchema.parse({
    project: 'bench',
    models: Object.fromEntries(
      Array.from({ length: models }, (_, model) => [
        nameOf(model),
        {
          task: 'binary',
          prediction: 'prediction',
          label: 'label',
          monitor: { schedule: '* * * * *', windows: '1h', lateness: '1s', look_back: '1h', minimum_samples: 50 },
        },
      ]),
    ),
  });

interface Taken {
  readonly models: number;
  /** The beginning of their hour. */
  readonly from: number;
  readonly rows: number;
}

let sent = 0;

async function takeIn({ events, world }: Server, { models, from, rows }: Taken): Promise<void> {
  const uniform = seededUniform(sent + 1);
  const predictions: object[] = [];
  const labels: object[] = [];
  async function ingest(kind: EventKind, values: object[]): Promise<void> {
    await events.ingest(batchOf(values.splice(0), { kind, now: new Date(world.now()) }));
    await events.settled();
  }
  for (let model = 0; model < models; model += 1) {
    for (let row = 0; row < rows; row += 1) {
      const [id, at, prediction] = [`e${sent++}`, from + Math.floor((row * hour) / rows), uniform()];
      const features = Object.fromEntries(
        Array.from({ length: columns }, (_, column) => [`number_${column + 1}`, Number(uniform().toFixed(4))]),
      );
      predictions.push({ model: nameOf(model), id, at, prediction, features });
      labels.push({ model: nameOf(model), id, at, label: uniform() < prediction ? 1 : 0 });
    }
    if (predictions.length < eventsPerBatch && model < models - 1) continue;
    await ingest('prediction', predictions);
    await ingest('label', labels);
  }
}

/** Of one model, for all of them: they draw from the same distributions. */
async function promoteBaselines({ events, state, world }: Server, models: number): Promise<void> {
  const [at, by] = [world.now(), 'bench'];
  const span = { model: nameOf(0), from: start, to: start + hour };
  const content = await baselineOfEvents(events, { ...span, features: undefined }, new Date(at));
  const { digest, body } = packBaseline(content as unknown as Json);
  await state.change(async (tx) => {
    for (let number = 0; number < models; number += 1) {
      const model = nameOf(number);
      const source = { kind: 'events', from: span.from, to: span.to } as const;
      const added = await addBaseline(tx, { model, at, by, source, rows: content.rows, digest, body });
      await promoteBaseline(tx, { model, version: added, at, by });
    }
  });
}

interface Minute {
  /** Seconds from when all were due until so many had been measured. */
  readonly last: number;
  readonly middle: number;
}

const lookEveryMilliseconds = 50;
/** Nobody waits longer for those that are not yet measured. */
const mostMinutes = 3;

async function untilMeasured(
  { state, world }: Server,
  names: readonly string[],
  due: number,
): Promise<Minute | string> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, lookEveryMilliseconds));
    const runs = await state.db
      .selectFrom('job_run')
      .select(['job', 'ended_at'])
      .where('due_at', '>=', due)
      .where('ended_at', 'is not', null)
      .orderBy('seq', 'desc')
      .execute();
    // of each job the first run since then: what comes after it finds nothing new
    const first = new Map(runs.map(({ job, ended_at }) => [job, Number(ended_at)]));
    const ended = names.flatMap((name) => {
      const at = first.get(name);
      return at === undefined ? [] : [(at - due) / 1_000];
    });
    if (ended.length < names.length) {
      if (world.now() < due + mostMinutes * minute) continue;
      return `only ${ended.length} of ${names.length} jobs had ended ${mostMinutes} minutes after they were due`;
    }
    const { median, max } = spreadOf(ended);
    return { last: max, middle: median };
  }
}
