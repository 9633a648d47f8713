import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { find } from '../../http/testing/alerting.ts';
import { type Bench, noon, useServers } from '../../http/testing/bench.ts';
import { allowLocalAccess } from '../../server/local-access.ts';
import { correctFinding } from '../../state/finding-table.ts';
import { useCommandLine } from '../in-process.suite.ts';
import { textWidth } from '../reporters/text-width.ts';
import { judge } from './served.suite.ts';

const servers = useServers();
const { pitwall } = useCommandLine();
const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

const now = '2026-01-05T12:10:00Z';

/** The command line with a server at hand. */
const asker =
  (bench: Bench) =>
  (typed: string, colour = false) =>
    pitwall(typed, {
      colour,
      env: { PITWALL_SERVER: bench.serving.address, PITWALL_TOKEN: bench.keys.token, PITWALL_NOW: now },
    });

const predict = (bench: Bench, ids: readonly number[], model = 'spread') =>
  bench.send(
    `/api/v1/models/${model}/predictions`,
    ids.map((id) => `{"id":${id},"prediction":0.5,"at":${noon + id * 1_000}}\n`).join(''),
  );

describe('the server is found', () => {
  it('by its address and a token', async () => {
    const bench = await servers.start({ models: ['spread'] });
    const env = { PITWALL_TOKEN: bench.keys.token, PITWALL_NOW: now };
    const { code, out } = await pitwall(`status --json --server ${bench.serving.address}`, { env });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ live: true, status: 'unknown', place: bench.serving.address });
  });

  it('by the data directory that it runs on, without a token', async () => {
    const bench = await servers.start({ models: ['spread'] });
    await allowLocalAccess(bench.server, bench.folder, bench.serving.address);
    const { code, out } = await pitwall(`status --json --data ${bench.folder}`);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ live: true, server: { version: '0.0.0-test' } });
  });

  it('in the data directory itself where none runs, which is free again after', async () => {
    const bench = await servers.start();
    await judge(bench, { id: 'f1' });
    await allowLocalAccess(bench.server, bench.folder, bench.serving.address);
    await bench.serving.stop();
    // as a server that was killed leaves it
    const left = join(bench.folder, 'server.json');
    const access = { address: bench.serving.address, pid: 2 ** 22 + 1, host: (await import('node:os')).hostname() };
    writeFileSync(left, JSON.stringify({ ...access, token: 'x', since: now }));
    for (const turn of [1, 2]) {
      const { code, out, said } = await pitwall(`status --data ${bench.folder}`);
      expect({ turn, code, said }).toEqual({ turn, code: 1, said: '' });
      expect(out).toContain('(no server runs there)');
      expect(out).toContain('pace has moved');
    }
    expect((await pitwall(`events tail --follow --model m --data ${bench.folder}`)).said).toContain('server.missing');
    expect((await pitwall(`jobs run x --data ${bench.folder}`)).said).toContain('Start it with pitwall up');
  });

  it.each([
    ['nothing where it is looked for', 'status', 'server.missing', 'pitwall up'],
    ['an address without a token', 'status --server http://127.0.0.1:9', 'auth.missing', 'PITWALL_TOKEN'],
    ['an address that is none', 'status --server pitwall', 'arguments.invalid', 'http://'],
    ['both ways at once', 'status --server http://x --data y', 'arguments.invalid', 'one of them'],
  ])('or it is said what to do: %s', async (_, typed, code, fix) => {
    const env: Record<string, string> = typed.includes('9') || !typed.includes('http') ? {} : { PITWALL_TOKEN: 't' };
    const answered = await pitwall(typed, { env: typed.endsWith('pitwall') ? { PITWALL_TOKEN: 't' } : env });
    expect(answered.code).toBe(2);
    expect(answered.out).toBe('');
    expect(answered.said).toContain(code);
    expect(answered.said).toContain(fix);
  });

  it('or it is said what to do: a server that is gone, a token that is refused, something else', async () => {
    const bench = await servers.start();
    const address = bench.serving.address;
    const refused = await pitwall(`status --server ${address}`, { env: { PITWALL_TOKEN: 'no' } });
    expect(refused).toMatchObject({ code: 2, said: expect.stringContaining('auth.invalid') });
    await bench.serving.stop();
    const gone = await pitwall(`status --server ${address}`, { env: { PITWALL_TOKEN: 'no' } });
    expect(gone).toMatchObject({ code: 2, said: expect.stringContaining('server.unreachable') });
    expect(gone.said).toContain('ECONNREFUSED');
    const other = createServer((_, response) => response.end('<html>')).listen(0, '127.0.0.1');
    undo.push(() => other.close());
    await new Promise((resolve) => other.once('listening', resolve));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const strange = await pitwall(`status --server ${url}`, { env: { PITWALL_TOKEN: 'no' } });
    expect(strange).toMatchObject({ code: 2, said: expect.stringContaining('server.unreachable') });
  });

  it('or it is said what to do: a folder of somebody else, or whose server does not answer', async () => {
    const folder = servers.folder();
    mkdirSync(folder, { recursive: true });
    expect((await pitwall(`status --data ${folder}`)).said).toContain('found a folder without its state');
    const access = { address: 'http://127.0.0.1:9', pid: process.pid, host: 'elsewhere', token: 'x', since: now };
    writeFileSync(join(folder, 'server.json'), JSON.stringify(access));
    const silent = await pitwall(`status --data ${folder}`);
    expect(silent).toMatchObject({ code: 2, said: expect.stringContaining('server.unreachable') });
    expect(silent.said).toContain('server.json');
    const other = await servers.start();
    writeFileSync(join(folder, 'server.json'), JSON.stringify({ ...access, address: other.serving.address }));
    expect((await pitwall(`status --data ${folder}`)).said).toContain('found another one there');
  });
});

