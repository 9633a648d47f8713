import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { inferTypes } from '../contracts/index.ts';
import { hour } from '../core/duration.ts';
import { type Baseline, createBaseline, nothingDeclared, profileSlots } from '../drift/index.ts';
import { openState } from '../state/open.ts';
import { dropProfilesBefore, getProfileMark, readProfileHours } from '../state/profile-table.ts';
import type { State } from '../state/state.ts';
import { type EventBench, now, useEvents } from './event-bench.suite.ts';
import { ownColumns } from './event-columns.ts';
import { eventTable } from './event-table.ts';
import { longestFresh, mostFresh } from './hour-counts.ts';
import { type ProfileTask, profileEvents } from './hourly.ts';
import { sumProfiles } from './sum.ts';

const events = useEvents();
const open: State[] = [];
afterEach(async () => {
  for (const state of open.splice(0)) await state.close();
});
const begin = Date.parse('2026-02-01T00:00:00Z');
const since = begin - 24 * hour;

async function start(): Promise<EventBench & { readonly state: State }> {
  const bench = await events();
  const state = await openState({ folder: join(bench.folder, 'state') }, { now: () => now.getTime() });
  open.push(state);
  return { ...bench, state };
}

interface Made {
  readonly minute: number;
  readonly value: number;
}

/** Every kind of column, with gaps, other types and categories that the first ones have not. */
const prediction = ({ minute, value }: Made, id: number) => ({
  model: 'm',
  id,
  at: new Date(begin + minute * 60_000).toISOString(),
  prediction: value / 1000,
  features: {
    pace: value % 11 === 0 ? 'fast' : value * 1.25,
    count: value % 10,
    ...(value % 5 === 0 ? {} : { venue: `v${value % (value > 500 ? 30 : 3)}` }),
    flag: value % 2 === 0,
    day: new Date(begin + (value % 90) * 86_400_000).toISOString(),
    vector: [value, 1, value % 3],
    words: `${'much said of '.repeat(value % 4)} ${value}`,
  },
});

const usual = Array.from({ length: 300 }, (_, index): Made => ({ minute: -index, value: (index * 37) % 500 }));

async function baselineOf({ engine, events: store }: EventBench): Promise<Baseline> {
  const table = await eventTable(engine, store, { model: 'm', to: new Date(begin + 1) });
  const ignore = ownColumns.map(([name]) => name).filter((name) => name !== 'prediction');
  const declared = { ...nothingDeclared, ignore };
  return createBaseline(table, { name: 'b', dataset: null, declared, infer: inferTypes, now }).finally(table.drop);
}

const taskOf = (bench: EventBench & { readonly state: State }, content: Baseline): ProfileTask => ({
  context: bench,
  model: 'm',
  baseline: { version: 1, content },
  since,
});

/** Moments are exact up to rounding. */
const rounded = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, member: unknown) => (['mean', 'm2', 'm3', 'm4'].includes(key) ? undefined : member)),
  );

async function sum(bench: EventBench & { readonly state: State }, content: Baseline, from: number, to: number) {
  const task = taskOf(bench, content);
  const found = await sumProfiles(bench.state.db, { ...task, start: begin + from * hour, end: begin + to * hour });
  if ('unknown' in found) throw new Error(found.unknown);
  return found;
}

/** The same from the rows. */
async function direct({ engine, events: store }: EventBench, content: Baseline, from: number, to: number) {
  const selection = { model: 'm', from: new Date(begin + from * hour), to: new Date(begin + to * hour) };
  const table = await eventTable(engine, store, selection);
  const options = { name: 'b', dataset: null, declared: nothingDeclared, infer: inferTypes, now, like: content };
  return createBaseline(table, options).finally(table.drop);
}

