import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { fingerprintOfLabels } from '../../alerts/receive/sent-alert.ts';
import { realWorld } from '../../server/world.ts';
import { getReceived } from '../../state/alert-received-table.ts';
import { listFindings } from '../../state/finding-table.ts';
import { alertmanager, amtool, eventually, prometheus, usePrograms } from '../prometheus/testing/neighbours.ts';
import { type Bench, useServers } from '../testing/bench.ts';
import { addSomebody } from '../testing/somebody.ts';
import { fire } from './testing/alerts.ts';

const servers = useServers();
const programs = usePrograms();
const run = promisify(execFile);
const hostile = 'spread "a"\\\n{b="c"} 1';

async function query(url: string, text: string): Promise<readonly [object, string] | undefined> {
  const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(text)}`);
  const { data } = (await answer.json()) as { data: { result: { metric: object; value: [number, string] }[] } };
  const [first] = data.result;
  return first && [first.metric, first.value[1]];
}

const hostOf = ({ serving }: Bench): string => new URL(serving.address).host;
const findings = async ({ server }: Bench) =>
  (await listFindings(server.state.db, { order: 'oldest' })).items.map(({ finding }) => finding);

describe('neighbours', () => {
  it.skipIf(prometheus === undefined)(
    'a real Prometheus reads our figures and raises an alert here, again and again, and it is one finding (skipped where there is no prometheus)',
    async () => {
      const bench = await servers.start();
      bench.clock.now = realWorld.now();
      await fire(bench, { model: hostile });
      const { token } = await addSomebody(bench, 'prometheus', [{ role: 'operator', on: ['*'] }]);
      const { url } = await programs.run({
        program: prometheus ?? '',
        files: {
          'prometheus.yml': `
global: { scrape_interval: 200ms, evaluation_interval: 100ms }
rule_files: [rules.yml]
scrape_configs:
  - job_name: pitwall
    authorization: { credentials: ${token} }
    static_configs: [{ targets: ['${hostOf(bench)}'] }]
alerting:
  alertmanagers:
    - authorization: { credentials: ${token} }
      static_configs: [{ targets: ['${hostOf(bench)}'] }]
`,
          'rules.yml': `
groups:
  - name: always
    rules:
      - alert: ShopSlow
        expr: vector(1) > 0
        labels: { severity: warning, component: shop }
        annotations: { summary: The shop is slow, runbook_url: 'https://runbooks.example/shop' }
`,
        },
        args: (folder, port) => [
          `--config.file=${folder}/prometheus.yml`,
          `--storage.tsdb.path=${folder}/data`,
          `--web.listen-address=127.0.0.1:${port}`,
          '--rules.alert.resend-delay=100ms',
        ],
        ready: '/-/ready',
      });
      const [first] = await eventually(async () => {
        const found = await findings(bench);
        return found.length > 0 ? found : undefined;
      });
      expect(first).toMatchObject({
        subject: 'component:shop',
        metric: 'received.alert',
        status: 'warning',
        message: 'The shop is slow',
        evidence: { fix: 'See https://runbooks.example/shop' },
        labels: { alertname: 'ShopSlow', severity: 'warning', component: 'shop' },
      });
      expect(await eventually(() => query(url, 'up == 1'))).toMatchObject([{ job: 'pitwall' }, '1']);
      expect(await query(url, 'pitwall_alerts{state="firing"}')).toMatchObject([
        { model: hostile, rule: 'drift' },
        '1',
      ]);
      expect(await query(url, 'scrape_samples_scraped > 5')).toBeDefined();
      // it is said again, and the end moves; nothing else comes of it
      const id = fingerprintOfLabels(first?.labels ?? {});
      const seen = (await getReceived(bench.server.state.db, [id])).get(id)?.seenAt ?? 0;
      await eventually(async () => {
        bench.clock.now = realWorld.now();
        const again = (await getReceived(bench.server.state.db, [id])).get(id)?.seenAt ?? 0;
        return again > seen ? true : undefined;
      });
      expect(await findings(bench)).toHaveLength(1);
      const { items } = (await (await bench.ask('/api/v1/audit?verb=alert.receive')).json()) as { items: object[] };
      expect(items).toMatchObject([{ subject: 'component:shop', input: { source: 'Prometheus', fired: 1 } }]);
      expect(bench.failures).toEqual([]);
    },
  );

  it.skipIf(alertmanager === undefined)(
    'a real Alertmanager tells of an alert and of its end (skipped where there is no Alertmanager)',
    async () => {
      const bench = await servers.start();
      bench.clock.now = realWorld.now();
      const { token } = await addSomebody(bench, 'alertmanager', [{ role: 'operator', on: ['*'] }]);
      const { url } = await programs.run({
        program: alertmanager ?? '',
        files: {
          'alertmanager.yml': `
