import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import {
  compareStatus,
  type Finding,
  findingSchema,
  reportSchema,
  type Status,
  statuses,
  thresholdSchema,
  worstStatus,
} from './index.ts';

const finding: Finding = {
  subject: 'dataset:games/column:season',
  metric: 'contract.nulls',
  value: 0.25,
  threshold: { alert: '> 0' },
  status: 'alert',
  message: 'season: 1 row of 4 (25 %) has no value',
  evidence: { count: 1, total: 4, examples: [{ file: 'games.csv', row: 2, column: 'season', value: null }] },
  at: '2026-01-12T06:00:00.000Z',
};

describe('a finding', () => {
  it('is accepted whole', () => {
    expect(findingSchema.parse(finding)).toEqual(finding);
  });

  it('of what is unknown says why', () => {
    const unknown = { ...finding, status: 'unknown', value: null };
    expect(findingSchema.safeParse(unknown).error?.issues[0]).toMatchObject({
      path: ['reason'],
      message: expect.stringMatching(/says why/),
    });
    expect(findingSchema.safeParse({ ...unknown, reason: 'there are no rows' }).success).toBe(true);
  });

  it.each<[string, object]>([
    ['a status that is none', { status: 'fine' }],
    ['a key that is none', { colour: 'red' }],
    ['a subject that is none', { subject: 'season' }],
    ['NaN as its value', { value: Number.NaN }],
    ['an empty message', { message: '' }],
    ['a time that is none', { at: 'today' }],
    ['a condition that is none', { threshold: { alert: 'too much' } }],
    ['an example of row 0', { evidence: { examples: [{ row: 0, value: 'x' }] } }],
    ['half a row that is broken', { evidence: { count: 0.5 } }],
  ])('with %s is refused', (_, change) => {
    expect(findingSchema.safeParse({ ...finding, ...change }).success).toBe(false);
  });

  it('has a status of four', () => {
    expectTypeOf<Finding['status']>().toEqualTypeOf<'pass' | 'warning' | 'alert' | 'unknown'>();
    expect(statuses).toEqual(['pass', 'warning', 'alert', 'unknown']);
  });
});

describe('statuses', () => {
  it('are sorted with the worst first, and what is unknown before what passes', () => {
    expect([...statuses].sort(compareStatus)).toEqual(['alert', 'warning', 'unknown', 'pass']);
  });

  it.each<[Status[], Status]>([
    [[], 'unknown'],
    [['pass'], 'pass'],
    [['pass', 'unknown'], 'unknown'],
    [['unknown', 'warning', 'pass'], 'warning'],
    [['warning', 'alert', 'unknown'], 'alert'],
  ])('the worst of %j is %s', (all, worst) => {
    expect(worstStatus(all)).toBe(worst);
    expect(worstStatus(new Set([...all].reverse()))).toBe(worst);
  });
});

describe('published as JSON Schema', () => {
  it.each([
    ['finding', findingSchema],
    ['report', reportSchema],
    ['threshold', thresholdSchema],
  ])('the schema of a %s says what each key means, and allows no others', (_, schema) => {
    const json = z.toJSONSchema(schema) as {
      type: string;
      properties: Record<string, object>;
      additionalProperties: boolean;
    };
    expect(json.type).toBe('object');
    expect(json.additionalProperties).toBe(false);
    expect(Object.keys(json.properties).length).toBeGreaterThan(2);
  });
});
