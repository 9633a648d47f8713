import { gzipSync } from 'node:zlib';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { listed } from '../../../http/testing/asking.ts';
import { type Bench, type BenchOptions, useServers } from '../../../http/testing/bench.ts';
import { allowLocalAccess } from '../../../server/local-access.ts';
import { useCommandLine } from '../../in-process.suite.ts';

const servers = useServers();
const { pitwall, write, parquet } = useCommandLine();

async function start(options: BenchOptions = {}) {
  const bench = await servers.start({ models: ['m'], ...options });
  const env = { PITWALL_SERVER: bench.serving.address, PITWALL_TOKEN: bench.keys.token };
  const send = (...typed: readonly string[]) => pitwall(['events', 'send', ...typed, '--model', 'm'], { env });
  return { bench, send };
}

const shown = async (bench: Bench) =>
  (await listed(bench)).items.map(({ id, prediction, features, label }) => ({ id, prediction, features, label }));

const csv = 'id,prediction,pace\na,0.25,70\nb,0.75,71\n';
const ndjson =
  '{"id":"a","prediction":0.25,"features":{"pace":70}}\n{"id":"b","prediction":0.75,"features":{"pace":71}}\n';
const arrow = tableToIPC(
  tableFromArrays({ id: ['a', 'b'], prediction: Float64Array.of(0.25, 0.75), pace: Float64Array.of(70, 71) }),
  'file',
);

