import { describe, expect, it } from 'vitest';
import { alertRaise } from '../alerts/verbs/alert-raise.ts';
import type { LayeredConfig } from '../config/load.ts';
import { perform } from '../server/perform.ts';
import { owner } from '../server/tokens.ts';
import { isLater, isServed } from './documented/documented.ts';
import { documented } from './documented.ts';
import { routes } from './routes.ts';
import { evaluate, find } from './testing/alerting.ts';
import { lines, predictions, problemOf } from './testing/asking.ts';
import { noon, useServers } from './testing/bench.ts';

const servers = useServers();

/** As they were documented, before there was a server. */
const paths = `
GET /api/phase3/health
GET /api/phase3/mlops/health
POST /api/phase3/mlops/pipelines
GET /api/phase3/mlops/pipelines
POST /api/phase3/mlops/pipelines/{pipeline_id}/start
GET /api/phase3/mlops/models
POST /api/phase3/mlops/models/{model_id}/promote
GET /api/phase3/deployment/health
POST /api/phase3/deployment/kubernetes
GET /api/phase3/deployment/status/{deployment_name}
POST /api/phase3/deployment/scale
GET /api/phase3/deployment/images
GET /api/phase3/monitoring/health
GET /api/phase3/monitoring/metrics
GET /api/phase3/monitoring/alerts
POST /api/phase3/monitoring/alerts/{alert_id}/acknowledge
GET /api/phase3/monitoring/healing-status
GET /api/phase3/security/health
POST /api/phase3/security/scan
GET /api/phase3/security/audit-events
GET /api/phase3/security/policies
POST /api/phase3/security/encrypt
GET /api/monitoring/health
GET /api/monitoring/deployment
GET /api/monitoring/metrics
GET /api/monitoring/alerts
POST /api/monitoring/alerts/resolve
GET /api/monitoring/status
POST /api/monitoring/test-alert`
  .trim()
  .split('\n');

