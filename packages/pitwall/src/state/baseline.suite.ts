import { expect, it } from 'vitest';
import {
  addBaseline,
  findBaseline,
  getBaseline,
  listBaselines,
  listPromotions,
  type NewBaseline,
  packBaseline,
  promoteBaseline,
  promotedBaseline,
  readBaselineBody,
} from './baseline-table.ts';
import {
  advanceProfile,
  dropProfilesBefore,
  getProfileHours,
  getProfileMark,
  readProfileHours,
  restartProfile,
} from './profile-table.ts';
import type { Bench } from './state.suite.ts';

const hour = 3_600_000;

export function baselineSuite(bench: () => Bench): void {
  const made = (model: string, content: object): NewBaseline => ({
    model,
    at: bench().now,
    by: 'ada',
    source: { kind: 'events', from: 0, to: hour },
    rows: 7,
    ...packBaseline({ ...content }),
  });
  const add = (one: NewBaseline) => bench().state.change((tx) => addBaseline(tx, one));
  const promote = (model: string, version: number) =>
    bench().state.change((tx) => promoteBaseline(tx, { model, version, at: bench().now, by: 'ada' }));

  it('of a model are numbered from 1 on, and come back as they were', async () => {
    const { state, now } = bench();
    const hostile = { name: "'; DROP TABLE baseline; -- 🏀", edges: [0.1 + 0.2, -1e308, 5e-324], none: null };
    expect(await add(made('m', hostile))).toBe(1);
    expect(await add(made('other', {}))).toBe(1);
    expect(await add(made('m', { b: 1 }))).toBe(2);
    expect(await readBaselineBody(state.db, 'm', 1)).toEqual(hostile);
    expect(await readBaselineBody(state.db, 'm', 3)).toBeUndefined();
    const { body: _, ...rest } = made('m', hostile);
    expect(await getBaseline(state.db, 'm', 1)).toEqual({ ...rest, at: now, version: 1 });
    expect((await listBaselines(state.db, 'm')).map(({ version }) => version)).toEqual([2, 1]);
  });

  it('are known again by what they hold, in whatever order it was written', async () => {
    const { state } = bench();
    await add(made('m', { a: 1, b: [2] }));
    const find = (model: string, content: object) => findBaseline(state.db, model, packBaseline({ ...content }).digest);
    expect(await find('m', { b: [2], a: 1 })).toMatchObject({ version: 1 });
    expect(await find('m', { b: [2], a: 2 })).toBeUndefined();
    expect(await find('n', { a: 1, b: [2] })).toBeUndefined();
  });

  it('are in force from their promotion until the next one, which is remembered', async () => {
    const { state, now } = bench();
    expect(await promotedBaseline(state.db, 'm')).toBeUndefined();
    for (const content of [{ a: 1 }, { a: 2 }]) await add(made('m', content));
    for (const version of [2, 1, 2]) await promote('m', version);
    expect(await promotedBaseline(state.db, 'm')).toMatchObject({ version: 2 });
    expect(await listPromotions(state.db, 'm')).toEqual([2, 1, 2].map((version) => ({ version, at: now, by: 'ada' })));
    await expect(promote('m', 3)).rejects.toThrow();
  });
}

export function profileSuite(bench: () => Bench): void {
  const mark = { model: 'm', baseline: 1, position: 0, askedSince: 0, since: 0 };
  const change = bench;
  const restart = (one = mark) => change().state.change((tx) => restartProfile(tx, one));
  const at = (start: number, rows = 1) => ({ start: start * hour, rows, body: `b${start}` });
  const read = (from: number, to: number) =>
    readProfileHours(bench().state.db, { model: 'm', from: from * hour, to: to * hour });

  it('are kept with how far they go, and take the place of those before', async () => {
    const { state } = bench();
    expect(await read(0, 9)).toBeUndefined();
    await restart();
    expect(await read(0, 9)).toEqual({ mark, hours: [] });
    expect(await state.change((tx) => advanceProfile(tx, mark, 5, [at(2), at(1)]))).toBe(true);
    const next = { ...mark, position: 5 };
    expect(await state.change((tx) => advanceProfile(tx, next, 6, [{ ...at(1), body: 'new' }, at(3)]))).toBe(true);
    expect(await read(1, 3)).toEqual({ mark: { ...mark, position: 6 }, hours: [{ ...at(1), body: 'new' }, at(2)] });
    expect(await getProfileHours(state.db, { model: 'm', baseline: 1, starts: [2 * hour, 7 * hour] })).toEqual([at(2)]);
  });

  it('are not written where somebody else was faster, nor after a new beginning', async () => {
    const { state } = bench();
    await restart();
    const both = await Promise.all(
      [1, 2].map((start) => state.change((tx) => advanceProfile(tx, mark, 5, [at(start)]))),
    );
    expect(both.filter(Boolean)).toHaveLength(1);
    expect((await read(0, 9))?.hours).toHaveLength(1);
    await restart({ ...mark, baseline: 2 });
    expect(await state.change((tx) => advanceProfile(tx, { ...mark, position: 5 }, 9, [at(4)]))).toBe(false);
    expect(await read(0, 9)).toEqual({ mark: { ...mark, baseline: 2 }, hours: [] });
  });

  it('may be thousands in one transaction', async () => {
    const { state } = bench();
    await restart();
    const hours = Array.from({ length: 2_500 }, (_, index) => at(index));
    expect(await state.change((tx) => advanceProfile(tx, mark, 1, hours))).toBe(true);
    expect((await read(0, 2_500))?.hours).toEqual(hours);
    const starts = hours.map(({ start }) => start);
    expect(await getProfileHours(state.db, { model: 'm', baseline: 1, starts })).toHaveLength(2_500);
  });

  it('that go take along what could be asked of them', async () => {
    const { state } = bench();
    await restart();
    await state.change((tx) => advanceProfile(tx, mark, 5, [at(1), at(2), at(3)]));
    expect(await state.change((tx) => dropProfilesBefore(tx, 3 * hour))).toBe(2);
    expect(await state.change((tx) => dropProfilesBefore(tx, 2 * hour))).toBe(0);
    expect(await getProfileMark(state.db, 'm')).toEqual({ ...mark, position: 5, since: 3 * hour });
    expect((await read(0, 9))?.hours).toEqual([at(3)]);
  });
}
