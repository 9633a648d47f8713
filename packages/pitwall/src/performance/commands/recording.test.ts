import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { evaluated, useScratch } from './scratch.suite.ts';

const { run, addRuns, write, read, folder } = useScratch();

describe('history add', () => {
  it('records every model of a report, measured apart from estimated', async () => {
    await write('report.json', evaluated(12, 0.61));
    const { code, said } = await run('history add', ['report.json'], { 'model-version': '7' });
    expect([code, said]).toEqual([0, 'Added 1 record to performance_history.jsonl\n']);
    expect(JSON.parse(await read())).toEqual({
      at: '2026-01-12T06:00:00.000Z',
      model: 'spread-picker',
      version: '7',
      rows: 800,
      metrics: {
        accuracy: { value: 0.61, low: 0.58, high: 0.64, status: 'pass', better: 'higher' },
        accuracy_estimated: { value: 0.6, low: null, high: null, status: null, better: 'higher' },
      },
      source: 'pitwall 0.1.0 evaluate',
    });
  });

  it('adds a run once, however often its job runs', async () => {
    const report = JSON.stringify(evaluated(12, 0.61));
    await run('history add', ['-'], {}, report);
    const { said } = await run('history add', ['-'], {}, report);
    expect(said).toBe('Added 0 records to performance_history.jsonl, 1 was there already\n');
    expect((await read()).trim().split('\n')).toHaveLength(1);
  });

  it('keeps what could not be measured as null', async () => {
    await run('history add', ['-'], {}, JSON.stringify(evaluated(12, null)));
    expect(JSON.parse(await read()).metrics.accuracy).toMatchObject({ value: null, low: null });
  });

  it.each([
    ['{"report": 1,', { file: 'r.json', line: 1, column: 14 }, /the end of the text/],
    ['{"report": 2}', { file: 'r.json', field: 'report' }, /expected what pitwall evaluate --format json prints/],
    [JSON.stringify({ ...evaluated(1, 0.5), models: [] }), { file: 'r.json', field: 'models' }, /found none/],
    ['[]', { file: 'r.json' }, /expected what pitwall evaluate/],
  ])('refuses %s and writes nothing', async (text, place, problem) => {
    await write('r.json', text);
    await expect(run('history add', ['r.json'])).rejects.toMatchObject({
      place,
      message: expect.stringMatching(problem),
    });
    await expect(read()).rejects.toThrow(/ENOENT/);
  });

  it('says that there is no such report, and where it cannot write', async () => {
    await expect(run('history add', ['no.json'])).rejects.toMatchObject({ code: 'data.missing' });
    await write('report.json', evaluated(12, 0.61));
    await expect(run('history add', ['report.json'], { file: 'no/h.jsonl' })).rejects.toMatchObject({
      code: 'output.unwritable',
      place: { file: 'no/h.jsonl' },
    });
  });

  it('closes a line that was cut off, and says so', async () => {
    await addRuns([0.6]);
    await write('performance_history.jsonl', `${await read()}{"at": "2026`);
    const { said } = await run('history add', ['-'], {}, JSON.stringify(evaluated(20, 0.5)));
    expect(said).toContain('The last line of performance_history.jsonl had been cut off');
    const report = await run('history report', [], { days: '30' });
    expect(report.said).toContain(
      'performance_history.jsonl:2 was cut off as it was written and is left out: {"at": "2026',
    );
  });
});

describe('history import', () => {
  beforeEach(async () => {
    await mkdir(join(folder(), 'models'));
    await write('models/v1_metadata.json', {
      timestamp: '2026-01-10T06:00:00',
      classification_metrics: { accuracy: 0.58 },
    });
    await write('models/v2_metadata.json', { timestamp: '2026-01-11T06:00:00', accuracy: 0.61 });
  });

  it('goes on in one line with what is measured later', async () => {
    const { said } = await run('history import', ['models'], { model: 'spread-picker', metrics: 'accuracy' });
    expect(said).toBe('Added 2 records to performance_history.jsonl\n');
    await addRuns([0.64]);
    const { written } = await run('history report', [], { format: 'json' });
    expect(JSON.parse(written).models).toMatchObject([
      {
        model: 'spread-picker',
        versions: ['v1', 'v2'],
        runs: 3,
        metrics: [{ name: 'accuracy', first: 0.58, last: 0.64 }, {}],
      },
    ]);
  });

  it('adds nothing the second time', async () => {
    await run('history import', ['models'], { model: 'b' });
    expect((await run('history import', ['models'], { model: 'b' })).said).toContain('2 were there already');
  });

  it('adds nothing at all where a metric is absent, or a time is none', async () => {
    await expect(run('history import', ['models'], { model: 'b', metrics: 'accuracy, f1' })).rejects.toMatchObject({
      place: { file: 'models/v1_metadata.json', field: 'f1' },
    });
    await expect(run('history import', ['models'], { at: 'yesterday' })).rejects.toMatchObject({
      code: 'arguments.invalid',
    });
    await expect(read()).rejects.toThrow(/ENOENT/);
  });

  it('does not read a history into itself', async () => {
    await write('performance_history.jsonl', '{"timestamp": "2026-01-10", "accuracy": 0.5}\n');
    await expect(run('history import', ['performance_history.jsonl'], { model: 'b' })).rejects.toMatchObject({
      fix: 'Say where the new history shall be: --file history.jsonl',
    });
    await expect(run('history report')).rejects.toThrow(/pitwall history import FILE --file NEW_HISTORY/);
  });
});
