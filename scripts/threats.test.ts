/** Each threat of the security guide is a test of that number, or says for what it waits. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = new URL('..', import.meta.url).pathname;
const guide = readFileSync(join(root, 'docs/guides/security.md'), 'utf8');

const threats = [...guide.matchAll(/^\| T(\d+) \|[^|]*\|([^|]*)\|$/gm)].map(([, number, here = '']) => ({
  number: Number(number),
  waits: /\bwaits? for\b|\bto come\b/.test(here),
}));

/** `it('T20: …')`, also of several: `T6, T7: …` */
function testedNumbers(): ReadonlySet<number> {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--', '*.ts'], {
    cwd: root,
    encoding: 'utf8',
  });
  const tests = files.split('\n').filter((file) => /\.(test|suite)\.ts$/.test(file) && existsSync(join(root, file)));
  const titles = tests.flatMap((file) => [
    ...readFileSync(join(root, file), 'utf8').matchAll(/['"`]((?:T\d+(?:, )?)+): /g),
  ]);
  return new Set(titles.flatMap(([, numbers = '']) => [...numbers.matchAll(/T(\d+)/g)].map(([, one]) => Number(one))));
}

describe('the threats of the security guide', () => {
  it('are 36, each once', () => {
    expect(threats.map(({ number }) => number)).toEqual(Array.from({ length: 36 }, (_, index) => index + 1));
  });

  it('are each a named test, or say for what they wait', () => {
    const tested = testedNumbers();
    expect(
      threats.filter(({ number, waits }) => !waits && !tested.has(number)).map(({ number }) => `T${number}`),
    ).toEqual([]);
  });
});
