import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeTable } from '../contracts/index.ts';
import { PitwallError } from '../core/errors.ts';
import { type DuckDBEngine, openDuckDB } from '../data/duckdb/engine.ts';
import { openPaths } from '../data/open.ts';
import { createFolder, type Folder } from '../testing/data-files.ts';
import { type ModelSettings, modelSchema } from './config.ts';
import { expectationsOf, type Holding } from './expectations.ts';

let engine: DuckDBEngine;
let folder: Folder;

beforeAll(async () => {
  engine = await openDuckDB();
  folder = createFolder();
});

afterAll(() => {
  engine.close();
  folder.remove();
});

const now = new Date('2026-01-12T12:00:00Z');

/** What is wrong, as `metric of what it is about`. */
async function wrongIn(file: string, settings: ModelSettings, holding: Holding = 'both'): Promise<string[]> {
  const table = await openPaths(engine, [file], folder.path, {});
  const { findings } = await judgeTable('d', table, await expectationsOf(table, settings, holding), now);
  return findings
    .filter(({ status, metric }) => status !== 'pass' && metric !== 'contract.extra_columns')
    .map(
      ({ metric, subject }) => `${metric.replace('contract.', '')} of ${subject.replace(/^dataset:d\/?(\w+:)?/, '')}`,
    )
    .sort();
}

const binary = modelSchema.parse({ task: 'binary', prediction: 'p', label: 'won' });
const withOdds = (format: string) => modelSchema.parse({ ...binary, odds: { column: 'o', format } });
const csv = (...lines: readonly string[]): string => folder.write('rows.csv', `${lines.join('\n')}\n`);

describe('what is expected of a binary model', () => {
  it('takes labels as 0 and 1, and as true and false, in every format', async () => {
    csv('p,won', '0.4,1', '0.6,0', '0.6,');
    expect(await wrongIn('rows.csv', binary)).toEqual([]);
    csv('p,won', '0.4,true', '0.6,FALSE', '0.6,');
    expect(await wrongIn('rows.csv', binary)).toEqual([]);
    folder.write('rows.json', '[{"p": 0.4, "won": true}, {"p": 0.1, "won": null}]');
    expect(await wrongIn('rows.json', binary)).toEqual([]);
    await engine.query(`COPY (SELECT 0.5::DOUBLE AS p, true AS won) TO '${folder.path}/rows.parquet' (FORMAT parquet)`);
    expect(await wrongIn('rows.parquet', binary)).toEqual([]);
    expect(await wrongIn('rows.parquet', { ...binary, label: { column: 'won', positive: true } })).toEqual([]);
  });

  it.each([
    ['a probability above 1', '1.01,1', 'range of p'],
    ['a probability below 0', '-0.01,1', 'range of p'],
    ['a probability that is none', 'NaN,1', 'finite of p'],
    ['an endless probability', 'inf,1', 'finite of p'],
    ['a word for a probability', 'likely,1', 'type of p'],
    ['no probability', ',1', 'nulls of p'],
    ['a label that is neither', '0.5,2', 'allowed of won'],
    ['a word for a label', '0.5,won', 'type of won'],
  ])('finds %s', async (_, row, wrong) => {
    csv('p,won', '0.4,1', '0.4,0', row);
    expect(await wrongIn('rows.csv', binary)).toEqual([wrong]);
  });

  it.each([
    ['decimal', '1', true],
    ['decimal', '1.01', false],
    ['net', '0', true],
    ['net', '0.01', false],
    ['american', '-99', true],
    ['american', '99', true],
    ['american', '1.91', true],
    ['american', '-100', false],
    ['american', '100', false],
  ])('of %s odds of %s, finds that wrong is %s', async (format, odds, isWrong) => {
    csv('p,won,o', `0.4,1,${odds}`);
    const found = format === 'american' ? 'rule of american_o' : 'range of o';
    expect(await wrongIn('rows.csv', withOdds(format))).toEqual(isWrong ? [found] : []);
  });

  it('takes decisions as 0 and 1, and as true and false, and no others', async () => {
    const decided = modelSchema.parse({ task: 'binary', prediction: { decision: 'd' }, label: 'won' });
    csv('d,won', 'true,1', 'false,0');
    expect(await wrongIn('rows.csv', decided)).toEqual([]);
    csv('d,won', '1,1', '2,0', '0,1');
    expect(await wrongIn('rows.csv', decided)).toEqual(['allowed of d']);
  });

  it('takes times and days as times, and finds what is neither', async () => {
    const timed = modelSchema.parse({ ...binary, time: 'at' });
    csv('p,won,at', '0.4,1,2026-01-03', '0.4,0,2026-01-04');
    expect(await wrongIn('rows.csv', timed)).toEqual([]);
    csv('p,won,at', '0.4,1,2026-01-03T10:00:00Z', '0.4,0,2026-01-04 10:00:00');
    expect(await wrongIn('rows.csv', timed)).toEqual([]);
    csv('p,won,at', '0.4,1,2026-01-03', '0.4,0,2026-01-04', '0.4,0,soon');
    expect(await wrongIn('rows.csv', timed)).toEqual(['type of at']);
  });

  it('takes the time of labels in the same way, which may be missing', async () => {
    const timed = modelSchema.parse({ ...binary, time: 'at', label: { column: 'won', time: 'known' } });
    csv('p,won,at,known', '0.4,1,2026-01-03T10:00:00Z,2026-01-03', '0.4,,2026-01-03T10:00:00Z,');
    expect(await wrongIn('rows.csv', timed)).toEqual([]);
  });

  it('refuses a name that no column can have here, and one too long for a rule, in sentences', async () => {
    csv('p,won,o', '0.4,1,2');
    for (const changes of [{ prediction: '__proto__' }, { segments: ['__proto__'] }, { label: '__proto__' }])
      await expect(wrongIn('rows.csv', modelSchema.parse({ ...binary, ...changes }))).rejects.toMatchObject({
        code: 'data.column_names',
        problem: expect.stringContaining('__proto__'),
      });
    const long = modelSchema.parse({ ...binary, odds: { column: 'o'.repeat(3_000), format: 'american' } });
    await expect(wrongIn('rows.csv', long)).rejects.toThrow(PitwallError);
  });

  it('finds negative and missing weights and stakes', async () => {
    csv('p,won,w,s', '0.4,1,1,1', '0.4,0,-1,1', '0.4,0,1,', '0.4,0,0,0');
    const weighed = modelSchema.parse({ ...binary, weight: 'w', stake: 's' });
    expect(await wrongIn('rows.csv', weighed)).toEqual(['nulls of s', 'range of w']);
  });

  it('finds columns that are named to be searched or learnt from and are not there, whatever they hold', async () => {
    const searched = modelSchema.parse({ ...binary, segments: ['team', 'tem'], estimate: { features: ['x', 'y'] } });
    csv('p,won,team,x', '0.4,1,,inf', '0.6,0,7,word');
    expect(await wrongIn('rows.csv', searched)).toEqual(['columns of tem', 'columns of y']);
    const auto = modelSchema.parse({ ...binary, segments: 'auto' });
    expect(await wrongIn('rows.csv', auto)).toEqual([]);
  });

  it('asks each side for what it holds, and for an id once', async () => {
    const joined = modelSchema.parse({ ...binary, id: 'id', labels: 'l.csv' });
    csv('id,p', 'a,0.5', 'a,0.6', ',0.7');
    expect(await wrongIn('rows.csv', joined, 'predictions')).toEqual(['key of ', 'nulls of id']);
    csv('id,won', 'a,1', 'b,0', 'b,0');
    expect(await wrongIn('rows.csv', joined, 'labels')).toEqual(['key of ']);
    expect(await wrongIn('rows.csv', joined, 'predictions')).toContain('columns of p');
  });
});

