import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AskedErasure, ComplianceReport, Holds } from '@pitwall/sdk';
import { describe, expect, it } from 'vitest';
import { sealPersonal } from '../audit/personal.ts';
import { verifyAudit } from '../audit/verify.ts';
import { columnsOf } from '../privacy/columns.ts';
import { erasuresJob } from '../privacy/job.ts';
import { privacyErase } from '../privacy/verbs/erase.ts';
import { baselineOfEvents } from '../profiles/event-baseline.ts';
import { perform } from '../server/perform.ts';
import { owner } from '../server/tokens.ts';
import { addAccount, getAccount } from '../state/account-table.ts';
import { appendAudit, listAudit } from '../state/audit-table.ts';
import { appendFindings } from '../state/finding-table.ts';
import { type Bench, useServers } from './testing/bench.ts';

const servers = useServers();

const config = {
  models: {
    churn: {
      task: 'binary',
      prediction: 'prediction',
      label: 'label',
      personal: { subject: 'customer', columns: ['email'], purpose: 'to keep customers' },
    },
    other: { task: 'binary', prediction: 'prediction', label: 'label' },
  },
  privacy: { hold: ['person:held-by-config'], contact: 'The office' },
};

const line = (id: string, customer: string) =>
  JSON.stringify({
    id,
    prediction: 0.4,
    features: { customer, email: `planted-${customer}@example.org`, plan: 'gold' },
  });

async function filled(bench: Bench): Promise<void> {
  const rows = [line('1', 'zelda'), line('2', 'bob'), line('3', 'zelda'), line('4', 'held-by-config')];
  expect((await bench.send('/api/v1/models/churn/predictions', rows.join('\n'))).status).toBe(202);
  const labels = ['1', '2'].map((id) => JSON.stringify({ id, label: 1 })).join('\n');
  expect((await bench.send('/api/v1/models/churn/labels', labels)).status).toBe(202);
  await bench.server.events.settled();
}

