import { expect, it } from 'vitest';
import { explain } from './failures.ts';

it.each([
  'Connection terminated unexpectedly',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
])('a connection to Postgres that is lost is told as such: %s', (message) => {
  expect(explain(new Error(message), 'here')).toMatchObject({ code: 'state.unreachable', place: { file: 'here' } });
});

it('a mistake of ours stays what it is', () => {
  const error = new Error('syntax error at or near "selct"');
  expect(explain(error, 'here')).toBe(error);
});
