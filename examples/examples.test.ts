import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const tsx = createRequire(import.meta.url).resolve('tsx');

async function run(example: string): Promise<string> {
  const program = new URL(example, import.meta.url).pathname;
  const { stdout } = await promisify(execFile)('node', ['--conditions=source', '--import', tsx, program]);
  return stdout;
}

it('the original workflow finds that the row and the week are not valid', async () => {
  const printed = await run('original-workflow.ts');
  expect(printed).toMatch(/^the row is not valid, \d+ errors\n\n✗ not valid: \d+ rows, score [\d.]+\n/);
  expect(printed).toContain('alert: teams_differ does not hold in 2 rows');
});

it('the gate tells what is wrong with the week, with an example of each', async () => {
  const printed = await run('check.ts');
  expect(printed).toMatch(/^games: \d+ rows, score [\d.]+\n/);
  expect(printed).toMatch(/alert: season: .+, like 2025-26 in row \d+\n/);
  expect(printed.split('\n').filter((line) => line.startsWith('alert: '))).toHaveLength(19);
});

it('the drift detector finds what moved, and by the classic rule what the original would have found', async () => {
  const printed = await run('drift-detector.ts');
  expect(printed).toMatch(/^✗ drift against season-2025\.csv: [\d,]+ rows then, \d+ now\n/);
  expect(printed).toMatch(/\n {2}✗ market_signals +high +PSI 0\.\d+ /);
  expect(printed).toContain('→ Look at market_signals first: it moved most.\n');
  expect(printed).toMatch(/\nby the classic rule: .*\bmarket_signals\b.*\n.+\n/);
  expect(printed).toMatch(/\nPSI of five values: \d\.\d{4}\n$/);
});

it('the whole workflow tells what is wrong with the data, what moved, and that the model loses money', async () => {
  const printed = await run('whole-workflow.ts');
  expect(printed).toMatch(/ ALERT dataset:data\/column:season contract\.type: /);
  expect(printed).toMatch(/ ALERT dataset:data\/column:market_signals drift\.distribution: market_signals has moved/);
  expect(printed).toMatch(/ ALERT model:spread-picker performance\.roi: roi is -0\.0\d+ /);
  expect(printed).toMatch(/\n✗ spread-picker: alert\n {2}✓ accuracy /);
  expect(printed).toMatch(/\n\d+ checks: \d+ alert, \d+ warning, \d+ unknown, \d+ pass; [\d.]+ % are alerts\.\n$/);
});