const post = (bench: Bench, path: string, body: unknown): Promise<Response> =>
  bench.ask(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

async function erase(bench: Bench, subject: string, more: object = {}): Promise<AskedErasure> {
  const answer = await post(bench, '/api/v1/privacy/erasures', { subject, ...more });
  const text = await answer.text();
  expect([answer.status, text]).toEqual([200, expect.anything()]);
  return JSON.parse(text) as AskedErasure;
}

const codeOf = async (answer: Response): Promise<[number, unknown]> => [
  answer.status,
  ((await answer.json()) as { code: unknown }).code,
];

/** In which files of a folder a text stands. */
const filesWith = (folder: string, text: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => readFileSync(path).includes(text));

/** What the audit says of somebody under their key, and a finding that repeats their e-mail. */
async function remember(bench: Bench): Promise<void> {
  const { state, keys, world } = bench.server;
  await state.change(async (tx) => {
    const sealed = await sealPersonal(tx, keys, world, 'person:zelda', { said: 'planted-secret of zelda' });
    await appendAudit(tx, {
      at: world.now(),
      actor: 'owner',
      verb: 'note.make',
      subject: 'server:notes',
      outcome: 'done',
      input: {},
      sealed,
    });
    const finding = {
      subject: 'model:churn/column:email',
      metric: 'contract.values',
      value: 1,
      threshold: null,
      status: 'alert' as const,
      message: 'the value "planted-zelda@example.org" is none',
      evidence: { count: 1, examples: [{ value: 'planted-zelda@example.org' }] },
      at: new Date(world.now()).toISOString(),
    };
    await appendFindings(tx, [{ id: 'f-1', finding, window: null }]);
  });
}

describe('a person', () => {
  it('T27: that is erased is in no file any more, the chain is sound, and a certificate says what went', async () => {
    const bench = await servers.start({ config });
    const { server } = bench;
    await filled(bench);
    await remember(bench);
    expect(filesWith(bench.folder, 'planted-zelda').length).toBeGreaterThan(0);

    const dry = await erase(bench, 'person:zelda', { dry_run: true });
    expect(dry).toMatchObject({ dryRun: true, found: { predictions: 2, labels: 1, auditEntries: 1 }, erasure: null });

    const { erasure } = await erase(bench, 'person:zelda', { reason: 'request 12' });
    expect(erasure?.certificate).toMatchObject({
      events: { predictions: 2, labels: 1, conflicts: 0 },
      rewritten: 1,
      account: false,
      keyDestroyed: true,
      left: [],
      backups: { last: null },
    });
    for (const text of ['zelda', 'planted-zelda', 'planted-secret']) {
      expect([text, filesWith(bench.folder, text)]).toEqual([text, []]);
    }
    expect(await verifyAudit(server.state.db)).toMatchObject({ sound: true });
    const { items } = await listAudit(server.state.db, { verb: 'privacy.erased' });
    expect(items).toMatchObject([
      {
        seq: erasure?.certificate?.audit,
        actor: 'system',
        subject: `person:${erasure?.person}`,
        input: { predictions: 2 },
      },
    ]);
    expect(JSON.stringify((await listAudit(server.state.db, {})).items)).not.toContain('zelda');
    const finding = (await (await bench.ask('/api/v1/findings/f-1')).json()) as { finding: { message: string } };
    expect(finding.finding.message).toBe('the value "[erased]" is none');
    expect(await erase(bench, 'person:zelda')).toMatchObject({ found: { predictions: 0 }, erasure: null });
    // others are there as they were
    expect(await erase(bench, 'person:bob', { dry_run: true })).toMatchObject({ found: { predictions: 1, labels: 1 } });
    expect(bench.failures).toEqual([]);
  });

  it('T27: stays erased after the server was stopped and started on what is left', async () => {
    const folder = servers.folder();
    const bench = await servers.start({ config, folder });
    await filled(bench);
    await erase(bench, 'person:zelda');
    await bench.serving.stop();
    const again = await servers.start({ config, folder });
    expect(await erase(again, 'person:zelda', { dry_run: true })).toMatchObject({
      found: { predictions: 0, labels: 0 },
    });
    expect(filesWith(folder, 'zelda')).toEqual([]);
  });

  it('is handed out as lines of JSON, with a manifest that says what was asked and what came', async () => {
    const bench = await servers.start({ config });
    await filled(bench);
    await remember(bench);
    const answer = await bench.ask('/api/v1/privacy/export?subject=person:zelda');
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    const lines = (await answer.text())
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text));
    expect(lines.map(({ kind }) => kind)).toEqual(['prediction', 'prediction', 'audit', 'manifest']);
    expect(lines[0]).toMatchObject({ id: '1', features: { email: 'planted-zelda@example.org' }, label: 1 });
    expect(lines[2]).toMatchObject({ personal: { said: 'planted-secret of zelda' } });
    expect(lines[3]).toMatchObject({
      query: ['churn: features.customer is this person'],
      files: { prediction: { records: 2 }, audit: { records: 1 } },
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const { items } = await listAudit(bench.server.state.db, { verb: 'privacy.export' });
    expect(items).toMatchObject([{ outcome: 'done', input: { predictions: 2 } }]);
    expect(JSON.stringify(items)).not.toContain('zelda');
  });

  it('gets what is said of them, and not what is said of those to whom they did something', async () => {
    const bench = await servers.start({ config });
    const { state, keys, world } = bench.server;
    await state.change(async (tx) => {
      const at = world.now();
      await addAccount(tx, {
        id: 'u-plantedtwo',
        name: 'ada',
        password: null,
        grants: [],
        madeAt: at,
        madeBy: 'owner',
      });
      const said = (subject: string, text: string) => sealPersonal(tx, keys, world, subject, { text });
      const entry = { at, outcome: 'done', input: {} } as const;
      const ofBob = await said('account:u-plantedbob', 'planted-bob');
      const ofAda = await said('account:u-plantedtwo', 'planted-ada');
      await appendAudit(tx, { ...entry, actor: 'user:u-plantedtwo', verb: 'a.b', subject: 'model:x', sealed: ofBob });
      await appendAudit(tx, { ...entry, actor: 'owner', verb: 'a.b', subject: 'model:x', sealed: ofAda });
    });
    const text = await (await bench.ask('/api/v1/privacy/export?subject=user:ada')).text();
    expect(text).toContain('planted-ada');
    expect(text).not.toContain('planted-bob');
  });

  it('is not erased while a hold stands, be it in the configuration or put there', async () => {
    const bench = await servers.start({ config });
    await filled(bench);
    const refused = { code: 'privacy.held' };
    const ask = (subject: string) => post(bench, '/api/v1/privacy/erasures', { subject });
    expect(await codeOf(await ask('person:held-by-config'))).toEqual([409, refused.code]);
    const held = await post(bench, '/api/v1/privacy/holds', { subject: 'person:zelda', reason: 'case 7' });
    const { hold } = (await held.json()) as { hold: string };
    expect(await codeOf(await ask('person:zelda'))).toEqual([409, refused.code]);
    expect(await erase(bench, 'person:zelda', { dry_run: true })).toMatchObject({
      held: expect.stringContaining('hold'),
    });
    const holds = (await (await bench.ask('/api/v1/privacy/holds')).json()) as Holds;
    expect(holds).toMatchObject({ items: [{ id: hold, subject: 'person:zelda', reason: 'case 7' }], configured: 1 });
    expect((await listAudit(bench.server.state.db, { verb: 'privacy.erase', outcome: 'failed' })).items).toHaveLength(
      2,
    );
    expect(filesWith(bench.folder, 'person:zelda')).toEqual([]);

    expect((await bench.ask(`/api/v1/privacy/holds/${hold}`, { method: 'DELETE' })).status).toBe(200);
    expect((await bench.ask(`/api/v1/privacy/holds/${hold}`, { method: 'DELETE' })).status).toBe(404);
    expect((await erase(bench, 'person:zelda')).erasure?.certificate).toMatchObject({ events: { predictions: 2 } });
  });

  it('that nobody can be, or whom no model names, is refused or said not to be there', async () => {
    const bench = await servers.start({ config });
    await filled(bench);
    for (const subject of ['zelda', 'person:', 'person:a\u0000b', `person:${'x'.repeat(501)}`, 'model:churn']) {
      expect([subject, ...(await codeOf(await post(bench, '/api/v1/privacy/erasures', { subject })))]).toEqual([
        subject,
        400,
        'privacy.subject',
      ]);
    }
    expect(await codeOf(await bench.ask('/api/v1/privacy/export?subject=user:nobody'))).toEqual([
      404,
      'account.missing',
    ]);
    const naming = { subject: 'person:zelda', reason: 'because Zelda asked' };
    expect(await codeOf(await post(bench, '/api/v1/privacy/erasures', naming))).toEqual([400, 'privacy.reason']);
    for (const subject of [`person:'; DROP TABLE prediction; --`, 'person:%', 'person:x" OR 1=1', 'person:a/b:c%2F']) {
      expect(await erase(bench, subject)).toMatchObject({ found: { predictions: 0 }, erasure: null });
    }
    expect(await erase(bench, 'person:zelda', { dry_run: true })).toMatchObject({ found: { predictions: 2 } });
    const plain = await servers.start({ models: ['m'] });
    expect(await codeOf(await post(plain, '/api/v1/privacy/erasures', { subject: 'person:zelda' }))).toEqual([
      409,
      'privacy.undeclared',
    ]);
  });

  it('is in no baseline, which counts other columns', async () => {
    const bench = await servers.start({ config });
    const rows = Array.from({ length: 150 }, (_, index) => line(String(index), `c${index}`));
    await bench.send('/api/v1/models/churn/predictions', rows.join('\n'));
    const { events } = bench.server;
    await events.settled();
    const span = { model: 'churn', from: 0, to: bench.clock.now + 1, features: undefined };
    const without = columnsOf(bench.server.config, 'churn');
    const { columns } = await baselineOfEvents(events, { ...span, without }, new Date(bench.clock.now));
    expect(columns.map(({ name }) => name)).toEqual(['prediction', 'plan']);
  });
});

describe('a compliance report', () => {
  const reportOf = async (bench: Bench, kind: string, query = ''): Promise<ComplianceReport> =>
    (await bench.ask(`/api/v1/compliance/${kind}${query}`)).json() as Promise<ComplianceReport>;
  const rowsOf = (report: ComplianceReport, title: string) =>
    report.sections.find((section) => section.title === title)?.rows ?? [];

  it('of each kind says what it is made of, what it cannot know, and that it certifies nothing', async () => {
    const bench = await servers.start({ config });
    await filled(bench);
    await erase(bench, 'person:zelda');
    bench.clock.now += 1;
    for (const kind of ['sox', 'gdpr', 'hipaa']) {
      const report = await reportOf(bench, kind);
      expect(report.audit).toMatchObject({
        sound: true,
        first: expect.any(Number),
        head: { hash: expect.any(String) },
      });
      expect(report.title).toContain('-style');
      expect(report.disclaimer).toContain('no certification');
      expect(report.sections.filter(({ unknown }) => unknown.length > 0).length).toBeGreaterThanOrEqual(3);
    }
    const gdpr = await reportOf(bench, 'gdpr');
    expect(rowsOf(gdpr, 'Register of processing')).toEqual([
      ['churn', 'to keep customers', 'customer', 'email', '180d'],
      ['other', 'not recorded', 'not declared', 'not declared', '180d'],
    ]);
    expect(rowsOf(gdpr, 'Erasures')).toMatchObject([
      [
        expect.any(String),
        expect.any(String),
        expect.any(String),
        expect.any(String),
        expect.any(Number),
        2,
        1,
        'finished',
      ],
    ]);
    const sox = await reportOf(bench, 'sox');
    expect(rowsOf(sox, 'Two persons')).toEqual([]);
    expect(sox.sections.find(({ title }) => title === 'Two persons')?.summary).toContain('Unknown');
    expect(rowsOf(sox, 'Who may do what now').length).toBeGreaterThan(0);
  });

  it('of access has one entry for each reader, model and day, however often was read', async () => {
    const bench = await servers.start({ config });
    await filled(bench);
    for (let read = 0; read < 5; read += 1) await bench.ask('/api/v1/models/churn/predictions');
    bench.clock.now += 86_400_000;
    await bench.ask('/api/v1/models/churn/predictions');
    bench.clock.now += 1;
    const read = rowsOf(await reportOf(bench, 'hipaa'), 'Access to data of persons');
    expect(read.map((row) => row.slice(3, 5))).toEqual([
      ['prediction.read', 'model:churn'],
      ['prediction.read', 'model:churn'],
    ]);
  });

  it('of another kind, or of a time that ends before it begins, is refused', async () => {
    const bench = await servers.start({ config });
    expect((await bench.ask('/api/v1/compliance/pci')).status).toBe(400);
    const backwards = '?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z';
    expect(await codeOf(await bench.ask(`/api/v1/compliance/gdpr${backwards}`))).toEqual([400, 'compliance.period']);
  });
});

describe('somebody who signs in', () => {
  it('T27: that is erased has no name any more, and no key opens the door', async () => {
    const bench = await servers.start({ config });
    const { server } = bench;
    await server.state.change(async (tx) => {
      await addAccount(tx, {
        id: 'u-plantedone',
        name: 'planted-ada',
        password: null,
        grants: [{ role: 'viewer', on: ['*'] }],
        madeAt: server.world.now(),
        madeBy: 'owner',
      });
    });
    const lines = (await (await bench.ask('/api/v1/privacy/export?subject=user:planted-ada')).text())
      .trim()
      .split('\n');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ kind: 'account', name: 'planted-ada', password: 'none' });
    const { erasure } = await erase(bench, 'user:planted-ada');
    expect(erasure?.certificate).toMatchObject({ account: true, keyDestroyed: true, events: { predictions: 0 } });
    expect(await getAccount(server.state.db, 'u-plantedone')).toMatchObject({ name: null, grants: [] });
    expect(filesWith(bench.folder, 'planted-ada')).toEqual([]);
    expect(await codeOf(await post(bench, '/api/v1/privacy/erasures', { subject: 'account:u-plantedone' }))).toEqual([
      404,
      'account.missing',
    ]);
  });
});

