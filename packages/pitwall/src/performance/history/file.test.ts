import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendHistory, readHistory, readWholeHistory } from './file.ts';
import { run } from './history.suite.ts';

let folder = '';
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pitwall-history-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const fresh = (): string => {
  files += 1;
  return join(folder, `history-${files}.jsonl`);
};

const [first, second, third] = [run(1, { accuracy: 0.6 }), run(2, { accuracy: 0.61 }), run(3, { accuracy: 0.62 })];

describe('a history', () => {
  it('keeps what was appended, in its order, over openings', async () => {
    const path = fresh();
    await appendHistory(path, [first]);
    await appendHistory(path, [second, third]);
    expect(await readHistory(path)).toEqual({ records: [first, second, third], torn: [], bad: [], missing: false });
  });

  it('that is not there is not an error, and not the same as an empty one', async () => {
    const path = fresh();
    expect(await readHistory(path)).toMatchObject({ records: [], missing: true });
    await writeFile(path, '');
    expect(await readHistory(path)).toMatchObject({ records: [], missing: false });
    await appendHistory(path, []);
    expect((await stat(path)).size).toBe(0);
  });

  it('keeps keys of other programs, in the record and in its metrics', async () => {
    const path = fresh();
    const strange = { ...first, commit: 'ab12', metrics: { accuracy: { value: 0.5, fold: [1, 2] } } };
    await appendHistory(path, [strange]);
    await appendHistory(path, [second]);
    expect((await readHistory(path)).records[0]).toEqual(strange);
  });

  it('takes texts with line breaks, and a file of Windows or of an editor that leaves the last line open', async () => {
    const path = fresh();
    const odd = { ...first, source: 'two\nlines\u2028three \u0000' };
    await writeFile(path, `\ufeff${JSON.stringify(first)}\r\n\r\n${JSON.stringify(second)}`);
    expect(await appendHistory(path, [odd])).toEqual({ mended: false });
    const { records, torn, bad } = await readHistory(path);
    expect([records, torn, bad]).toEqual([[first, second, odd], [], []]);
  });
});

describe('a last line that was cut off', () => {
  it('loses nothing else at any byte, is reported, and is mended by the next append', async () => {
    const path = fresh();
    const whole = Buffer.from(`${JSON.stringify(first)}\n${JSON.stringify({ ...second, source: 'Ü⚾' })}\n`);
    const start = whole.indexOf(0x0a) + 1;
    for (let cut = start + 1; cut < whole.length - 1; cut += 1) {
      await writeFile(path, whole.subarray(0, cut));
      const torn = await readHistory(path);
      expect([torn.records.length, torn.torn.length, torn.bad.length]).toEqual([1, 1, 0]);
      expect(torn.torn[0]).toMatchObject({ line: 2, mended: false });
      expect(await appendHistory(path, [third])).toEqual({ mended: true });
      const after = await readHistory(path);
      expect(after.records).toEqual([first, third]);
      expect(after.torn[0]).toMatchObject({ line: 2, mended: true });
      expect(after.bad).toEqual([]);
    }
  });

  it('is taken for whole where only the line feed is missing', async () => {
    const path = fresh();
    await writeFile(path, JSON.stringify(first));
    expect((await readHistory(path)).records).toEqual([first]);
    await appendHistory(path, [second]);
    expect(await readFile(path, 'utf8')).toBe(`${JSON.stringify(first)}\n${JSON.stringify(second)}\n`);
  });

  it('may be of zeros, as some disks leave them after a power cut', async () => {
    const path = fresh();
    await writeFile(path, Buffer.concat([Buffer.from(`${JSON.stringify(first)}\n`), Buffer.alloc(40)]));
    expect((await readHistory(path)).torn).toHaveLength(1);
    await appendHistory(path, [second]);
    expect((await readHistory(path)).records).toEqual([first, second]);
  });
});

describe('a bad line', () => {
  it.each([
    ['{"at": NaN}', 'line 2 column 8', /expected JSON, found "NaN"/],
    ['{"at": "2026-01-01T00:00:00Z", ', 'cut off', /the end of the text in the middle of it/],
    ['{"timestamp": "2026-01-01", "accuracy": 0.6}', 'of another program', /found timestamp, accuracy/],
    [JSON.stringify({ ...first, at: 'yesterday' }), 'time', /Invalid ISO datetime/],
    [JSON.stringify({ ...first, metrics: { accuracy: { value: '0.6' } } }), 'text', /expected number, received string/],
    [JSON.stringify(first).replace('0.6', '1e999'), 'too large', /Infinity|number/],
    ['[1, 2]', 'array', /found 0, 1|expected a record/],
    ['null', 'null', /expected object, received null/],
  ])('in the middle is reported with its file and line: %s (%s)', async (text, _, problem) => {
    const path = fresh();
    await writeFile(path, `${JSON.stringify(first)}\n${text}\n${JSON.stringify(second)}\n`);
    const { records, bad } = await readHistory(path, 'h.jsonl');
    expect(records).toEqual([first, second]);
    expect(bad).toHaveLength(1);
    expect(bad[0]).toMatchObject({ code: 'data.format', place: { file: 'h.jsonl', line: 2 } });
    expect(bad[0]?.message).toMatch(problem);
    await expect(readWholeHistory(path)).rejects.toMatchObject({ code: 'data.format' });
    await appendHistory(path, [third]);
    expect((await readHistory(path)).records).toEqual([first, second, third]);
  });

  it('that is no UTF-8 is reported too', async () => {
    const path = fresh();
    await writeFile(path, Buffer.concat([Buffer.from([0x7b, 0xff, 0xfe, 0x0a]), Buffer.from(JSON.stringify(first))]));
    expect(await readHistory(path)).toMatchObject({ records: [first], bad: [{ place: { line: 1 } }] });
  });
});