route: { receiver: pitwall, group_wait: 100ms, group_interval: 200ms }
receivers:
  - name: pitwall
    webhook_configs:
      - url: ${bench.serving.address}/api/v1/receive/alertmanager
        http_config: { authorization: { credentials: ${token} } }
`,
        },
        args: (folder, port) => [
          `--config.file=${folder}/alertmanager.yml`,
          `--storage.path=${folder}/data`,
          `--web.listen-address=127.0.0.1:${port}`,
          '--cluster.listen-address=',
        ],
        ready: '/-/ready',
      });
      const post = (alert: object) =>
        fetch(`${url}/api/v2/alerts`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify([alert]),
        });
      const labels = { alertname: 'Disk "full"', model: 'spread' };
      expect((await post({ labels, annotations: { description: 'No room' } })).status).toBe(200);
      const statuses = (wanted: number) =>
        eventually(async () => {
          const found = await findings(bench);
          return found.length === wanted ? found : undefined;
        });
      expect(await statuses(1)).toMatchObject([
        { subject: 'model:spread', status: 'alert', message: 'No room', labels },
      ]);
      bench.clock.now = realWorld.now();
      await post({ labels, endsAt: new Date(realWorld.now()).toISOString() });
      expect(await statuses(2)).toMatchObject([{ status: 'alert' }, { subject: 'model:spread', status: 'pass' }]);
      expect(bench.failures).toEqual([]);
    },
  );

  it.skipIf(amtool === undefined)(
    'a real amtool sees alerts, and a silence made there is one here (skipped where there is no amtool)',
    async () => {
      const bench = await servers.start();
      bench.clock.now = realWorld.now();
      await fire(bench, { model: 'spread' }, { model: 'total' });
      const folder = programs.folder();
      const config = join(folder, 'http.yml');
      writeFileSync(config, `authorization: { credentials: ${bench.keys.token} }\n`);
      const ask = async (...args: readonly string[]): Promise<string> => {
        const all = [...args, `--alertmanager.url=${bench.serving.address}`, `--http.config.file=${config}`];
        const { stdout } = await run(amtool ?? '', all, { cwd: folder, env: { HOME: folder, PATH: process.env.PATH } });
        return stdout;
      };
      const names = (json: string): unknown[] =>
        (JSON.parse(json) as { labels: { model: string } }[]).map(({ labels }) => labels.model).sort();
      expect(names(await ask('alert', 'query', '-o', 'json'))).toEqual(['spread', 'total']);
      expect(names(await ask('alert', 'query', 'model=~"spr.*"', '-o', 'json'))).toEqual(['spread']);
      const id = (await ask('silence', 'add', 'model=spread', '-d', '1h', '-c', 'The feed moves', '-a', 'ada')).trim();
      expect(id).toMatch(/^[0-9a-f-]{36}$/);
      bench.clock.now = realWorld.now() + 1_000;
      expect(await (await bench.ask(`/api/v2/silence/${id}`)).json()).toMatchObject({
        comment: 'The feed moves (ada)',
        matchers: [{ name: 'model', value: 'spread', isRegex: false, isEqual: true }],
        status: { state: 'active' },
      });
      expect(JSON.parse(await ask('silence', 'query', '-o', 'json'))).toMatchObject([{ id }]);
      expect(names(await ask('alert', 'query', '-o', 'json'))).toEqual(['total']);
      expect(names(await ask('alert', 'query', '--silenced', '-o', 'json'))).toEqual(['spread']);
      await ask('silence', 'expire', id);
      bench.clock.now += 1_000;
      expect(names(await ask('alert', 'query', '-o', 'json'))).toEqual(['spread', 'total']);
      expect(await (await bench.ask(`/api/v2/silence/${id}`)).json()).toMatchObject({ status: { state: 'expired' } });
      await ask('alert', 'add', 'FromAmtool', 'component=shop', '--annotation=summary=By hand');
      expect(await findings(bench)).toMatchObject([{ subject: 'component:shop', message: 'By hand', status: 'alert' }]);
      expect(bench.failures).toEqual([]);
    },
  );
});
