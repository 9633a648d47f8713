import fc from 'fast-check';
import type { Labels } from '../../labels.ts';
import type { RouteConfig } from '../config.ts';

const names = ['a', 'b', 'c'];
const values = ['', 'x', 'y', 'xy', 'x.y'];

const matcher = fc
  .tuple(
    fc.constantFrom(...names),
    fc.constantFrom('=', '!=', '=~', '!~'),
    fc.constantFrom(...values, 'x|y', '.+', 'x.*'),
  )
  .map(([name, op, value]) => `${name}${op}"${value}"`);

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });

const own = {
  matchers: maybe(fc.array(matcher, { maxLength: 2 })),
  match: maybe(fc.dictionary(fc.constantFrom(...names), fc.constantFrom(...values), { maxKeys: 1 })),
  match_re: maybe(fc.dictionary(fc.constantFrom(...names), fc.constantFrom('x.*', 'x|y', '[^x]+'), { maxKeys: 1 })),
  receiver: maybe(fc.constantFrom('r1', 'r2', 'r3', 'r4')),
  group_by: maybe(fc.constantFrom<readonly string[]>([], ['...'], ['a'], ['b', 'c'])),
  mute_time_intervals: maybe(fc.constantFrom<readonly string[]>(['nights'])),
  continue: maybe(fc.boolean()),
};

const { node } = fc.letrec<{ node: RouteConfig }>((tie) => ({
  node: fc.record({
    ...own,
    routes: fc.option(fc.array(tie('node'), { maxLength: 3 }), { nil: undefined, maxDepth: 4, depthSize: 'small' }),
  }),
}));

/** Trees that Alertmanager takes; the receivers are r0 to r4. */
export const routeTrees: fc.Arbitrary<RouteConfig> = fc
  .record({ group_by: own.group_by, routes: fc.array(node, { maxLength: 4 }) })
  .map((root) => ({ receiver: 'r0', ...root }));

export const labelSets: fc.Arbitrary<Labels> = fc.dictionary(fc.constantFrom(...names), fc.constantFrom(...values));