describe('pitwall status', () => {
  it('shows the worst first, and fails from the level on that is asked for', async () => {
    const bench = await servers.start({ models: ['spread', 'totals'] });
    const ask = asker(bench);
    expect((await ask('status --fail-on warning')).code).toBe(1);
    await judge(
      bench,
      { id: 'f1', status: 'warning' },
      { id: 'f2', status: 'pass', subject: 'model:totals', message: 'all is well', minute: 1 },
    );
    const warned = await ask('status');
    expect(warned.code).toBe(0);
    expect(warned.out).toMatch(/! spread +warning +.*1 open/);
    expect(warned.out).toMatch(/✓ totals +pass/);
    expect((await ask('status --fail-on warning')).code).toBe(1);
    await judge(bench, { id: 'f3', metric: 'drift.ks', message: 'pace \u001b[31mhas moved', minute: 2 });
    const alerted = await ask('status');
    expect(alerted.code).toBe(1);
    expect(alerted.out).toContain('pace ␛[31mhas moved');
    expect(alerted.out.indexOf('f3')).toBeLessThan(alerted.out.indexOf('f1'));
    expect((await ask('status --fail-on never')).code).toBe(0);
  });

  it('names what somebody must see to before all else', async () => {
    const bench = await servers.start({ models: ['spread'] });
    expect((await asker(bench)('status')).out).not.toContain('Alerts');
    await find(bench, { model: 'spread', column: 'pace', message: 'pace has \u001b[2Jmoved' });
    const { code, out } = await asker(bench)('status');
    expect(code).toBe(1);
    expect(out.replaceAll(/[0-9a-f]{16}/g, 'ID')).toContain(
      '  Alerts\n  ✗ model spread  Data has drifted\n    pace has ␛[2Jmoved\n    high, firing since 10 minutes ago, ID\n',
    );
    expect(out.indexOf('  Alerts')).toBeLessThan(out.indexOf('  Models'));
  });

  it('takes what was judged again for over', async () => {
    const bench = await servers.start({ models: ['spread'] });
    await judge(bench, { id: 'f1' }, { id: 'f2', status: 'pass', message: 'it is back', minute: 5 });
    const { code, out } = await asker(bench)('status --fail-on warning');
    expect(code).toBe(0);
    expect(out).toContain('Nothing is open');
  });

  it('fits into 80 columns, and says nothing by colour alone', async () => {
    const bench = await servers.start({ models: ['a'.repeat(150), '模型'.repeat(40)] });
    await judge(bench, { id: 'f'.repeat(90), message: 'm'.repeat(300) });
    const { statusLines } = await import('./status/lines.ts');
    const { readStatus } = await import('./status/view.ts');
    const { createClient } = await import('@pitwall/sdk');
    const client = createClient({ url: bench.serving.address, token: bench.keys.token });
    const view = await readStatus({ client, place: 'p'.repeat(200), live: true, now: new Date(now) });
    const plain = statusLines(view, { width: 80, colour: false, now: new Date(now) });
    expect(plain.filter((line) => textWidth(line) > 80)).toEqual([]);
    const coloured = statusLines(view, { width: 80, colour: true, now: new Date(now) });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is taken out
    expect(coloured.map((line) => line.replace(/\u001b\[\d+m/g, '').trimEnd())).toEqual(plain);
  });

  it('refuses a time that is none', async () => {
    expect(await pitwall('status --watch --every soon')).toMatchObject({ code: 2, out: '' });
  });
});

describe('pitwall findings', () => {
  it('lists them page by page, by what is asked', async () => {
    const bench = await servers.start();
    const ask = asker(bench);
    expect(await ask('findings list')).toMatchObject({ code: 0, out: '', said: 'There are none.\n' });
    await judge(
      bench,
      ...Array.from({ length: 7 }, (_, nr) => ({
        id: `f${nr}`,
        minute: nr,
        subject: nr % 2 === 0 ? 'model:spread/column:pace' : 'model:totals',
        status: nr === 6 ? ('unknown' as const) : ('alert' as const),
      })),
    );
    const ids = (out: string) => (JSON.parse(out) as { items: { id: string }[] }).items.map(({ id }) => id);
    expect(ids((await ask('findings list --json --status unknown')).out)).toEqual(['f6']);
    expect(ids((await ask('findings list --json --from 2026-01-05T12:02:00Z --to 2026-01-05T12:04:00Z')).out)).toEqual([
      'f3',
      'f2',
    ]);
    const first = await ask('findings list --model spread --limit 2 --json');
    expect(ids(first.out)).toEqual(['f6', 'f4']);
    const { next } = JSON.parse(first.out) as { next: string };
    expect(ids((await ask(`findings list --model spread --json --cursor ${next}`)).out)).toEqual(['f2', 'f0']);
    const page = await ask('findings list --limit 3');
    expect(page.out).toContain('pace has moved');
    expect(page.said).toMatch(/^There are more: --cursor \S+\n$/);
    expect(ids((await ask('findings list --json --status unknown,alert --limit 2')).out)).toEqual(['f6', 'f5']);
    expect(ids((await ask('findings list --json --status unknown --status warning')).out)).toEqual(['f6']);
    expect(ids((await ask('findings list --json --model spread --status alert')).out)).toEqual(['f4', 'f2', 'f0']);
    const wrong = await ask('findings list --status alert,wanring');
    expect(wrong).toMatchObject({ code: 2, out: '', said: expect.stringContaining('found "wanring"') });
    expect(wrong.said).toContain('Write warning');
    expect((await ask('findings list --status=')).said).toContain('--status alert,warning');
    expect((await ask('findings list --limit 0')).code).toBe(2);
    expect((await ask('findings list --from noon')).said).toContain('--from');
    expect((await ask('findings list --cursor nonsense')).said).toContain('state.cursor');
  });

  it('shows one with all that is known, and what corrected it', async () => {
    const bench = await servers.start();
    await judge(bench, { id: 'f1' }, { id: 'f2', minute: 1 });
    await bench.server.state.change((tx) => correctFinding(tx, { id: 'f1', by: 'f2' }));
    const { out } = await asker(bench)('findings show f1');
    for (const text of [
      'pace has moved',
      'expected as before, observed otherwise',
      'alert where > 0.2',
      '2026-01-05T11:00:00.000Z to before 2026-01-05T12:00:00.000Z',
      '3 of 40',
      'PSI over 20 bins',
      'corrected by  f2',
    ]) {
      expect(out).toContain(text);
    }
    expect(JSON.parse((await asker(bench)('findings show f1 --json')).out)).toMatchObject({ correctedBy: 'f2' });
    expect(await asker(bench)('findings show f9')).toMatchObject({
      code: 2,
      said: expect.stringContaining('finding.missing'),
    });
  });
});

describe('pitwall events tail', () => {
  it('shows the latest with their labels, however far back they are', async () => {
    const bench = await servers.start({ models: ['spread', 'totals'] });
    await predict(
      bench,
      Array.from({ length: 30 }, (_, nr) => nr),
    );
    await predict(bench, [31], 'totals');
    await bench.send('/api/v1/models/spread/labels', '{"id":29,"label":1}\n');
    await bench.server.events.settled();
    const ask = asker(bench);
    const { code, out } = await ask('events tail --limit 3');
    expect(code).toBe(0);
    expect(out.split('\n').map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
      '2026-01-05 12:00:27Z spread 27 0.5 no label yet',
      '2026-01-05 12:00:28Z spread 28 0.5 no label yet',
      '2026-01-05 12:00:29Z spread 29 0.5 was 1',
      '2026-01-05 12:00:31Z totals 31 0.5 no label yet',
      '',
    ]);
    // a year later they are still the latest
    const env = { PITWALL_SERVER: bench.serving.address, PITWALL_TOKEN: bench.keys.token, PITWALL_NOW: '2027-01-05' };
    const later = await pitwall('events tail --limit 2 --model spread --json', { env });
    const ids = later.out.split('\n').flatMap((line) => (line ? [(JSON.parse(line) as { id: string }).id] : []));
    expect(ids).toEqual(['28', '29']);
  });

  it('wants the name of a model where none is known', async () => {
    const bench = await servers.start();
    const answered = await asker(bench)('events tail');
    expect(answered).toMatchObject({ code: 2, said: expect.stringContaining('--model') });
  });
});

