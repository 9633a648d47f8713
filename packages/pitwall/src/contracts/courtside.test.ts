import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runChecks } from '../check.ts';
import { loadConfig } from '../config/load.ts';
import { demoNow } from '../demo/index.ts';

const folder = fileURLToPath(new URL('../../../../examples/courtside', import.meta.url));

interface Truth {
  readonly now: string;
  readonly findings: readonly {
    readonly subject: string;
    readonly metric: string;
    readonly status: string;
    readonly count: number | null;
    readonly lines: readonly number[];
  }[];
}

const checked = (async () => {
  const truth = JSON.parse(await readFile(`${folder}/truth.json`, 'utf8')) as Truth;
  const loaded = await loadConfig({ file: 'pitwall.yaml', cwd: folder, env: {} });
  if (!loaded) throw new Error('the example has a configuration');
  return { truth, report: await runChecks({ config: loaded.config, folder: loaded.folder, now: new Date(demoNow) }) };
})();

it('of the new week exactly that breaks the contract which was broken, and nothing else', async () => {
  const { truth, report } = await checked;
  expect(truth.now).toBe(demoNow);
  const found = report.findings
    .filter(({ metric, status }) => metric.startsWith('contract.') && status !== 'pass')
    .map(({ subject, metric, status, evidence }) => ({ subject, metric, status, count: evidence.count ?? null }));
  const expected = truth.findings.map(({ subject, metric, status, count }) => ({ subject, metric, status, count }));
  const sorted = (all: readonly object[]): string[] => all.map((one) => JSON.stringify(one)).sort();
  expect(sorted(found)).toEqual(sorted(expected));
});

it('the first lines of each fault are shown', async () => {
  const { truth, report } = await checked;
  for (const { subject, metric, lines } of truth.findings.filter(
    (finding) => finding.lines.length > 0 && finding.metric !== 'contract.extra_columns',
  )) {
    const finding = report.findings.find((one) => one.subject === subject && one.metric === metric);
    const shown = finding?.evidence.examples?.map(({ line, row }) => line ?? lineOf(row ?? 0, truth));
    expect(shown, `${subject} ${metric}`).toEqual(lines.slice(0, 5));
  }
});

/** Below the header, and below the records that could not be read and so have no number. */
function lineOf(row: number, truth: Truth): number {
  const unreadable = truth.findings.find(({ metric }) => metric === 'contract.readable')?.lines ?? [];
  return [...unreadable].sort((a, b) => a - b).reduce((line, skipped) => (skipped <= line ? line + 1 : line), row + 1);
}

it('the season that it learnt from is sound', async () => {
  const { report } = await checked;
  expect(
    report.findings.filter(({ subject, status }) => subject.startsWith('dataset:reference') && status !== 'pass'),
  ).toEqual([]);
  const [reference, games] = report.datasets;
  expect(reference).toMatchObject({ name: 'reference', status: 'pass', score: 100 });
  expect(games).toMatchObject({ name: 'games', status: 'alert' });
  expect(games?.score).toBeGreaterThan(0);
  expect(games?.score).toBeLessThan(90);
});
