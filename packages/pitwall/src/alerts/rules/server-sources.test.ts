import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { backupJobs } from '../../backup/jobs.ts';
import { openFilled } from '../../backup/testing/filled.ts';
import { flipByte, partFile } from '../../backup/testing/kept.ts';
import { backupDrill } from '../../backup/verbs/backup-drill.ts';
import { backupMake } from '../../backup/verbs/backup-make.ts';
import { type Bench, useServers } from '../../http/testing/bench.ts';
import { addPerson, goodPassword, sendForm } from '../../http/testing/people.ts';
import { watchJobs } from '../../monitors/stalled.ts';
import { hour, monday, useMonitors } from '../../monitors/testing/bench.ts';
import { createOutward } from '../../outward/outward.ts';
import { system } from '../../server/actor.ts';
import { perform } from '../../server/perform.ts';
import { findingRecord } from '../../server/verbs/finding-record.ts';
import { putJob } from '../../state/job-table.ts';
import { createFolder, type Folder } from '../../testing/data-files.ts';
import { deliveryAuditJob } from '../delivery/audit-job.ts';
import { failed, useDeliveryBenches } from '../delivery/testing/bench.ts';
import { alertsOf, standing } from './testing/alerts-of.ts';
import { findingOf } from './testing/findings.ts';

const servers = useServers();
const startMonitors = useMonitors();
const openDelivery = useDeliveryBenches();
const minute = 60_000;

