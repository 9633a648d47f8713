import { expect, it } from 'vitest';
import { getMonitor, moveMonitor, setMonitorBody } from './monitor-table.ts';
import type { Bench } from './state.suite.ts';
import {
  dropPending,
  getWindow,
  type Judgement,
  judgedWindowsBefore,
  latestWindows,
  listWindows,
  pendingWindows,
  putJudgement,
  reopenWindows,
  touchWindows,
} from './window-table.ts';

const hour = 3_600_000;
const window = (start: number, position: number, length = 1) => ({
  start: start * hour,
  end: (start + length) * hour,
  position,
});

export function windowSuite(bench: () => Bench): void {
  const touch = (...windows: readonly ReturnType<typeof window>[]): Promise<void> =>
    bench().state.change((tx) => touchWindows(tx, 'm', windows));
  const judge = (start: number, change: Partial<Judgement> = {}): Promise<boolean> =>
    bench().state.change((tx) =>
      putJudgement(tx, {
        model: 'm',
        start: start * hour,
        end: (start + 1) * hour,
        revision: 0,
        changed: true,
        position: 10,
        rows: 5,
        labels: 2,
        status: 'pass',
        at: bench().now,
        body: '{"a":1}',
        ...change,
      }),
    );
  const pending = async (change: object = {}): Promise<readonly number[]> => {
    const question = { model: 'm', endedBy: 1e15, judgedBy: 1e15, limit: 100, ...change };
    return (await pendingWindows(bench().state.db, question)).map(({ start }) => start / hour);
  };
  const at = async (start: number) => {
    const found = await getWindow(bench().state.db, { model: 'm', start: start * hour, end: (start + 1) * hour });
    return found ?? expect.fail('there is no such window');
  };

  it('wait to be judged from when something came for them', async () => {
    await touch(window(3, 7), window(1, 5), window(3, 9), window(2, 0));
    expect(await pending()).toEqual([1, 2, 3]);
    expect(await pending({ endedBy: 3 * hour })).toEqual([1, 2]);
    expect(await pending({ limit: 1 })).toEqual([1]);
    expect(await pending({ model: 'other' })).toEqual([]);
    expect(await at(3)).toMatchObject({ seen: 9, judged: null, revision: 0, status: null, pending: true });
  });

  it('are judged once, and again only for what came since', async () => {
    await touch(window(1, 5));
    expect(await judge(1)).toBe(true);
    expect(await at(1)).toMatchObject({ revision: 1, rows: 5, labels: 2, status: 'pass', judged: 10, body: '{"a":1}' });
    await touch(window(1, 10), window(1, 0));
    expect(await pending()).toEqual([]);
    await touch(window(1, 11));
    expect(await pending()).toEqual([1]);
    expect(await pending({ judgedBy: bench().now - 1 })).toEqual([]);
    expect(await judge(1, { revision: 1, changed: false, position: 11 })).toBe(true);
    expect(await at(1)).toMatchObject({ revision: 1, pending: false });
  });

  it('stay pending where something came while they were judged', async () => {
    await touch(window(1, 5));
    await touch(window(1, 12));
    await judge(1, { position: 11 });
    expect(await pending()).toEqual([1]);
  });

  it('are left to who was faster', async () => {
    await touch(window(1, 5));
    expect(await judge(1)).toBe(true);
    expect(await judge(1, { rows: 99 })).toBe(false);
    expect(await judge(8)).toBe(false);
    expect((await at(1)).rows).toBe(5);
  });

  it('can be opened again, and let go', async () => {
    await touch(window(1, 5), window(2, 5));
    await judge(1);
    const { state } = bench();
    await state.change((tx) => reopenWindows(tx, 'm', [window(1, 0), window(7, 0)]));
    expect(await pending()).toEqual([1, 2]);
    await state.change((tx) => dropPending(tx, 'm'));
    expect(await pending()).toEqual([]);
  });

  it('tell of those before that follow each other', async () => {
    await touch(...[1, 2, 3, 4, 5].map((start) => window(start, 5, 2)), window(1, 5));
    for (const start of [1, 2, 3, 5]) await judge(start, { end: (start + 2) * hour });
    const before = await judgedWindowsBefore(bench().state.db, {
      model: 'm',
      start: 5 * hour,
      end: 7 * hour,
      limit: 9,
    });
    // the one from 2 on ends in the middle of one of them, and the one from 4 on was not judged
    expect(before.map(({ start }) => start / hour)).toEqual([3, 1]);
  });

  it('are listed by page, and the last of each model is known', async () => {
    await touch(...Array.from({ length: 5 }, (_, index) => window(index, 5)));
    await judge(1);
    await judge(3);
    const { db, change } = bench().state;
    const first = await listWindows(db, { model: 'm', order: 'oldest', limit: 3 });
    const rest = await listWindows(db, { model: 'm', order: 'oldest', limit: 3, after: first.next ?? '' });
    expect([...first.items, ...rest.items].map(({ start }) => start / hour)).toEqual([0, 1, 2, 3, 4]);
    expect(rest.more).toBe(false);
    await change((tx) => touchWindows(tx, 'never judged', [window(9, 1)]));
    expect([...(await latestWindows(db))].map(([model, { start }]) => [model, start / hour])).toEqual([['m', 3]]);
  });

  it('may be thousands at once', async () => {
    await touch(...Array.from({ length: 2_500 }, (_, index) => window(index, index)));
    expect(await pending({ limit: 9_999 })).toHaveLength(2_500);
  });

  it('are opened up to a position that is kept, with what else is known of the model', async () => {
    const { state } = bench();
    const monitor = {
      model: "m'; drop table monitor; --",
      series: '24h/24h',
      position: 7,
      firstAt: null,
      covered: bench().now,
      predictionAt: 3,
      labelAt: null,
    };
    expect(await getMonitor(state.db, monitor.model)).toBeUndefined();
    await state.change(async (tx) => {
      await moveMonitor(tx, monitor);
      await setMonitorBody(tx, monitor.model, '{"b":2}');
    });
    await state.change((tx) => moveMonitor(tx, { ...monitor, position: 8 }));
    expect(await getMonitor(state.db, monitor.model)).toEqual({ ...monitor, position: 8, body: '{"b":2}' });
  });
}
