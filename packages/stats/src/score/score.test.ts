import { expect, it } from 'vitest';
import { isRefusal, refuse } from './score.ts';

it('a refusal has a reason and an explanation, and nothing else is one', () => {
  expect(isRefusal(refuse('empty', 'there is no row'))).toBe(true);
  expect(isRefusal({ reason: 'empty' })).toBe(false);
  expect(isRefusal({ explanation: 'there is no row' })).toBe(false);
  expect(isRefusal({ value: 1 })).toBe(false);
});