describe('hourly profiles', () => {
  it('have every kind of column', async () => {
    const bench = await start();
    await bench.predict(usual.map(prediction));
    const { columns } = await baselineOf(bench);
    expect(columns.map(({ name, kind }) => [name, kind])).toEqual([
      ['prediction', 'number'],
      ['count', 'number'],
      ['day', 'time'],
      ['flag', 'boolean'],
      ['pace', 'number'],
      ['vector', 'vector'],
      ['venue', 'category'],
      ['words', 'text'],
    ]);
  });

  it('add up to the profile of all rows, however they came and in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ minute: fc.integer({ min: 1, max: 299 }), value: fc.nat({ max: 999 }) }), {
          minLength: 1,
          maxLength: 60,
        }),
        fc.array(fc.nat({ max: 60 }), { maxLength: 4 }),
        async (made, cuts) => {
          const bench = await start();
          await bench.predict(usual.map((one, index) => prediction(one, 1_000 + index)));
          const content = await baselineOf(bench);
          const task = taskOf(bench, content);
          const bounds = [...new Set([0, ...cuts.filter((cut) => cut < made.length), made.length])].sort(
            (a, b) => a - b,
          );
          let counted = 0;
          for (const [index, from] of bounds.slice(0, -1).entries()) {
            const to = bounds[index + 1] ?? made.length;
            await bench.predict(made.slice(from, to).map((one, at) => prediction(one, from + at)));
            counted += (await profileEvents(task)).rows;
          }
          expect(counted).toBe(usual.length + made.length);
          const summed = await sum(bench, content, 0, 5);
          const whole = await direct(bench, content, 0, 5);
          expect(summed.rows).toBe(whole.rows);
          // words that the baseline has not are not named in an hour, so only sums can be compared there
          // and a column that no row has is none of a table
          const there = new Set(whole.columns.map(({ name }) => name));
          const named = ({ columns }: Baseline) =>
            columns.filter(({ name, kind }) => kind !== 'text' && there.has(name));
          expect(rounded(named(summed))).toEqual(rounded(named(whole)));
          const parts = await Promise.all([0, 1, 2, 3, 4].map((from) => sum(bench, content, from, from + 1)));
          expect(parts.reduce((total, { rows }) => total + rows, 0)).toBe(summed.rows);
        },
      ),
      { numRuns: 12 },
    );
  }, 120_000);

  it('are touched where events fall, also late ones', async () => {
    const bench = await start();
    await bench.predict(usual.map((one, index) => prediction(one, index)));
    const task = taskOf(bench, await baselineOf(bench));
    const first = await profileEvents(task);
    expect(first).toMatchObject({ rows: 300, restarted: true, behind: false });
    expect(first.touched).toEqual([-5, -4, -3, -2, -1, 0].map((index) => begin + index * hour));
    await bench.predict([prediction({ minute: 130, value: 1 }, 501), prediction({ minute: -61, value: 1 }, 502)]);
    expect(await profileEvents(task)).toEqual({
      rows: 2,
      restarted: false,
      behind: false,
      touched: [begin - 2 * hour, begin + 2 * hour],
    });
    expect(await profileEvents(task)).toMatchObject({ rows: 0, touched: [] });
  });

  it('count an event once, however many count at the same time', async () => {
    const bench = await start();
    await bench.predict(usual.map((one, index) => prediction(one, index)));
    const content = await baselineOf(bench);
    const task = taskOf(bench, content);
    const all = await Promise.all([profileEvents(task), profileEvents(task), profileEvents(task)]);
    expect(all.reduce((total, { rows }) => total + rows, 0)).toBe(300);
    expect((await sum(bench, content, -5, 1)).rows).toBe(300);
  });

  it('are counted anew on other edges, and where more of the past is asked for, but no further back', async () => {
    const bench = await start();
    await bench.predict(usual.map((one, index) => prediction(one, index)));
    const content = await baselineOf(bench);
    const task = { ...taskOf(bench, content), since: begin - 2 * hour };
    expect(await profileEvents(task)).toMatchObject({ rows: 121, restarted: true });
    expect(await sumProfiles(bench.state.db, { ...task, start: begin - 3 * hour, end: begin })).toEqual({
      unknown: 'its predictions are counted from 2026-01-31T22:00:00.000Z on only',
    });
    const other = { ...task, baseline: { version: 2, content } };
    expect(await sumProfiles(bench.state.db, { ...other, start: begin - hour, end: begin })).toMatchObject({
      unknown: expect.stringContaining('not yet counted as version 2'),
    });
    expect(await profileEvents(other)).toMatchObject({ rows: 121, restarted: true });
    expect(await profileEvents({ ...other, since: begin - 3 * hour })).toMatchObject({ rows: 181, restarted: true });
    expect(await profileEvents({ ...other, since: begin - hour })).toMatchObject({ rows: 0, restarted: false });
    expect(await bench.state.db.selectFrom('profile_hour').select('baseline').distinct().execute()).toEqual([
      { baseline: 2 },
    ]);
  });

  it('that are dropped are not added up as if nothing had been', async () => {
    const bench = await start();
    await bench.predict(usual.map((one, index) => prediction(one, index)));
    const content = await baselineOf(bench);
    const task = taskOf(bench, content);
    await profileEvents(task);
    expect(await bench.state.change((tx) => dropProfilesBefore(tx, begin - 2 * hour))).toBe(3);
    expect((await sum(bench, content, -2, 1)).rows).toBe(121);
    await expect(sum(bench, content, -3, 1)).rejects.toThrow('counted from 2026-01-31T22:00:00.000Z on only');
    expect(await profileEvents(task)).toMatchObject({ restarted: false, rows: 0 });
  });

  it('name some categories that the baseline has not, none that is long, and count all', async () => {
    const bench = await start();
    await bench.predict(usual.map((one, index) => prediction(one, index)));
    const content = await baselineOf(bench);
    const task = taskOf(bench, content);
    const names = Array.from({ length: 3 * mostFresh }, (_, index) => `it's "new" ${index} é`);
    const long = 'x'.repeat(longestFresh + 1);
    for (const some of [names.slice(0, 70), names.slice(70), [long, long]]) {
      await bench.predict(
        some.map((venue, index) => {
          const one = prediction(
            { minute: 10, value: 1 },
            2_000 + names.indexOf(venue) + (venue === long ? 900 + index : 0),
          );
          return { ...one, features: { ...one.features, venue } };
        }),
      );
      await profileEvents(task);
    }
    const profile = (await sum(bench, content, 0, 1)).columns.find(({ name }) => name === 'venue')?.profile;
    if (profile?.kind !== 'categorical') throw new Error('expected categories');
    const fresh = profile.categories.filter((name) => name.includes('new'));
    expect(fresh).toHaveLength(mostFresh);
    expect(profile.other).toBe(names.length - mostFresh + 2);
    const all = await eventTable(bench.engine, bench.events, { model: 'm', from: new Date(begin + hour / 10) });
    const [slot] = await profileSlots(all, content, {
      time: 'time',
      milliseconds: hour,
      mostNew: mostFresh,
      longestNew: longestFresh,
    });
    const tally = slot?.columns[content.columns.findIndex(({ name }) => name === 'venue')]?.facets[0];
    expect(
      [...(tally?.kind === 'tally' ? tally.counts.keys() : [])].filter((name) => name.includes('new')).sort(),
    ).toEqual(fresh.sort());
  });

  it('of hours beyond count go into the same sums, some hours at a time', async () => {
    const bench = await start();
    await bench.predict(usual.map((one, index) => prediction(one, index)));
    const content = await baselineOf(bench);
    const spread = Array.from({ length: 150 }, (_, index) =>
      prediction({ minute: 60 * index + 1, value: index }, 5_000 + index),
    );
    await bench.predict(spread);
    const { touched } = await profileEvents(taskOf(bench, content));
    expect(touched).toHaveLength(6 + 149);
    expect((await sum(bench, content, 0, 150)).rows).toBe(151);
    expect(rounded((await sum(bench, content, 60, 70)).columns.slice(0, 5))).toEqual(
      rounded((await direct(bench, content, 60, 70)).columns.slice(0, 5)),
    );
  });

  it('begin anew where their mark is of another data directory', async () => {
    const bench = await start();
    await bench.predict(usual.map((one, index) => prediction(one, index)));
    const content = await baselineOf(bench);
    await profileEvents(taskOf(bench, content));
    await bench.state.change((tx) => tx.updateTable('profile_mark').set({ position: 99 }).execute());
    expect(await profileEvents(taskOf(bench, content))).toMatchObject({ rows: 300, restarted: true });
    expect((await getProfileMark(bench.state.db, 'm'))?.position).toBe(1);
    expect((await readProfileHours(bench.state.db, { model: 'm', from: 0, to: now.getTime() }))?.hours).toHaveLength(6);
  });
});