describe('what is expected of a model of several classes', () => {
  const several = modelSchema.parse({
    task: 'multiclass',
    prediction: { column: 'said', probabilities: { 1: 'a', 2: 'b' } },
    label: 'was',
  });

  it('finds classes that no probability is given for, on both sides', async () => {
    csv('said,was,a,b', '1,1,0.5,0.5', '2,2,0.5,0.5', '3,1,0.5,0.5', '1,4,0.5,0.5', '1,,0.5,0.5');
    expect(await wrongIn('rows.csv', several)).toEqual(['allowed of said', 'allowed of was']);
    await engine.query(
      `COPY (SELECT 1 AS said, 1::DOUBLE AS was, 0.5::DOUBLE AS a, 0.5::DOUBLE AS b UNION ALL SELECT 3, 2, 0.5, 0.5) TO '${folder.path}/classes.parquet' (FORMAT parquet)`,
    );
    expect(await wrongIn('classes.parquet', several)).toEqual(['allowed of said']);
  });

  it('finds probabilities that are not 1 together, and takes rounded ones', async () => {
    csv('said,was,a,b', '1,1,0.33,0.66', '2,2,0.7,0.7', '1,1,0,0');
    expect(await wrongIn('rows.csv', several)).toEqual(['rule of probabilities_add_up']);
  });

  it('takes any name of a class where there are no probabilities, and hundreds of probabilities', async () => {
    const plain = modelSchema.parse({ task: 'multiclass', prediction: 'said', label: 'was' });
    csv('said,was', '1,true', 'x y,"=cmd|\'/C\'!A0"', '<b>,1e308');
    expect(await wrongIn('rows.csv', plain)).toEqual([]);
    const names = Array.from({ length: 300 }, (_, index) => `c${index}`);
    const many = modelSchema.parse({
      task: 'multiclass',
      prediction: { probabilities: Object.fromEntries(names.map((name) => [name, name])) },
      label: 'was',
    });
    csv(['was', ...names].join(','), ['c7', ...names.map(() => 1 / 300)].join(','));
    expect(await wrongIn('rows.csv', many)).toEqual([]);
  });
});

describe('what is expected of a ranking', () => {
  const ranking = modelSchema.parse({ task: 'ranking', prediction: 's', label: 'r', user: 'u', item: 'i' });

  it('finds an item that a list has twice, relevance below 0 and missing names', async () => {
    csv('id,u,i,s,r', '1,x,a,0.9,1', '2,x,a,0.8,0', '3,y,a,0.8,-1', '4,,a,0.8,0', '5,z,,0.8,0', '5,z,b,0.8,');
    expect(await wrongIn('rows.csv', ranking)).toEqual(['key of ', 'nulls of i', 'nulls of u', 'range of r']);
    expect(await wrongIn('rows.csv', { ...ranking, id: 'id' })).toContain('unique of id');
  });
});
