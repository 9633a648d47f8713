import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Report } from '@pitwall/sdk';
import { describe, expect, it } from 'vitest';
import { evaluated, useScratch } from './scratch.suite.ts';

const { run, addRuns, write, read, folder } = useScratch();

const root = fileURLToPath(new URL('../../../../../', import.meta.url));

/** A run of a pipeline: a process of its own, that ends. */
async function runPipeline(report: Report): Promise<void> {
  const program = `
    import { addCommand } from ${JSON.stringify(new URL('./add.ts', import.meta.url).href)};
    const text = () => undefined;
    await addCommand.run({ arguments: ['-'], text, texts: () => [], given: () => false }, {
      cwd: ${JSON.stringify(folder())}, env: {}, now: new Date(), terminal: { colour: false, width: 80 },
      stdin: (async function* () { yield Buffer.from(${JSON.stringify(JSON.stringify(report))}); })(),
      write() {}, say() {}, progress() {} });`;
  const loader = `${root}node_modules/tsx/dist/esm/index.mjs`;
  const options = ['--conditions=source', '--import', loader, '--input-type=module', '-e', program];
  await promisify(execFile)(process.execPath, options, { cwd: root });
}

describe('history report', () => {
  it('has all of three runs, each of a process of its own', async () => {
    for (const [day, accuracy] of [
      [10, 0.61],
      [11, 0.63],
      [12, 0.65],
    ] as const)
      await runPipeline(evaluated(day, accuracy));
    const { written } = await run('history report', [], { format: 'json' });
    expect(JSON.parse(written).models).toMatchObject([
      { model: 'spread-picker', runs: 3, metrics: [{ name: 'accuracy', known: 3, first: 0.61, last: 0.65 }, {}] },
    ]);
  });

  it('says for people what fell, and how fast', async () => {
    await addRuns([0.7, 0.69, 0.67, 0.66, 0.64, 0.63, 0.61]);
    const { code, written } = await run('history report');
    expect(code).toBe(0);
    expect(written).toContain('7 runs of 1 model in the last 7 days; getting worse: accuracy of spread-picker.');
    expect(written).toMatch(
      /accuracy +7 +0\.7 +0\.61 +0\.6571 +0\.61 +0\.7 +-0\.09 +pass +↓ worse -0\.015 \(-0\.01667 to -0\.01333\), p 0\.0007937/,
    );
  });

  it('speaks Markdown that names in the data cannot leave', async () => {
    await run('history add', ['-'], {}, JSON.stringify(evaluated(12, 0.6, '| <b>@team</b> \u001b[2J')));
    const { written } = await run('history report', [], { format: 'markdown' });
    expect(written).toContain('### &#124; &#60;b&#62;&#64;&#8203;team&#60;/b&#62; �&#91;2J');
    expect(written).toContain('| metric | runs | first |');
    expect((await run('history report')).written).not.toContain('\u001b');
  });

  it('of an empty history is words, with how to begin one', async () => {
    const { code, written, said } = await run('history report');
    expect([code, said]).toEqual([
      0,
      'There is no performance_history.jsonl yet: pitwall history add REPORT.json begins it\n',
    ]);
    expect(written).toContain('The history is empty: nothing has been recorded yet.');
  });

  it('of another window or model', async () => {
    await addRuns([0.6, 0.6, 0.6]);
    expect((await run('history report', [], { days: '1' })).written).toContain('1 run of 1 model in the last day');
    await expect(run('history report', [], { model: 'spread-pikcer' })).rejects.toMatchObject({
      code: 'arguments.invalid',
      fix: 'Did you mean spread-picker',
    });
  });

  it.each(['0', '-7', 'week', '', '1e9', 'NaN'])('refuses %j days', async (days) => {
    await expect(run('history report', [], { days })).rejects.toMatchObject({ code: 'arguments.invalid' });
  });

  it('refuses a history with a bad line, and a name that is no file', async () => {
    await write('performance_history.jsonl', '{"at": 1}\n{}\n');
    await expect(run('history report')).rejects.toMatchObject({
      place: { file: 'performance_history.jsonl', line: 1 },
      more: [{ place: { line: 2 } }],
    });
    await expect(run('history report', [], { file: 'histroy.jsonl' })).rejects.toMatchObject({ code: 'data.missing' });
  });
});

describe('history export', () => {
  it('writes CSV, into a file where it is asked to', async () => {
    await addRuns([0.6]);
    const { written } = await run('history export');
    expect(written.split('\r\n')[1]).toMatch(
      /^2026-01-12T06:00:00\.000Z,spread-picker,,800,pitwall 0\.1\.0 evaluate,0\.6,/,
    );
    const { said } = await run('history export', [], { out: 'history.csv' });
    expect(said).toBe('Wrote history.csv\n');
    expect(await read('history.csv')).toBe(written);
    await expect(run('history export', [], { out: 'no/history.csv' })).rejects.toMatchObject({
      code: 'output.unwritable',
    });
  });

  it('writes JSON that import takes back as it was', async () => {
    await addRuns([0.6, 0.61]);
    const records = JSON.parse((await run('history export', [], { format: 'json' })).written) as unknown[];
    await write('other.jsonl', records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    await run('history import', ['other.jsonl'], { file: 'again.jsonl' });
    expect(await read('again.jsonl')).toBe(await read());
  });
});
