import { readFileSync } from 'node:fs';
import { driftReportSchema } from '@pitwall/sdk';
import { afterAll, describe, expect, it } from 'vitest';
import { current, reference } from '../../stats/src/drift/testing/columns.ts';
import { createFolder } from './testing/data-files.ts';
import { again, type Columns, calm, compare, list, moved, writeColumns } from './testing/drift-windows.ts';

const folder = createFolder();
afterAll(() => folder.remove());

describe("parity: 'cbb' is the original's rule", () => {
  interface Golden {
    readonly columns: Readonly<
      Record<string, { psi: number; ks: number; kl: number; drift: boolean; severity: string }>
    >;
  }
  const goldenOf = (n: number): Golden =>
    JSON.parse(
      readFileSync(new URL(`../../stats/src/drift/testing/classic-${n}.json`, import.meta.url), 'utf8'),
    ) as Golden;

  it.each([1_000, 10_000])('on %d rows of twenty columns, to 1e-9', async (n) => {
    const [before, after] = [Object.fromEntries(reference(n)), Object.fromEntries(current(n))];
    const { features, overallDriftDetected } = await compare(before, after, { parity: 'cbb' });
    const { columns } = goldenOf(n);
    expect(Object.keys(features)).toEqual(Object.keys(columns));
    for (const [name, expected] of Object.entries(columns)) {
      const { psi, ks, kl, drift, severity } = features[name] ?? {};
      expect({ name, drift, severity }).toEqual({ name, drift: expected.drift, severity: expected.severity });
      for (const [found, wanted] of [
        [psi, expected.psi],
        [ks, expected.ks],
        [kl, expected.kl],
      ]) {
        expect(Math.abs((found ?? Number.NaN) - (wanted ?? 0)), name).toBeLessThanOrEqual(1e-9);
      }
    }
    expect(overallDriftDetected).toBe(true);
  });

  it('from files as well, of which text columns are none of its business', async () => {
    const named = (columns: Columns): Columns => ({ team: list('Elks'), ...columns });
    const fromFiles = await compare(
      writeColumns(folder, 'then.csv', named(calm)),
      writeColumns(folder, 'now.csv', named(moved)),
      {
        parity: 'cbb',
      },
    );
    const inMemory = await compare(calm, moved, { parity: 'cbb' });
    expect(fromFiles.features).toEqual(inMemory.features);
    expect(fromFiles.report.baseline).toBe('then.csv');
  });

  it('with thresholds of one’s own', async () => {
    const severityWith = async (thresholds: { psi?: number; ks?: number; kl?: number }) =>
      (await compare(calm, { ...again, pace: again.pace.map((value) => value + 0.4) }, { parity: 'cbb', thresholds }))
        .features.pace;
    expect(await severityWith({})).toMatchObject({ drift: true });
    expect(await severityWith({ psi: 9, ks: 9, kl: 9 })).toMatchObject({ drift: false, severity: 'none', changes: [] });
    expect(await severityWith({ psi: 9, kl: 9 })).toMatchObject({
      severity: 'low',
      changes: [expect.stringMatching(/^pace has drifted: KS 0\.\d+ is above 0\.1$/)],
    });
  });

  it('gives its advice: above a quarter monitor, above a half retrain', async () => {
    const columns = (shifts: readonly number[]): Columns =>
      Object.fromEntries(shifts.map((shift, at) => [`c${at}`, calm.pace.map((value) => value + shift)]));
    const before = columns([0, 0, 0, 0]);
    const adviceOf = async (...shifts: number[]) =>
      (await compare(before, columns(shifts), { parity: 'cbb' })).recommendations[0];
    expect(await adviceOf(0, 0, 0, 0)).toBeUndefined();
    expect(await adviceOf(9, 0, 0, 0)).toBe('Look at c0 first: the drift is high.');
    expect(await adviceOf(9, 9, 0, 0)).toBe('More than a quarter of the columns have drifted: monitor closely.');
    expect(await adviceOf(9, 9, 9, 0)).toBe('More than half of the columns have drifted: consider retraining.');
  });

  it('on more columns than are read at once, each of its own', async () => {
    const many = (shift: number): Columns =>
      Object.fromEntries(Array.from({ length: 120 }, (_, at) => [`c${at}`, [at, at + 1, at + 2 + (at % 2) * shift]]));
    const { features } = await compare(many(0), many(9), { parity: 'cbb' });
    expect(Object.keys(features)).toHaveLength(120);
    expect(Object.entries(features).every(([name, { drift }]) => drift === (Number(name.slice(1)) % 2 === 1))).toBe(
      true,
    );
  });

  it('on files of which one lacks a column: its rows have no value of it', async () => {
    folder.write('a.csv', 'pace,rest\n1,1\n2,2\n');
    folder.write('b.csv', 'pace\n3\n4\n');
    const paths = ['a.csv', 'b.csv'];
    const { report } = await compare(paths, paths, { parity: 'cbb', cwd: folder.path });
    expect(report.columns).toMatchObject([
      { name: 'pace', rows: { reference: 4, current: 4 }, missing: { reference: 0, current: 0 } },
      { name: 'rest', rows: { reference: 4, current: 4 }, missing: { reference: 2, current: 2 } },
    ]);
  });

  it('has a report like any other, with what each verdict rests on', async () => {
    const before = { ...calm, low: calm.rest, text: [...calm.rest.slice(1), Number.NaN] };
    const after = {
      ...moved,
      low: again.rest.map((value) => value + 0.4),
      text: [...again.rest.slice(2), 'n/a', null],
    };
    const { report, findings } = await compare(before, after, { parity: 'cbb', thresholds: { psi: 0.3, kl: 0.3 } });
    expect(driftReportSchema.parse(report)).toEqual(report);
    expect(findings).toEqual([]);
    const effect = {
      measure: 'psi',
      thresholds: [0.3, 0.5, 0.5],
      computed: expect.stringMatching(/^psi over 10 bins/),
    };
    expect(report.columns).toMatchObject([
      { name: 'pace', status: 'alert', drifted: true, severity: 'high', effect, evidence: null },
      { name: 'rest', status: 'pass', drifted: false, severity: 'none' },
      { name: 'low', status: 'warning', drifted: true, severity: 'low', effect: { measure: 'ks' } },
      {
        name: 'text',
        status: 'unknown',
        drifted: null,
        effect: null,
        missing: { reference: 1, current: 1 },
        reason: '1 of its values now is no number',
      },
    ]);
    expect(report).toMatchObject({ rows: { reference: 500, current: 500 }, baseline: 'the reference' });
    expect(report.summary).toBe(
      '2 of 3 numeric columns have drifted from the reference by the classic rule; text could not be judged.',
    );
  });
});
