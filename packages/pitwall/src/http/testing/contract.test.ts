import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineRoute } from '../route.ts';
import { routes } from '../routes.ts';
import { holdToContract, routeOf, strictly } from './contract.ts';

const inner = z.object({ a: z.int() });

describe('a schema made strict', () => {
  it.each([
    ['an object', inner, { a: 1 }, { a: 1, b: 2 }],
    ['a member', z.object({ inner }), { inner: { a: 1 } }, { inner: { a: 1, b: 2 } }],
    ['a list', z.array(inner), [{ a: 1 }], [{ a: 1, b: 2 }]],
    ['what may be null', inner.nullable(), null, { a: 1, b: 2 }],
    ['what may be left out', z.object({ inner: inner.optional() }), {}, { inner: { a: 1, b: 2 } }],
    ['one of several', z.union([inner, z.string()]), 'x', { a: 1, b: 2 }],
    ['a map', z.record(z.string(), inner), { x: { a: 1 } }, { x: { a: 1, b: 2 } }],
  ])('takes no more than it says: %s', (_, schema, good, bad) => {
    expect(strictly(schema).safeParse(good).success).toBe(true);
    expect(schema.safeParse(bad).success).toBe(true);
    expect(strictly(schema).safeParse(bad).success).toBe(false);
  });

  it('leaves open what is open by intention', () => {
    expect(strictly(z.looseObject({ a: z.int() })).safeParse({ a: 1, b: 2 }).success).toBe(true);
  });
});

describe('the contract of a route', () => {
  const route = defineRoute({
    name: 'one',
    method: 'GET',
    path: '/one/{name}',
    summary: 'One',
    permission: 'public',
    answers: { 200: { summary: 'It', schema: inner.refine(({ a }) => a > 0) } },
    handle: () => ({ status: 200 }),
  });

  it('is broken by an undocumented key, and by what members may not be together', () => {
    expect(() => holdToContract(route, 200, { a: 1 })).not.toThrow();
    expect(() => holdToContract(route, 200, { a: 1, secret: 2 })).toThrow(/one answered 200 .*secret/s);
    expect(() => holdToContract(route, 200, { a: 0 })).toThrow('one answered 200');
    expect(() => holdToContract(route, 404, { a: 1 })).toThrow('one answered 404');
  });

  it('is found by method and path', () => {
    expect(routeOf([route], 'GET', '/one/x?y=/z')).toBe(route);
    expect(routeOf([route], 'POST', '/one/x')).toBeUndefined();
    expect(routeOf([route], 'GET', '/one')).toBeUndefined();
    expect(routeOf(routes, 'GET', '/api/v1/status')?.name).toBe('status');
  });
});
