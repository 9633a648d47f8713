import { afterAll, describe, expect, it } from 'vitest';
import { getJob, listJobs } from '../state/job-table.ts';
import { findPostgres, noPostgres, type PostgresServer, startPostgres } from '../state/testing/postgres.ts';
import { cuttable, define, minute, noon, until, useWorkBenches } from './testing/bench.ts';

const bin = findPostgres();
const box: { postgres?: PostgresServer } = {};
const postgres = (): PostgresServer => {
  box.postgres ??= startPostgres(bin ?? '');
  return box.postgres;
};
afterAll(() => box.postgres?.remove(), 30_000);

const open = useWorkBenches();

describe.skipIf(!bin)(`two workers on one Postgres (skipped where there is ${noPostgres})`, () => {
  async function openTwo() {
    const stateUrl = await postgres().database();
    const clock = { now: noon };
    return { clock, first: await open({ stateUrl, clock }), second: await open({ stateUrl, clock }) };
  }

  it('run each due moment once', { timeout: 120_000 }, async () => {
    const { clock, first, second } = await openTwo();
    const begun: string[] = [];
    const committed: string[] = [];
    const jobs = 30;
    const minutes = 12;
    const definitions = Array.from({ length: jobs }, (_, index) =>
      define(`job ${index}`, async ({ due }) => {
        begun.push(`${index} ${due}`);
        await new Promise((resolve) => setTimeout(resolve, (index * 7) % 5));
        return { commit: async () => void committed.push(`${index} ${due}`) };
      }),
    );
    const workers = [
      first.work({ definitions, owner: 'a', concurrency: 4 }),
      second.work({ definitions, owner: 'b', concurrency: 4 }),
    ];
    const allIdle = (): Promise<unknown> => Promise.all(workers.map((worker) => worker.idle()));
    await allIdle();
    for (let step = 1; step <= minutes; step++) {
      clock.now = noon + step * minute + step;
      for (const worker of workers) worker.wake();
      await allIdle();
    }
    const expected = Array.from({ length: jobs * minutes }, (_, index) => {
      return `${index % jobs} ${noon + (1 + Math.floor(index / jobs)) * minute}`;
    }).sort();
    expect(begun.toSorted()).toEqual(expected);
    expect(committed.toSorted()).toEqual(expected);
    const runs = await first.runs();
    expect(runs.map(({ job, dueAt }) => `${job.slice(4)} ${dueAt}`).sort()).toEqual(expected);
    expect(new Set(runs.map(({ outcome }) => outcome))).toEqual(new Set(['done']));
    expect(new Set(runs.map(({ owner }) => owner))).toEqual(new Set(['a', 'b']));
    expect([...first.failures, ...second.failures]).toEqual([]);
  });

  it('take over from one that is lost, after its lease', { timeout: 60_000 }, async () => {
    const { clock, first, second } = await openTwo();
    const committed: string[] = [];
    const names = ['w', 'x', 'y', 'z'];
    const definitions = (owner: string) =>
      names.map((name) =>
        define(
          name,
          async () => {
            if (owner === 'a' && name < 'y') await new Promise(() => {});
            return { commit: async () => void committed.push(`${owner} ${name}`) };
          },
          '0 13 * * *',
        ),
      );
    const away = { now: false };
    const { state } = first.server;
    const lost = first.work({
      definitions: definitions('a'),
      owner: 'a',
      workplace: () => ({ ...first.server, state: cuttable(state, away) }),
    });
    await lost.idle();
    clock.now = noon + 60 * minute;
    lost.wake();
    await until(async () => (await listJobs(state.db)).filter(({ lease }) => lease).length === 2);
    away.now = true;
    const other = second.work({ definitions: definitions('b'), owner: 'b' });
    await other.idle();
    expect(committed.toSorted()).toEqual(['b y', 'b z']);
    clock.now += minute - 1;
    await other.idle();
    expect(committed).toHaveLength(2);
    clock.now += 1;
    await other.idle();
    expect(committed.toSorted()).toEqual(['b w', 'b x', 'b y', 'b z']);
    const told = (await second.runs()).map(({ job, owner, outcome, dueAt }) => [job, owner, outcome, dueAt - noon]);
    expect(told.sort()).toEqual([
      ['w', 'a', 'lost', 60 * minute],
      ['w', 'b', 'done', 60 * minute],
      ['x', 'a', 'lost', 60 * minute],
      ['x', 'b', 'done', 60 * minute],
      ['y', 'b', 'done', 60 * minute],
      ['z', 'b', 'done', 60 * minute],
    ]);
  });

  it('go on when it was gone and is back, and what ran meanwhile is done once', { timeout: 60_000 }, async () => {
    const { clock, first } = await openTwo();
    const box = { begun: 0, finish: () => {} };
    const worker = first.work({
      definitions: [
        define('works', () => {
          box.begun++;
          return new Promise<void>((resolve) => void Object.assign(box, { finish: resolve }));
        }),
      ],
    });
    await worker.idle();
    clock.now += minute;
    worker.wake();
    await until(() => box.begun === 1);
    postgres().crash();
    box.finish();
    await until(() => first.failures.length > 0);
    postgres().start();
    await worker.idle();
    expect((await first.runs()).map(({ outcome }) => outcome)).toEqual(['done']);
    expect(await getJob(first.server.state.db, 'works')).toMatchObject({ lease: null, nextAt: noon + 2 * minute });
    expect(box.begun).toBe(1);
    expect(first.failures).toMatchObject([{ error: { code: 'state.unreachable' } }]);
  });
});