describe('a file that cannot be', () => {
  it('read or written says why', async () => {
    await expect(readHistory(folder)).rejects.toMatchObject({ code: 'data.unreadable' });
    await expect(appendHistory(join(folder, 'no', 'such.jsonl'), [first])).rejects.toMatchObject({
      code: 'output.unwritable',
    });
    await expect(appendHistory(folder, [first])).rejects.toMatchObject({ code: 'output.unwritable' });
  });
});

const root = fileURLToPath(new URL('../../../../../', import.meta.url));

/** Appends until it is stopped, and says after each append that it is done. */
function startWriter(path: string, name: string, times: number, padding: number, mostBlocks = 'unlimited') {
  const program = `
    import { appendHistory } from ${JSON.stringify(new URL('./file.ts', import.meta.url).href)};
    for (let index = 0; index < ${times}; index += 1) {
      await appendHistory(${JSON.stringify(path)}, [{ at: '2026-01-01T00:00:00Z', model: ${JSON.stringify(name)}, rows: index,
        metrics: {}, source: 'x'.repeat(${padding}) }]);
      process.stdout.write(index + '\\n');
    }`;
  const loader = `${root}node_modules/tsx/dist/esm/index.mjs`;
  const node = [process.execPath, '--conditions=source', '--import', loader, '--input-type=module', '-e', program];
  const child = spawn('sh', ['-c', `ulimit -f ${mostBlocks} && exec "$@"`, 'sh', ...node], { cwd: root });
  let [told, wrong] = ['', ''];
  child.stdout.on('data', (bytes: Buffer) => {
    told += bytes.toString();
  });
  child.stderr.on('data', (bytes: Buffer) => {
    wrong += bytes.toString();
  });
  return { child, done: () => told.split('\n').slice(0, -1).map(Number), wrong: () => wrong };
}

describe('processes', () => {
  it('killed in the middle of appends lose nothing that they were told is kept', async () => {
    const path = fresh();
    const padding = 2_000_000;
    let expected = 0;
    for (let round = 0; round < 3; round += 1) {
      const { child, done } = startWriter(path, `round-${round}`, 1e6, padding);
      const [ended] = [once(child, 'exit')];
      while (done().length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
      await new Promise((resolve) => setTimeout(resolve, 3 + 5 * round));
      child.kill('SIGKILL');
      await ended;
      const acknowledged = done();
      const { records, torn, bad } = await readHistory(path);
      const kept = records.filter(({ model }) => model === `round-${round}`).map(({ rows }) => rows);
      expect(bad).toEqual([]);
      expect(torn.length).toBeLessThanOrEqual(round + 1);
      expect(kept.slice(0, acknowledged.length)).toEqual(acknowledged);
      expect(kept.length - acknowledged.length).toBeLessThanOrEqual(1);
      expected += kept.length;
      expect(records).toHaveLength(expected);
    }
  });

  it('that write at the same time do not tear each other', async () => {
    const path = fresh();
    // as a third was killed before
    await writeFile(path, '{"at": "2026-01');
    const writers = ['a', 'b', 'c'].map((name) => startWriter(path, name, 60, 20_000));
    await Promise.all(writers.map(({ child }) => once(child, 'exit')));
    const { records, torn, bad } = await readHistory(path);
    expect([bad, torn.map(({ text }) => text)]).toEqual([[], ['{"at": "2026-01']]);
    for (const name of ['a', 'b', 'c'])
      expect(records.filter(({ model }) => model === name).map(({ rows }) => rows)).toEqual(
        Array.from({ length: 60 }, (_, index) => index),
      );
  });

  it('that run out of room within a record say so, and leave the others whole', async () => {
    const path = fresh();
    // 2,048 blocks are one MiB or two, by the shell: the fifth record at the latest is cut off
    const { child, done, wrong } = startWriter(path, 'full', 5, 500_000, '2048');
    await once(child, 'close');
    const acknowledged = done();
    expect([acknowledged.length > 0, acknowledged.length < 5]).toEqual([true, true]);
    expect(wrong()).toMatch(/the history cannot be written: only \d+ of 500\d+ bytes could be written/);
    const torn = await readHistory(path);
    expect(torn.records.map(({ rows }) => rows)).toEqual(acknowledged);
    expect(torn).toMatchObject({ bad: [], torn: [{ line: acknowledged.length + 1, mended: false }] });
    expect(await appendHistory(path, [first])).toEqual({ mended: true });
    expect((await readHistory(path)).records.at(-1)).toEqual(first);
  });
});