describe('the documented paths', () => {
  it('are all there, once, each with who may', () => {
    expect(documented.map(({ method, path }) => `${method} ${path}`)).toEqual(paths);
    for (const { name, permission } of documented) {
      expect(routes.find((route) => route.name === name)).toMatchObject({ permission, tag: 'documented' });
    }
  });

  it('answer as it is written, or say whose they will be', async () => {
    const bench = await servers.start({ models: ['m'] });
    await bench.send(predictions, lines({ id: 'a', prediction: 1 }));
    for (const entry of documented.filter((one) => !isServed(one))) {
      const answer = await bench.ask(entry.path.replaceAll(/\{\w+\}/g, 'x'), { method: entry.method });
      if (isLater(entry)) {
        expect(answer.status, entry.path).toBe(501);
        const problem = await problemOf(answer);
        expect(problem).toMatchObject({ code: 'route.later', type: '/problems/route.later' });
        expect(problem.detail).toContain(entry.later);
      } else if (!isServed(entry)) {
        expect(answer.status, entry.path).toBe(200);
        entry.to.schema.parse(await answer.json());
      }
    }
    expect(bench.failures).toEqual([]);
  });

  it('are for who may, except one word for who watches', async () => {
    const { serving } = await servers.start();
    for (const { method, path, permission } of documented) {
      const answer = await fetch(`${serving.address}${path.replaceAll(/\{\w+\}/g, 'x')}`, { method });
      expect(answer.status, path).toBe(permission === 'public' ? 200 : 401);
    }
  });

  it('hold what our own routes know', async () => {
    const bench = await servers.start({ models: ['spread', 'total'] });
    const json = async (path: string) => (await (await bench.ask(path)).json()) as Record<string, unknown>;
    bench.clock.now += 90_000;
    expect(await json('/api/phase3/mlops/models')).toEqual({
      models: [
        { id: 'spread', name: 'spread' },
        { id: 'total', name: 'total' },
      ],
      total: 2,
    });
    expect(await json('/api/monitoring/health')).toMatchObject({ status: 'healthy', uptime_seconds: 90 });
    expect(await json('/api/monitoring/deployment')).toMatchObject({
      version: '0.0.0-test',
      build: { node: process.version },
      started_at: new Date(noon).toISOString(),
    });
    expect(await json('/api/phase3/security/audit-events?limit=2')).toMatchObject({
      events: [
        { user: 'system', action: 'link.make', outcome: 'done' },
        { user: 'owner', action: 'self.key_add', outcome: 'done' },
      ],
    });
    expect((await bench.ask('/api/phase3/security/audit-events?limit=0')).status).toBe(400);
    const [hour, week] = [
      await json('/api/monitoring/metrics?range=1h'),
      await json('/api/monitoring/metrics?range=7d'),
    ];
    expect(hour.from).not.toBe(week.from);
    expect((await bench.ask('/api/monitoring/metrics?range=3h')).status).toBe(400);
  });

  it('turn bad with what they speak of', async () => {
    const bench = await servers.start();
    bench.server.drain();
    const answer = await fetch(`${bench.serving.address}/api/monitoring/status`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ status: 'unhealthy', reasons: ['the server is stopping'] });
  });

  it('list alerts with how many there are, and acknowledge and resolve them with who did it', async () => {
    const bench = await servers.start();
    await find(bench, { model: 'spread' }, { model: 'totals', status: 'warning' });
    const json = async (path: string, body?: unknown) => {
      const headers = { 'content-type': 'application/json' };
      const post = { method: 'POST', ...(body === null ? {} : { body: JSON.stringify(body), headers }) };
      const answer = await bench.ask(path, body === undefined ? {} : post);
      expect([path, answer.status]).toEqual([path, 200]);
      return (await answer.json()) as { alerts: { id: string; component: string }[] } & Record<string, unknown>;
    };
    const { alerts, ...more } = await json('/api/monitoring/alerts');
    expect(alerts.map(({ component }) => component).toSorted()).toEqual(['model:spread', 'model:totals']);
    expect(more).toMatchObject({ summary: { open: 2, by_severity: { low: 0, medium: 1, high: 1, critical: 0 } } });
    expect((await json('/api/phase3/monitoring/alerts?severity=medium')).alerts).toHaveLength(1);
    const [one = '', other = ''] = alerts.map(({ id }) => id);
    expect(await json(`/api/phase3/monitoring/alerts/${one}/acknowledge`, null)).toEqual({
      success: true,
      alert_id: one,
      acknowledged_by: bench.keys.actor,
      acknowledged_at: new Date(noon).toISOString(),
    });
    expect(await json('/api/monitoring/alerts/resolve', { alert_ids: [one, other, 'none'] })).toMatchObject({
      success: false,
      resolved_by: bench.keys.actor,
      resolved: [{ alert_id: one }, { alert_id: other }],
      failed: [{ alert_id: 'none', code: 'alert.missing' }],
    });
    expect(await json('/api/monitoring/alerts/resolve', { alert_id: one })).toMatchObject({
      success: false,
      resolved: [],
      failed: [{ code: 'alert.state' }],
    });
    expect((await json('/api/monitoring/alerts')).summary).toMatchObject({ open: 0 });
  });

  it('raise an alert that means nothing, and none in production', async () => {
    const bench = await servers.start();
    const headers = { 'content-type': 'application/json' };
    const raise = (body: string) => bench.ask('/api/monitoring/test-alert', { method: 'POST', body, headers });
    const raised = (await (await raise('{"severity":"critical","message":"a try"}')).json()) as { alert_id: string };
    await evaluate(bench);
    const alert = await (await bench.ask(`/api/v1/alerts/${raised.alert_id}`)).json();
    expect(alert).toMatchObject({ subject: 'server:test-alert', severity: 'high', summary: 'a try', state: 'firing' });
    expect((await raise('{"severity":"terrible"}')).status).toBe(400);
    const layers = { environment: 'production' } as LayeredConfig;
    const inProduction = perform({ ...bench.server, actor: owner, layers }, alertRaise, { id: 'x' });
    await expect(inProduction).rejects.toMatchObject({ code: 'alert.production' });
  });
});
