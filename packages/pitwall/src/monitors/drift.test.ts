import { describe, expect, it } from 'vitest';
import { baselinePath, writeBaseline } from '../drift/index.ts';
import { baselineOfEvents } from '../profiles/event-baseline.ts';
import { baselineCreate } from '../profiles/verbs/baseline-create.ts';
import { baselinePromote } from '../profiles/verbs/baseline-promote.ts';
import { perform } from '../server/perform.ts';
import { type Bench, day, hour, monday, seeded, useMonitors } from './testing/bench.ts';

const start = useMonitors();

const model = { task: 'binary', prediction: 'p', label: 'y' };
const rows = 600;

function predictionsOf(number: number, shift = 0) {
  const random = seeded(31 * number + 7);
  const gauss = () => random() + random() + random() + random() - 2;
  return Array.from({ length: rows }, (_, index) => ({
    model: 'm',
    id: `${number}-${index}`,
    at: monday + number * day + Math.floor((index / rows) * day),
    prediction: random(),
    features: { pace: gauss() + shift, rest: gauss(), city: ['a', 'b', 'c'][Math.floor(3 * random())] },
  }));
}

async function live(bench: Bench, number: number, shift = 0): Promise<void> {
  bench.clock.now = monday + (number + 1) * day - 1;
  await bench.send('prediction', predictionsOf(number, shift));
  bench.clock.now = monday + (number + 1) * day + hour;
  await bench.run();
}

async function promote(bench: Bench, from: number, to: number): Promise<void> {
  const span = { from: new Date(monday + from * day).toISOString(), to: new Date(monday + to * day).toISOString() };
  const { output } = await perform(bench.context, baselineCreate, { model: 'm', ...span });
  await perform(bench.context, baselinePromote, { model: 'm', version: output.version });
}

/** What stands and has moved, by day. */
async function moved(bench: Bench, number: number): Promise<readonly string[]> {
  return (await bench.findings())
    .filter(({ window, correctedBy }) => window?.start === monday + number * day && correctedBy === null)
    .filter(({ finding: { metric } }) => metric.startsWith('drift.'))
    .filter(({ finding: { status } }) => status !== 'pass')
    .map(({ finding: { subject, metric, status } }) => `${subject} ${metric} ${status}`);
}

describe('drift of windows', { timeout: 120_000 }, () => {
  it('is silent for a quiet week, and speaks of the feature that moved, and of its end', async () => {
    const bench = await start({ models: { m: model } });
    await live(bench, 0);
    expect(await moved(bench, 0)).toEqual(['model:m drift.window unknown']);
    await live(bench, 1);
    await promote(bench, 0, 2);
    for (let number = 2; number < 9; number += 1) {
      await live(bench, number);
      expect(await moved(bench, number)).toEqual([]);
    }
    await live(bench, 9, 0.8);
    expect(await moved(bench, 9)).toContainEqual(
      expect.stringMatching(/^model:m\/column:pace drift\.\w+ (alert|warning)$/),
    );
    expect((await moved(bench, 9)).filter((text) => text.includes('column:'))).toHaveLength(1);
    await live(bench, 10);
    expect(await moved(bench, 10)).toEqual([]);
    const pace = (await bench.findings()).filter(({ finding }) => finding.subject === 'model:m/column:pace');
    expect(
      pace.map(({ window, finding }) => [((window?.start ?? 0) - monday) / day, finding.status === 'pass']),
    ).toEqual([
      [9, false],
      [10, true],
    ]);
    // rows that come late are counted too
    bench.clock.now += 2 * hour;
    await bench.send(
      'prediction',
      predictionsOf(10, 3).map((one) => ({ ...one, id: `late-${one.id}` })),
    );
    await bench.run();
    expect((await moved(bench, 10)).some((text) => text.includes('column:pace'))).toBe(true);
  });

  it('of a window that the baseline was made of is not known', async () => {
    const bench = await start({ models: { m: model } });
    bench.clock.now = monday + 2 * day;
    await bench.send('prediction', predictionsOf(0));
    await bench.send('prediction', predictionsOf(1));
    await promote(bench, 0, 1);
    bench.clock.now += hour;
    await bench.run();
    const windows = (await bench.findings('drift.window')).map(({ finding: { status, reason } }) => [status, reason]);
    expect(windows).toEqual([
      ['unknown', expect.stringContaining('overlaps the span that version 1')],
      ['pass', undefined],
    ]);
  });

  it('is not left unknown where a baseline is promoted while windows are judged', async () => {
    const bench = await start({ models: { m: model } });
    bench.clock.now = monday + 6 * day + hour;
    for (const number of [0, 1, 2, 3, 4, 5]) await bench.send('prediction', predictionsOf(number));
    await promote(bench, 0, 1);
    const promoting = (async () => {
      for (const number of [1, 2]) await promote(bench, number, number + 1);
    })();
    for (let round = 0; round < 4; round += 1) await bench.run();
    await promoting;
    await bench.run();
    const reasons = (await bench.findings('drift.window')).map(({ finding: { reason } }) => reason ?? '');
    expect(reasons.filter((reason) => reason.includes('counted'))).toEqual([]);
    expect(reasons).not.toEqual([]);
  });

  it('is compared with a file where one is named, and not known where that is missing', async () => {
    const bench = await start({ models: { m: { ...model, monitor: { baseline: 'season' } } } });
    await live(bench, 0);
    const [missing] = await bench.findings('drift.window');
    expect(missing?.finding.reason).toBe('the baseline season: there is no such baseline');
    const { events, home } = bench.context;
    const span = { model: 'm', from: monday, to: monday + day, features: undefined };
    await writeBaseline(baselinePath('season', home), await baselineOfEvents(events, span, new Date(monday)), 'season');
    await live(bench, 1);
    expect(await moved(bench, 1)).toEqual([]);
    await live(bench, 2, 0.8);
    expect(await moved(bench, 2)).toContainEqual(
      expect.stringMatching(/^model:m\/column:pace drift\.\w+ (alert|warning)$/),
    );
  });
});