const folders: Folder[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

/** A server that makes backups at night. */
async function startBackups() {
  const folder = createFolder();
  folders.push(folder);
  const filled = await openFilled(folder.path, { config: { backup: { to: 'to', schedule: '0 2 * * *' } } });
  const { server, clock } = filled;
  const context = { ...server, config: server.config, actor: system };
  return {
    server,
    clock,
    to: join(folder.path, 'to'),
    context,
    make: async () => {
      clock.now += minute;
      return (await perform(context, backupMake, {})).output;
    },
  };
}

/** What a program sends that signs in with a name, or with what it got for that. */
async function token({ serving }: Bench, body: object): Promise<{ status: number; refresh_token: string }> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${serving.address}/api/v1/token`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  return { status: answer.status, ...((await answer.json()) as { refresh_token: string }) };
}

describe('rules about the server, from their sources', { timeout: 60_000 }, () => {
  it('job-stalled: each job that stands still is an alert, until it runs', async () => {
    const bench = await startMonitors({ models: {} });
    const { state } = bench.server;
    for (const name of ['a', 'b'])
      await state.change((tx) => putJob(tx, { name, summary: '', schedule: null, nextAt: monday }));
    await watchJobs(bench.context);
    expect(await alertsOf(bench.server, 'job-stalled')).toEqual([]);
    bench.clock.now = monday + 3 * hour;
    await watchJobs(bench.context);
    expect(await alertsOf(bench.server, 'job-stalled')).toEqual([
      'component:jobs/job:a firing high',
      'component:jobs/job:b firing high',
    ]);
    expect(await standing(bench.server, 'job-stalled')).toEqual({
      'component:jobs/job:a jobs.stalled': 'high',
      'component:jobs/job:b jobs.stalled': 'high',
    });
    await state.change((tx) =>
      tx
        .updateTable('job')
        .set({ next_at: monday + 4 * hour })
        .execute(),
    );
    await watchJobs(bench.context);
    expect(await standing(bench.server, 'job-stalled')).toEqual({});
  });

  it('sign-in: five wrong passwords in an hour are one alert, however many follow, until somebody is in', async () => {
    const bench = await servers.start({ limits: { failedSignIns: { perSecond: 100, burst: 1_000 } } });
    const id = await addPerson(bench, { name: 'ada' });
    const wrong = () => sendForm(bench, { name: 'ada', password: 'wrong one of them' });
    for (let tries = 0; tries < 4; tries++) await wrong();
    expect(await alertsOf(bench.server, 'sign-in')).toEqual([]);
    for (let tries = 0; tries < 4; tries++) await wrong();
    await expect.poll(() => alertsOf(bench.server, 'sign-in')).toEqual([`account:${id} firing medium`]);
    expect(await standing(bench.server, 'sign-in')).toEqual({
      [`account:${id} access.sign_in`]: 'medium',
    });
    bench.clock.now += 15 * minute;
    expect((await sendForm(bench, { name: 'ada', password: goodPassword })).status).toBe(303);
    await expect.poll(() => alertsOf(bench.server, 'sign-in')).toEqual([`account:${id} resolved medium`]);
  });

  it('token-reused: a refresh token that comes twice is an alert, which nothing but a person ends', async () => {
    const bench = await servers.start({ limits: { failedSignIns: { perSecond: 100, burst: 1_000 } } });
    const id = await addPerson(bench, { name: 'ada' });
    const first = await token(bench, { name: 'ada', password: goodPassword });
    const second = await token(bench, { refresh_token: first.refresh_token });
    await token(bench, { refresh_token: second.refresh_token });
    expect(await alertsOf(bench.server, 'token-reused')).toEqual([]);
    expect((await token(bench, { refresh_token: first.refresh_token })).status).toBe(401);
    const expected = { [`account:${id} access.refresh_reused`]: 'high' };
    expect(await standing(bench.server, 'token-reused')).toEqual(expected);
    expect((await token(bench, { name: 'ada', password: goodPassword })).status).toBe(200);
    expect(await standing(bench.server, 'token-reused')).toEqual(expected);
  });

  it('backup-late: a night without its backup is an alert, until there is one', async () => {
    const { server, clock, context, make } = await startBackups();
    const [, watch] = backupJobs(server.config.backup, { since: clock.now });
    const look = () => watch?.run({ context, due: 0, run: 'r', signal: new AbortController().signal });
    await look();
    expect(await alertsOf(server, 'backup-late')).toEqual([]);
    clock.now += 30 * hour;
    await look();
    await look();
    expect(await standing(server, 'backup-late')).toEqual({ 'backup:courtside backup.age': 'high' });
    await make();
    await look();
    expect(await standing(server, 'backup-late')).toEqual({});
    expect(await alertsOf(server, 'backup-late')).toEqual(['backup:courtside resolved high']);
    await server.close();
  });

  it('backup-broken: a backup that does not come back whole is critical, until one does', async () => {
    const { server, to, context, make } = await startBackups();
    const { id } = await make();
    await perform(context, backupDrill, {});
    expect(await alertsOf(server, 'backup-broken')).toEqual([]);
    flipByte(partFile(join(to, id), 'state'), 0.5);
    await perform(context, backupDrill, {});
    expect(await standing(server, 'backup-broken')).toEqual({
      'backup:courtside backup.drill': 'critical',
    });
    await make();
    await perform(context, backupDrill, {});
    expect(await standing(server, 'backup-broken')).toEqual({});
    await server.close();
  });

  it('delivery: what reaches nobody is critical, until it has reached somebody', async () => {
    const bench = await openDelivery({ channels: { a: { fake: { name: 'a' } } } });
    for (const channel of bench.channels.keys()) bench.answers.set(channel, () => failed);
    const threads = [{ thread: 't', severity: 'high' as const, since: bench.clock.now }];
    const outward = createOutward({ allow: [] });
    const job = deliveryAuditJob({ openThreads: async () => threads, outward });
    const context = { ...bench.server, config: bench.server.config, actor: system };
    const audit = () => job.run({ context, due: 0, run: 'r', signal: new AbortController().signal });
    await bench.tell('a', 't');
    const sender = bench.start();
    await sender.idle();
    await audit();
    expect(await alertsOf(bench.server, 'delivery')).toEqual([]);
    bench.clock.now += 10 * minute;
    await sender.idle();
    await audit();
    await audit();
    expect(await standing(bench.server, 'delivery')).toEqual({
      'component:delivery delivery.undelivered': 'critical',
    });
    bench.answers.clear();
    bench.clock.now += hour;
    await sender.idle();
    await audit();
    expect(await alertsOf(bench.server, 'delivery')).toEqual(['component:delivery resolved critical']);
  });

  it('received: what Prometheus raises is as bad as it says there, until it says that it is over', async () => {
    const bench = await servers.start();
    const post = async (labels: Record<string, string>, more: object = {}) => {
      const body = JSON.stringify([{ labels, annotations: { summary: 'No room' }, ...more }]);
      const headers = { 'content-type': 'application/json' };
      expect((await bench.ask('/api/v2/alerts', { method: 'POST', headers, body })).status).toBe(200);
    };
    const page = { alertname: 'DiskFull', instance: 'a', severity: 'page' };
    const error = { alertname: 'DiskFull', instance: 'b', severity: 'error' };
    expect(await alertsOf(bench.server, 'received')).toEqual([]);
    for (let times = 0; times < 3; times++) for (const labels of [page, error]) await post(labels);
    expect((await alertsOf(bench.server, 'received')).toSorted()).toEqual([
      'prometheus:DiskFull firing critical',
      'prometheus:DiskFull firing high',
    ]);
    bench.clock.now += minute;
    await post(page, { endsAt: new Date(bench.clock.now).toISOString() });
    expect((await alertsOf(bench.server, 'received')).toSorted()).toEqual([
      'prometheus:DiskFull firing high',
      'prometheus:DiskFull resolved critical',
    ]);
  });

  it('anything-else: what nobody made a rule of is an alert all the same', async () => {
    const bench = await startMonitors({ models: {} });
    const record = (id: string, status: 'alert' | 'warning' | 'pass') =>
      perform(bench.context, findingRecord, {
        findings: [{ id, finding: findingOf({ subject: 'weather:oslo', metric: 'rain', status }), window: null }],
      });
    await record('1', 'warning');
    expect(await standing(bench.server, 'anything-else')).toEqual({ 'weather:oslo rain': 'medium' });
    await record('2', 'alert');
    expect(await standing(bench.server, 'anything-else')).toEqual({ 'weather:oslo rain': 'high' });
    await record('3', 'pass');
    expect(await standing(bench.server, 'anything-else')).toEqual({});
  });
});
