import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { matchersSchema } from './matcher.ts';
import { amtool, noAmtool, takenByAmtool } from './testing/amtool.ts';
import { labelSets, routeTrees } from './testing/route-trees.ts';
import { compileRoutes, routesOf } from './tree.ts';

const folder = mkdtempSync(join(tmpdir(), 'pitwall-amtool-'));
afterAll(() => rmSync(folder, { recursive: true }));

const receivers = ['r0', 'r1', 'r2', 'r3', 'r4'].map((name) => ({ name }));
const nights = { name: 'nights', time_intervals: [{ weekdays: ['monday'] }] };
const write = (name: string, route: unknown): string => {
  const path = join(folder, `${name}.yml`);
  // every JSON is YAML
  writeFileSync(path, JSON.stringify({ route, receivers, time_intervals: [nights] }));
  return path;
};

describe.skipIf(noAmtool)('the routes, beside those of Alertmanager (skipped where amtool is not installed)', () => {
  it('send alerts to the same receivers', async () => {
    const questions = fc.sample(fc.tuple(routeTrees, labelSets), { numRuns: 4, seed: 20_231 });
    const more = fc.sample(fc.tuple(routeTrees, labelSets), { numRuns: 250, seed: 7 });
    // those that lead somewhere else than to the root tell the most
    const telling = more.filter(([route, labels]) => {
      const found = routesOf(compileRoutes({ route, receivers: {} }, []), labels);
      return found.length > 1 || found[0]?.path.length !== 1;
    });
    let several = 0;
    const asked = [...questions.slice(0, 4), ...telling.slice(0, 20)];
    for (let at = 0; at < asked.length; at += 4) {
      await Promise.all(
        asked.slice(at, at + 4).map(async ([route, labels], index) => {
          const path = write(`tree-${at + index}`, route);
          const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
          const { text } = await amtool(['config', 'routes', 'test', `--config.file=${path}`, ...pairs]);
          const ours = routesOf(compileRoutes({ route, receivers: {} }, []), labels).flatMap(({ receivers: to }) => to);
          if (ours.length > 1) several++;
          expect([text, route, labels]).toEqual([ours.join(','), route, labels]);
        }),
      );
    }
    expect(several).toBeGreaterThan(2);
  });

  it('agree whether texts are matchers', async () => {
    const texts: readonly (readonly [string, boolean])[] = [
      ['a=b', true],
      ['{a="b",c!~"d{1,2}",}', true],
      ['a==b', true],
      ['', true],
      ['a=b"c', false],
      ['a-b=c', false],
      ['a=~"("', false],
      ['a=~"(?=x)"', false],
      ['a=~"\\\\pL+"', true],
      ['a=~"x{1001}"', false],
      ['a=~"x**"', false],
      ['a=~"[[:alpha:]]"', true],
      ['a=~b{1,3}', false],
      ['a=~"\\\\Q(\\\\E"', true],
      ['a=~"\\\\y"', false],
    ];
    const taken = await takenByAmtool(
      texts.map(([text]) => ({ route: { receiver: 'r0', routes: [{ matchers: [text] }] }, receivers })),
    );
    expect(texts.map(([text], index) => [text, taken[index]])).toEqual(texts);
    expect(texts.map(([text]) => [text, matchersSchema.safeParse(text).success])).toEqual(texts);
  });
});