describe('the job erasures', () => {
  it('brings what was only begun to its end, and says so', async () => {
    const bench = await servers.start({ config });
    await filled(bench);
    const context = { ...bench.server, config: bench.server.config, actor: owner };
    const work = { context, due: bench.clock.now, run: 'r-1', signal: new AbortController().signal };
    expect(await erasuresJob().run(work)).toEqual({ detail: 'nothing was left to erase' });
    const { output } = await perform(context, privacyErase, { subject: 'person:zelda' });
    const listed = async () => (await (await bench.ask(`/api/v1/privacy/erasures/${output.erasure}`)).json()) as object;
    expect(await listed()).toMatchObject({ finishedAt: null, certificate: null });
    const late = await post(bench, '/api/v1/privacy/holds', { subject: 'person:zelda', reason: 'too late' });
    expect(await codeOf(late)).toEqual([409, 'privacy.held']);
    // asked for again, it is the same one
    expect((await perform(context, privacyErase, { subject: 'person:zelda' })).output).toEqual(output);
    expect(await erasuresJob().run(work)).toEqual({ detail: 'brought 1 erasure to its end' });
    expect(await listed()).toMatchObject({
      finishedAt: expect.any(String),
      certificate: { events: { predictions: 2 } },
    });
    expect(filesWith(bench.folder, 'zelda')).toEqual([]);
  });
});
