import { readdirSync, readFileSync } from 'node:fs';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { describe, expect, it } from 'vitest';

const folder = new URL('../.github/workflows/', import.meta.url);
const packageScripts = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { scripts: Record<string, string> }
).scripts;

describe.each(readdirSync(folder))('the workflow %s', (name) => {
  const text = readFileSync(new URL(name, folder), 'utf8');

  it("is one that GitHub's own parser accepts", () => {
    const { context } = parseWorkflow({ name, content: text }, new NoOperationTraceWriter());
    expect(context.errors.getErrors().map((error) => error.message)).toEqual([]);
  });

  it('runs only scripts that there are', () => {
    const run = [...text.matchAll(/run: npm (?:run )?([a-z:-]+)/g)].map(([, script]) => script ?? '');
    expect(run.length).toBeGreaterThan(0);
    expect(run.filter((script) => script !== 'ci' && packageScripts[script] === undefined)).toEqual([]);
  });
});

it('a mistake in a workflow is noticed by that parser', () => {
  const { context } = parseWorkflow(
    { name: 'bad.yml', content: 'on: push\njobs:\n  a:\n    runs-on: x\n    stepz: []\n' },
    new NoOperationTraceWriter(),
  );
  expect(context.errors.getErrors()).not.toEqual([]);
});
