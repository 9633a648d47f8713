import { describe, expect, it } from 'vitest';
import { getJob, listJobs, reviveJob } from '../state/job-table.ts';
import { addToken, listTokens } from '../state/testing/tokens.ts';
import { mostAttempts, waitAfter } from './job.ts';
import { aborted, cuttable, define, minute, noon, until, useWorkBenches } from './testing/bench.ts';

const open = useWorkBenches();

describe('a worker', () => {
  it('runs each job when it is due, for the moment that it was due', async () => {
    const { work, clock, runs, server } = await open();
    const seen: unknown[] = [];
    const worker = work({
      definitions: [
        define('often', async ({ due, run, context }) => {
          seen.push([due, /^run_[0-9a-f]{24}$/.test(run), context.actor.name, context.state === server.state]);
          return { detail: `for ${due}` };
        }),
        define('hourly', async () => {}, '0 * * * *'),
      ],
    });
    await worker.idle();
    expect(seen).toEqual([]);
    clock.now = noon + minute + 250;
    worker.wake();
    await worker.idle();
    expect(seen).toEqual([[noon + minute, true, 'system', true]]);
    expect(await runs()).toMatchObject([
      {
        job: 'often',
        owner: 'a',
        attempt: 1,
        dueAt: noon + minute,
        startedAt: noon + minute + 250,
        outcome: 'done',
        detail: `for ${noon + minute}`,
      },
    ]);
    expect((await listJobs(server.state.db)).map(({ name, nextAt }) => [name, nextAt])).toEqual([
      ['hourly', noon + 60 * minute],
      ['often', noon + 2 * minute],
    ]);
  });

  it('makes up for what was missed once, or leaves it out', async () => {
    const { work, clock, runs, server } = await open();
    const definitions = [
      define('once', async () => {}),
      define('skip', async () => {}, { cron: '*/10 * * * *', missed: 'skip' }),
    ];
    const before = work({ definitions });
    await before.idle();
    await before.stop();
    clock.now = noon + 95 * minute + 30_000;
    const after = work({ definitions });
    await after.idle();
    expect((await runs()).map(({ job, dueAt }) => [job, (dueAt - noon) / minute])).toEqual([['once', 95]]);
    expect((await getJob(server.state.db, 'skip'))?.nextAt).toBe(noon + 100 * minute);
  });

  it('writes what a run found together with its end, and takes it back with it', async () => {
    const { work, clock, runs, server, failures } = await open();
    const worker = work({
      definitions: [
        define('finds', async () => ({
          commit: async (tx) => void (await addToken(tx, { name: 'found', hash: 'f', at: 1 })),
        })),
        define('breaks', async () => ({
          commit: async (tx) => {
            await addToken(tx, { name: 'broken', hash: 'b', at: 1 });
            throw new Error('The finding is broken.');
          },
        })),
      ],
    });
    await worker.idle();
    clock.now += minute;
    await worker.idle();
    expect((await listTokens(server.state.db)).map(({ name }) => name)).toEqual(['found']);
    expect((await runs()).map(({ job, outcome, detail }) => [job, outcome, detail]).sort()).toEqual([
      ['breaks', 'failed', 'The finding is broken.'],
      ['finds', 'done', null],
    ]);
    expect(failures.map(({ job }) => job)).toEqual(['breaks']);
  });

  it('tries a job that fails again, later and later, and gives it up at last', async () => {
    const { work, clock, runs, server } = await open();
    let attempts = 0;
    const worker = work({
      definitions: [
        define(
          'fails',
          async () => {
            throw new Error(`Attempt ${++attempts}\0`);
          },
          '0 12 * * *',
        ),
      ],
    });
    await worker.idle();
    clock.now = noon + 24 * 60 * minute;
    const waited: number[] = [];
    for (;;) {
      await worker.idle();
      const job = await getJob(server.state.db, 'fails');
      if (!job || job.nextAt === null) break;
      waited.push(job.nextAt - clock.now);
      clock.now = job.nextAt;
    }
    expect(waited).toEqual([30_000, 60_000, 120_000, 240_000]);
    expect((await runs()).map(({ attempt, outcome, dueAt }) => [attempt, outcome, dueAt])).toEqual(
      [1, 2, 3, 4, 5].map((attempt) => [attempt, 'failed', noon + 24 * 60 * minute]),
    );
    expect(await getJob(server.state.db, 'fails')).toMatchObject({ deadAt: clock.now, lastError: 'Attempt 5\ufffd' });
    clock.now += 48 * 60 * minute;
    await worker.idle();
    expect(attempts).toBe(mostAttempts);
    // the next schedule brings it to life
    await worker.replace([define('fails', async () => {}, '* * * * *')]);
    clock.now += minute;
    await worker.idle();
    expect((await runs()).at(-1)).toMatchObject({ attempt: 1, outcome: 'done' });
  });

  it('waits a bounded time between attempts', () => {
    expect(Array.from({ length: mostAttempts - 1 }, (_, index) => waitAfter(index + 1))).toEqual([
      30_000, 60_000, 120_000, 240_000,
    ]);
    expect(waitAfter(mostAttempts)).toBeNull();
  });

  it('runs no more at once than it may, and each of many', async () => {
    const { work, clock, runs } = await open();
    let now = 0;
    let most = 0;
    const definitions = Array.from({ length: 40 }, (_, index) =>
      define(`job ${index}`, async () => {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setTimeout(resolve, index % 4));
        now--;
      }),
    );
    const worker = work({ definitions, concurrency: 3 });
    await worker.idle();
    clock.now += minute;
    await worker.idle();
    expect(most).toBe(3);
    expect(new Set((await runs()).map(({ job }) => job)).size).toBe(40);
    expect(await runs()).toHaveLength(40);
  });

  it('takes other jobs while it works, and aborts those that are gone', async () => {
    const { work, clock, runs, server } = await open();
    const reasons: unknown[] = [];
    const hangs = define('gone', async ({ signal }) => {
      await aborted(signal);
      reasons.push(signal.reason);
    });
    const worker = work({ definitions: [hangs, define('stays', async () => {})] });
    await worker.idle();
    clock.now += minute;
    worker.wake();
    await until(async () => (await getJob(server.state.db, 'gone'))?.lease != null);
    await worker.replace([define('stays', async () => {}), define('new', async () => {})]);
    await worker.idle();
    expect(reasons).toEqual([new Error('the job was taken out')]);
    expect((await listJobs(server.state.db)).map(({ name }) => name)).toEqual(['new', 'stays']);
    clock.now += minute;
    await worker.idle();
    expect((await runs()).map(({ job }) => job).sort()).toEqual(['new', 'stays', 'stays']);
  });

  it('begins what others plan by hand', async () => {
    const { work, runs, server } = await open();
    const worker = work({ definitions: [define('yearly', async () => {}, '0 0 1 1 *')] });
    await worker.idle();
    await server.state.change((tx) => reviveJob(tx, { name: 'yearly', now: noon, nextAt: noon }));
    await until(async () => (await runs())[0]?.outcome === 'done');
    expect((await getJob(server.state.db, 'yearly'))?.nextAt).toBe(Date.parse('2027-01-01T00:00:00Z'));
  });

  it('gives back what runs when it stops, so that the next takes over at once', async () => {
    const { work, clock, runs, server } = await open();
    const hang = (name: string, ends: boolean) =>
      define(name, async ({ signal }) => {
        await aborted(signal);
        if (ends) throw new Error('Stopped.');
        await new Promise(() => {});
      });
    const first = work({ definitions: [hang('ends', true), hang('hangs', false)] });
    await first.idle();
    clock.now += minute;
    first.wake();
    await until(async () => (await listJobs(server.state.db)).every(({ lease }) => lease));
    await Promise.all([first.stop(), first.stop()]);
    const second = work({ owner: 'b', definitions: [define('ends', async () => {}), define('hangs', async () => {})] });
    await second.idle();
    const told = (await runs()).map(({ job, owner, attempt, outcome, detail }) => [
      job,
      owner,
      attempt,
      outcome,
      detail,
    ]);
    expect(told).toEqual([
      ['ends', 'a', 1, 'lost', 'the server stopped'],
      ['hangs', 'a', 1, 'lost', 'the server stopped'],
      ['ends', 'b', 1, 'done', null],
      ['hangs', 'b', 1, 'done', null],
    ]);
  });

  it('keeps its lease while a run takes long, and writes nothing where it lost it', async () => {
    const { work, clock, runs, server } = await open();
    const committed: string[] = [];
    const release: (() => void)[] = [];
    const slow = (owner: string) => [
      define('slow', async ({ signal }) => {
        if (owner === 'b') await new Promise<void>((resolve) => void release.push(resolve));
        else await aborted(signal).then(() => until(() => release.length === 1));
        return { commit: async () => void committed.push(owner) };
      }),
    ];
    const first = work({ definitions: slow('a'), leaseMilliseconds: 300 });
    await first.idle();
    clock.now += minute;
    first.wake();
    const leaseOf = async () => (await getJob(server.state.db, 'slow'))?.lease;
    await until(async () => (await leaseOf())?.owner === 'a');
    for (let step = 1; step <= 4; step++) {
      clock.now += 200;
      await until(async () => (await leaseOf())?.until === clock.now + 300);
    }
    // a pause of the whole process, in which another one takes the job
    clock.now += 1_000;
    const second = work({ owner: 'b', definitions: slow('b') });
    await until(() => release.length === 1);
    await first.idle();
    release[0]?.();
    await second.idle();
    expect(committed).toEqual(['b']);
    expect((await runs()).map(({ owner, outcome }) => [owner, outcome])).toEqual([
      ['a', 'lost'],
      ['b', 'done'],
    ]);
  });

  it('gives up a job that loses its server again and again', async () => {
    const { work, clock, runs, server } = await open();
    const definitions = [define('kills', () => new Promise<void>(() => {}), '0 12 * * *')];
    clock.now = noon - 1;
    for (let life = 0; life <= mostAttempts; life++) {
      // a state of its own, so that this server can lose it as if it were killed
      const away = { now: false };
      const cut = work({ definitions, workplace: () => ({ ...server, state: cuttable(server.state, away) }) });
      await until(async () => (await getJob(server.state.db, 'kills')) !== undefined);
      clock.now = Math.max(noon, clock.now);
      cut.wake();
      await until(async () => (await runs()).length === Math.min(life + 1, mostAttempts));
      if (life === mostAttempts)
        await until(async () => (await getJob(server.state.db, 'kills'))?.deadAt === clock.now);
      away.now = true;
      await cut.stop();
      clock.now += 2 * minute;
    }
    expect((await runs()).map(({ attempt, outcome }) => [attempt, outcome])).toEqual(
      [1, 2, 3, 4, 5].map((attempt) => [attempt, 'lost']),
    );
    expect((await getJob(server.state.db, 'kills'))?.lastError).toBe(
      '5 runs in a row did not end well, the last because its server was lost',
    );
  });

  it('goes on when a state that was away is back, and says so once', async () => {
    const { work, clock, runs, server, failures } = await open();
    const away = { now: false };
    const state = cuttable(server.state, away);
    let finish = (): void => {};
    const worker = work({
      workplace: () => ({ ...server, state }),
      definitions: [
        define(
          'works',
          () =>
            new Promise<void>((resolve) => {
              finish = resolve;
            }),
        ),
      ],
    });
    await worker.idle();
    clock.now += minute;
    worker.wake();
    await until(async () => (await runs()).length === 1);
    away.now = true;
    finish();
    await until(() => state.refused > 3);
    expect((await runs())[0]?.outcome).toBeNull();
    away.now = false;
    await worker.idle();
    expect((await runs()).map(({ outcome }) => outcome)).toEqual(['done']);
    expect(failures).toMatchObject([{ error: { code: 'state.unreachable' } }]);
  });

  it('aborts what runs where it cannot extend its lease, since another one may have it by then', async () => {
    const { work, clock, server, runs } = await open();
    const away = { now: false };
    const reasons: unknown[] = [];
    const worker = work({
      workplace: () => ({ ...server, state: cuttable(server.state, away) }),
      leaseMilliseconds: 150,
      definitions: [
        define('long', async ({ signal }) => {
          await aborted(signal);
          reasons.push(signal.reason);
          throw new Error('Aborted.');
        }),
      ],
    });
    await worker.idle();
    clock.now += minute;
    worker.wake();
    await until(async () => (await runs()).length === 1);
    away.now = true;
    clock.now += 1_000;
    await until(() => reasons.length === 1);
    // the second where it asked just before the wire was cut
    expect(String(reasons[0])).toMatch(/^Error: its lease (ran out|was lost)$/);
    away.now = false;
    await until(async () => (await runs())[0]?.outcome === 'lost');
    // where the job was taken anew before this run could say why it ended, nothing is known of it but that
    expect([String(reasons[0]), 'Error: null']).toContain(`Error: ${(await runs())[0]?.detail}`);
  });

  it('begins although the state is away', async () => {
    const { work, clock, runs, server } = await open();
    const away = { now: true };
    const state = cuttable(server.state, away);
    const worker = work({ workplace: () => ({ ...server, state }), definitions: [define('works', async () => {})] });
    await until(() => state.refused > 2);
    away.now = false;
    await worker.idle();
    clock.now += minute;
    await worker.idle();
    expect(await runs()).toHaveLength(1);
  });
});
