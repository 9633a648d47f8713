import { expect, it } from 'vitest';
import { listed } from './classes.ts';

it('eight classes are named, and the others counted', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
  expect(listed(names.slice(0, 1))).toBe('a');
  expect(listed(names.slice(0, 8))).toBe('a, b, c, d, e, f, g, h');
  expect(listed(names)).toBe('a, b, c, d, e, f, g, h and 2 more');
});
