import { utimes } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type ContractInput, contractSchema } from '../config.ts';
import { fileFormats, now, useTables } from '../tables.suite.ts';

const tables = useTables();
const hour = 3_600_000;
const before = (hours: number): string => new Date(now.getTime() - hours * hour).toISOString();

describe('freshness is told by the newest record', () => {
  const contract: ContractInput = {
    columns: { at: { type: 'timestamp', nulls: 1, tolerance: 1 } },
    freshness: { column: 'at', within: '24h' },
  };
  const judge = async (...at: readonly (string | null)[]) => {
    const { findings } = await tables.judge(contract, await tables.rows(at.map((value) => ({ at: value }))));
    return findings.find(({ metric }) => metric === 'contract.freshness');
  };

  it.each([
    [24, 'pass', 24],
    [24 + 1 / 3_600, 'alert', 24 + 1 / 3_600],
    [0, 'pass', 0],
  ])('%d hours old: %s', async (hours, status, value) => {
    expect(await judge(before(1_000), before(hours), null)).toMatchObject({ status, value });
  });

  it('does not count what lies after now, and says so', async () => {
    const finding = await judge(before(-1), before(-500), before(30));
    expect(finding).toMatchObject({ status: 'alert', value: 30 });
    expect(finding?.evidence.computed).toContain('2 later values not counted');
    expect((await judge(before(-1), before(3)))?.evidence.computed).toContain('1 later value not counted');
  });

  it('is unknown where no value tells it', async () => {
    expect(await judge(before(-1))).toMatchObject({
      status: 'unknown',
      value: null,
      reason: 'no value of at up to now could be read',
    });
    expect(await judge('soon', null)).toMatchObject({ status: 'unknown' });
  });

  it('counts days from their midnight in UTC', async () => {
    const { findings } = await tables.judge(
      { columns: { day: 'date' }, freshness: { column: 'day', within: '30h', severity: 'warning' } },
      await tables.rows([{ day: '2026-01-11' }]),
    );
    expect(findings.find(({ metric }) => metric === 'contract.freshness')).toMatchObject({
      status: 'pass',
      value: 30,
      threshold: { warning: '> 30' },
    });
  });

  it.each(fileFormats)(
    'and not by the time at which %s was touched',
    async (format) => {
      const name = await tables.write(`touched.${format}`, [{ at: before(48) }], contractSchema.parse(contract));
      const verdict = async () =>
        (await tables.judge(contract, await tables.open(name))).findings.map(({ status, value, message }) => ({
          status,
          value,
          message,
        }));
      const first = await verdict();
      expect(first).toContainEqual(expect.objectContaining({ status: 'alert', value: 48 }));
      await utimes(tables.path(name), new Date(0), new Date(0));
      expect(await verdict()).toEqual(first);
    },
    60_000,
  );

  it('but by the file where the contract names it', async () => {
    const ofFile: ContractInput = { columns: { x: 'integer' }, freshness: { file: true, within: '24h' } };
    const old = await tables.write('old.csv', 'x\n1\n');
    const other = await tables.write('other.csv', 'x\n1\n');
    const age = async (hours: number, otherHours = hours) => {
      await utimes(tables.path(old), new Date(before(hours)), new Date(before(hours)));
      await utimes(tables.path(other), new Date(before(otherHours)), new Date(before(otherHours)));
      return (await tables.judge(ofFile, await tables.open([old, other]))).findings.find(
        ({ metric }) => metric === 'contract.freshness',
      );
    };
    expect(await age(25)).toMatchObject({ status: 'alert', value: 25 });
    expect(await age(25, 24)).toMatchObject({
      status: 'pass',
      value: 24,
      message: expect.stringMatching(/^the time the file was changed is 24h old/),
    });
    expect(await age(-3)).toMatchObject({ status: 'pass', value: 0 });
    const inMemory = await tables.judge(ofFile, await tables.rows([{ x: 1 }]));
    expect(inMemory.findings.find(({ metric }) => metric === 'contract.freshness')).toMatchObject({
      status: 'unknown',
      reason: 'rows in memory have no file',
    });
  });
});

describe('gaps in a series', () => {
  const seriesOf = async (column: string, every: string | number, values: readonly unknown[], missing = 0) => {
    const contract: ContractInput = {
      columns: { at: { type: column as 'date', nulls: 1 } },
      series: { column: 'at', every, missing },
    };
    const { findings } = await tables.judge(contract, await tables.rows(values.map((at) => ({ at }))));
    return findings.find(({ metric }) => metric === 'contract.series');
  };

  it.each<[string, string, string | number, readonly unknown[], number, number, readonly string[]]>([
    [
      'days',
      'date',
      '1d',
      ['2024-02-28', '2024-03-03', '2024-02-28', '2024-02-29', '2024-03-05'],
      3,
      7,
      ['2024-03-01 to 2024-03-02', '2024-03-04'],
    ],
    ['weeks', 'date', '1w', ['2024-01-04', '2024-01-18'], 1, 3, ['2024-01-11']],
    [
      'hours',
      'timestamp',
      '1h',
      ['2024-01-01T10:59:00Z', '2024-01-01T13:00:00Z'],
      2,
      4,
      ['2024-01-01T11:00Z to 2024-01-01T12:00Z'],
    ],
    [
      'quarters of an hour',
      'timestamp',
      '15m',
      ['2024-01-01T00:00:00Z', '2024-01-01T00:30:00Z'],
      1,
      3,
      ['2024-01-01T00:15Z'],
    ],
    ['integers', 'integer', 1, [-2, 0, 1, 5], 4, 8, ['-1', '2 to 4']],
    ['tens', 'integer', 10, [10, 40, 20], 1, 4, ['30']],
  ])('%s', async (_, type, every, values, missing, total, gaps) => {
    const finding = await seriesOf(type, every, values);
    expect(finding).toMatchObject({ status: 'alert', value: missing / total, evidence: { count: missing, total } });
    expect(finding?.evidence.examples?.map(({ value }) => value)).toEqual(gaps);
    expect(await seriesOf(type, every, values, missing / total)).toMatchObject({ status: 'pass' });
  });

  it('there are none in a series without, of one value, and an unknown number in one of none', async () => {
    expect(await seriesOf('date', '1d', ['2024-02-28', '2024-02-29', '2024-03-01', null])).toMatchObject({
      status: 'pass',
      value: 0,
    });
    expect(await seriesOf('date', '1d', ['2024-02-28'])).toMatchObject({ status: 'pass', value: 0 });
    expect(await seriesOf('date', '1d', [null, null])).toMatchObject({
      status: 'unknown',
      reason: 'no value of at could be read',
    });
  });
});