describe('pitwall jobs', () => {
  const run = {
    id: 'r1',
    owner: 'here',
    attempt: 2,
    due: '2026-01-05T12:00:00.000Z',
    startedAt: '2026-01-05T12:00:01.000Z',
    endedAt: '2026-01-05T12:00:03.500Z',
    lateMilliseconds: 1_000,
    durationMilliseconds: 2_500,
    outcome: 'failed',
    detail: null,
    error: 'the disk \u001b[2J is full',
  };
  const job = { name: 'monitor:spread', summary: 'Judge spread', schedule: null, lastRun: run };
  const jobs = [
    { ...job, state: 'dead', nextAt: null },
    { ...job, name: 'late', state: 'waiting', nextAt: '2026-01-05T12:00:00.000Z', lastRun: null },
    { ...job, name: 'soon', state: 'waiting', nextAt: '2026-01-05T13:00:00.000Z', lastRun: null },
  ];

  it('says so where there are none, and where a name is none', async () => {
    const bench = await servers.start();
    const ask = asker(bench);
    expect(await ask('jobs list')).toMatchObject({ code: 0, said: 'There are no jobs.\n' });
    for (const typed of ['jobs runs x', 'jobs run x', 'jobs retry x']) {
      expect(await ask(typed)).toMatchObject({ code: 2, said: expect.stringContaining('job.missing') });
    }
  });

  it('shows how each goes and what came of it, and begins one', async () => {
    const url = await answering({
      '/api/v1/jobs': { items: jobs },
      '/api/v1/jobs/monitor%3Aspread/runs?limit=20': { items: [run], next: 'c1', more: true },
      '/api/v1/jobs/monitor%3Aspread/retry': { job: 'monitor:spread', nextAt: '2026-01-05T12:10:00.000Z' },
    });
    const ask = (typed: string) =>
      pitwall(`${typed} --server ${url}`, { env: { PITWALL_TOKEN: 't', PITWALL_NOW: now } });
    const { out } = await ask('jobs list');
    expect(out).toMatch(/✗ monitor:spread +dead +retry it: pitwall jobs retry monitor:spread/);
    expect(out).toContain('the disk ␛[2J is full');
    expect(out).toMatch(/✓ soon +waiting +next in 50 minutes/);
    const runs = await ask('jobs runs monitor:spread');
    expect(runs.out).toMatch(/✗ 2026-01-05 12:00:01 UTC +failed +took 2\.5 s +attempt 2/);
    expect(runs.said).toContain('--cursor c1');
    expect(await ask('jobs retry monitor:spread')).toMatchObject({
      code: 0,
      said: expect.stringContaining('pitwall jobs runs monitor:spread'),
    });
  });

  it('that are given up or late make the status worse', async () => {
    const status = {
      project: 'courtside',
      version: '1',
      startedAt: now,
      ready: true,
      reasons: [],
      models: null,
      state: { engine: 'sqlite' },
      events: { last: 1, applied: 1, waitingBytes: 0, readOnly: null, replayed: 0 },
    };
    const url = await answering({
      '/api/v1/status': status,
      '/api/v1/findings?standing=true&limit=1000': { items: [], next: null, more: false },
      '/api/v1/models': { items: [] },
      '/api/v1/jobs': { items: jobs },
      '/api/v1/alerts?limit=1000': { items: [], next: null, more: false },
    });
    const ask = (typed: string) =>
      pitwall(`${typed} --server ${url}`, { env: { PITWALL_TOKEN: 't', PITWALL_NOW: now } });
    const { code, out } = await ask('status');
    expect(code).toBe(1);
    expect(out).toMatch(/✗ monitor:spread +dead +given up: pitwall jobs retry monitor:spread/);
    expect(out).toMatch(/! late +late +due 10 minutes ago/);
    expect(out).toContain('1 more, all well');
  });

  it('are no concern of a server that is too old to have any', async () => {
    const problem = {
      type: 'x',
      title: 'x',
      status: 404,
      code: 'request.unknown',
      detail: 'No.',
      fix: 'No',
      request_id: '1',
    };
    const url = await answering({}, problem);
    const { code, said } = await pitwall(`jobs list --server ${url}`, { env: { PITWALL_TOKEN: 't' } });
    expect(code).toBe(2);
    expect(said).toContain('it is of an older version');
  });
});

/** A server that answers this and nothing else. */
async function answering(answers: Readonly<Record<string, unknown>>, otherwise: unknown = {}): Promise<string> {
  const other = createServer(({ url = '' }, response) => {
    const known = answers[url];
    response.writeHead(known === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(known ?? otherwise));
  }).listen(0, '127.0.0.1');
  undo.push(() => {
    other.closeAllConnections();
    other.close();
  });
  await new Promise((resolve) => other.once('listening', resolve));
  return `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
}