describe('pitwall events send', () => {
  it.each([
    ['games.csv', csv],
    ['games.CSV.gz', gzipSync(csv)],
    ['games.tsv', csv.replaceAll(',', '\t')],
    ['games.ndjson', ndjson],
    ['games.jsonl.gz', gzipSync(ndjson)],
    ['games.json', `[${ndjson.trim().replace('\n', ',')}]`],
    ['games.arrow', arrow],
    ['games.feather.gz', gzipSync(arrow)],
  ])('sends %s', async (name, content) => {
    const { bench, send } = await start();
    const sent = await send(write(name, content));
    expect(sent).toEqual({ code: 0, out: 'Took in 2 predictions of m.\n', said: '' });
    expect(await shown(bench)).toEqual([
      { id: 'a', prediction: 0.25, features: { pace: 70 }, label: null },
      { id: 'b', prediction: 0.75, features: { pace: 71 }, label: null },
    ]);
  });

  it('sends Parquet, whatever its columns are called, and then the same file as labels', async () => {
    const { bench, send } = await start();
    const select = `SELECT * FROM (VALUES ('a', 0.25::DOUBLE, 1, 70), ('b', 0.75, 0, 71)) t("game, id", p_home, won, pace)`;
    const file = await parquet('games.parquet', select);
    const columns = 'id=game, id,prediction=p_home,label=won';
    expect((await send(file, '--columns', columns)).out).toContain('Took in 2 predictions');
    const labels = await send(file, '--labels', '--columns', 'id=game, id', '--columns', 'label=won', '--wait');
    expect(labels.out).toBe('Took in 2 labels of m: 2 new.\n');
    expect(await shown(bench)).toEqual([
      { id: 'a', prediction: 0.25, features: { pace: 70 }, label: 1 },
      { id: 'b', prediction: 0.75, features: { pace: 71 }, label: 0 },
    ]);
  });

  it('says what was new, there already, conflicting and corrected, when it waits', async () => {
    const { send } = await start();
    await send(write('first.csv', csv), '--wait');
    const again = await send(write('second.csv', 'id,prediction,pace\na,0.25,70\nb,0.5,71\nc,0.1,72\n'), '--wait');
    expect(again.out).toBe(
      'Took in 3 predictions of m: 1 new, 1 there already, 1 conflicting with what was there already, which is kept.\n',
    );
    await send(write('labels.ndjson', '{"id":"a","label":1}\n'), '--labels', '--wait');
    const corrected = write('labels.ndjson', '{"id":"a","label":0,"supersedes":true}\n');
    expect((await send(corrected, '--labels', '--wait')).out).toBe('Took in 1 labels of m: 0 new, 1 corrected.\n');
    const json = await send(corrected, '--labels', '--wait', '--json');
    expect(JSON.parse(json.out)).toMatchObject({ accepted: 1, added: 0, repeated: 1, corrected: 0 });
  });

  it('reads standard input where its format is said', async () => {
    const { bench, send } = await start();
    expect(await send('-')).toMatchObject({ code: 2, out: '', said: expect.stringContaining('--format') });
    const env = { PITWALL_SERVER: bench.serving.address, PITWALL_TOKEN: bench.keys.token };
    for (const stdin of [ndjson, gzipSync(ndjson.replaceAll('"id":"', '"id":"z'))]) {
      const sent = await pitwall('events send - --format ndjson --model m', { env, stdin });
      expect(sent).toMatchObject({ code: 0, out: 'Took in 2 predictions of m.\n' });
    }
    expect(await shown(bench)).toHaveLength(4);
    expect((await send('-', '--format', 'csv')).said).toContain('data.empty');
  });

  it('says line, row, column and field of what is wrong, of all mistakes, and takes in nothing', async () => {
    const { bench, send } = await start();
    const lines = await send(
      write('bad.ndjson', '{"id":"a","prediction":1}\n{"id":"b"}\n{"id":"c","prediction":1,"odds":"x"}\n'),
    );
    expect(lines).toMatchObject({ code: 2, out: '' });
    expect(lines.said).toMatch(/✗ events\.invalid {2}\S*bad\.ndjson:2.*prediction/);
    expect(lines.said).toMatch(/✗ events\.invalid {2}\S*bad\.ndjson:3.*odds/);
    const rows = await send(write('bad.csv', 'id,prediction,odds\na,0.5,1.9\nb,0.5,high\n'));
    expect(rows.said).toMatch(/bad\.csv/);
    expect(rows.said).toContain('odds');
    expect(rows.said).toContain('Row 2');
    expect(await shown(bench)).toEqual([]);
  });

  it.each([
    ['missing.csv', undefined, 'data.missing'],
    ['empty.csv', '', 'data.empty'],
    ['headed.csv', 'id,prediction\n', 'events.empty'],
    ['table.xlsx', 'x', 'data.format'],
    ['packed.csv.zst', 'x', 'data.format'],
    ['broken.csv.gz', 'x', 'request.encoding'],
    ['broken.parquet', 'PAR1 and no more', 'data.'],
    ['other.csv', 'game,p\n1,2\n', 'id'],
    ['.', undefined, 'data.directory'],
  ])('refuses %s', async (name, content, said) => {
    const { bench, send } = await start();
    const answered = await send(content === undefined ? name : write(name, content));
    expect(answered).toMatchObject({ code: 2, out: '' });
    expect(answered.said).toContain(said);
    expect(bench.failures).toEqual([]);
  });

  it.each([
    ['id', 'found "id"'],
    ['idd=game', 'Write id=game'],
    ['wait=x', 'key=column'],
    ['id=', 'key=column'],
    ['', 'key=column'],
  ])('refuses %j as columns', async (columns, said) => {
    const { send } = await start();
    const answered = await send(write('games.csv', csv), `--columns=${columns}`);
    expect(answered).toMatchObject({ code: 2, out: '', said: expect.stringContaining(said) });
  });

  it('refuses columns of lines, a model that is not declared, and a file that is too long', async () => {
    const { bench, send } = await start({ limits: { fileBytes: 1 << 20 } });
    expect((await send(write('games.ndjson', ndjson), '--columns', 'id=x')).said).toContain('found them with JSON');
    const long = write('long.csv', `id,prediction\n${'a,0.5\n'.repeat(500_000)}`);
    expect((await send(long)).said).toContain('request.too_large');
    const env = { PITWALL_SERVER: bench.serving.address, PITWALL_TOKEN: bench.keys.token };
    const file = write('games.csv', csv);
    expect((await pitwall(['events', 'send', file, '--model', 'x'], { env })).said).toContain('model.missing');
    expect((await pitwall(['events', 'send', file], { env })).said).toContain('--model NAME');
  });

  it('wants a server that runs', async () => {
    const { bench } = await start();
    const leave = await allowLocalAccess(bench.server, bench.folder, bench.serving.address);
    const typed = ['events', 'send', write('games.csv', csv), '--model', 'm', '--data', bench.folder];
    expect(await pitwall(typed)).toMatchObject({ code: 0, out: 'Took in 2 predictions of m.\n' });
    await leave();
    await bench.serving.stop();
    const stopped = await pitwall(typed);
    expect(stopped).toMatchObject({ code: 2, out: '', said: expect.stringContaining('server.missing') });
    expect(stopped.said).toContain('Start it with pitwall up');
  });
});
