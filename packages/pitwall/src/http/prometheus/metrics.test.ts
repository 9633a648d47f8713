import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { system } from '../../server/actor.ts';
import { perform } from '../../server/perform.ts';
import { findingRecord } from '../../server/verbs/finding-record.ts';
import { type Bench, noon, useServers } from '../testing/bench.ts';
import { addSomebody } from '../testing/somebody.ts';
import type { Format } from './exposition.ts';
import { finding, furnishState, hostile } from './testing/furnish.ts';
import { promtool } from './testing/neighbours.ts';
import { type ParsedFamily, parseExposition } from './testing/parse.ts';

const servers = useServers();
const accepts: Readonly<Record<Format, string>> = { openmetrics: 'application/openmetrics-text', text: 'text/plain' };

const scrape = async (bench: Bench, format: Format = 'text', init: RequestInit = {}) => {
  const answer = await bench.ask('/metrics', { ...init, headers: { accept: accepts[format], ...init.headers } });
  expect(answer.status).toBe(200);
  return { answer, text: await answer.text() };
};

const valuesOf = (families: ReadonlyMap<string, ParsedFamily>, name: string) =>
  (families.get(name)?.samples ?? []).map(({ labels, value }) => [labels, value]);

const record = (bench: Bench, ...findings: readonly object[]) =>
  perform({ ...bench.server, actor: system }, findingRecord, {
    findings: findings.map((one, index) => ({
      id: `f-${index}-${Math.abs(bench.clock.now)}`,
      finding: one,
      window: null,
    })),
  });

describe('the figures of a server', () => {
  it.each(['openmetrics', 'text'] as const)('are told as %s, whatever names are in them', async (format) => {
    const bench = await servers.start({ models: ['spread', 'total'] });
    await furnishState(bench.server.state, noon);
    const { answer, text } = await scrape(bench, format);
    expect(answer.headers.get('content-type')).toBe(
      format === 'text'
        ? 'text/plain; version=0.0.4; charset=utf-8'
        : 'application/openmetrics-text; version=1.0.0; charset=utf-8',
    );
    const families = parseExposition(text, format);
    expect(valuesOf(families, 'pitwall_up')).toEqual([[{}, 1]]);
    expect(valuesOf(families, 'pitwall_build_info')).toEqual([[{ version: '0.0.0-test' }, 1]]);
    expect(valuesOf(families, 'pitwall_server_request_seconds')).toEqual([
      [{ class: 'read', quantile: '0.95' }, 0.012],
    ]);
    expect(valuesOf(families, 'pitwall_model_figure')).toEqual([[{ model: 'spread', metric: 'accuracy' }, 0.4]]);
    expect(valuesOf(families, 'pitwall_model_trouble')).toEqual([
      [{ model: 'spread', area: 'drift', status: 'alert' }, 1],
    ]);
    expect(valuesOf(families, format === 'text' ? 'pitwall_findings_total' : 'pitwall_findings')).toEqual(
      expect.arrayContaining([
        [{ area: 'drift', status: 'alert', model: 'spread' }, 2],
        [{ area: 'drift', status: 'pass', model: 'total' }, 1],
      ]),
    );
    expect(valuesOf(families, 'pitwall_alerts')).toEqual(
      expect.arrayContaining([
        [{ state: 'firing', severity: 'high', rule: 'drift', model: 'spread' }, 1],
        [{ state: 'firing', severity: 'high', rule: 'drift', model: 'total' }, 1],
      ]),
    );
    expect(valuesOf(families, 'pitwall_alerts')).toHaveLength(2);
    expect(valuesOf(families, 'pitwall_outbox_waiting')).toEqual([[{ channel: hostile }, 1]]);
    expect(valuesOf(families, 'pitwall_outbox_oldest_seconds')).toEqual([[{ channel: hostile }, 90]]);
    expect(valuesOf(families, format === 'text' ? 'pitwall_deliveries_total' : 'pitwall_deliveries')).toEqual([
      [{ channel: hostile, outcome: 'failed' }, 1],
    ]);
    expect(valuesOf(families, 'pitwall_component_sample')).toEqual(
      expect.arrayContaining([
        [{ component: 'shop', metric: 'latency_ms', channel: 'web' }, 7],
        [{ component: 'spread "a"\\', metric: 'x' }, 9],
      ]),
    );
    // a label of which there may be any number of values is not handed on
    expect(text).not.toContain('1f3c');
    expect(bench.failures).toEqual([]);
    if (promtool !== undefined) {
      const checked = spawnSync(promtool, ['check', 'metrics'], { input: text, encoding: 'utf8' });
      if (format === 'text') expect([checked.status, checked.stderr, checked.stdout]).toEqual([0, '', '']);
    }
  });

  it('are counted on from where they were counted, once a second', async () => {
    const bench = await servers.start();
    const total = async (): Promise<number> =>
      (parseExposition((await scrape(bench)).text, 'text').get('pitwall_findings_total')?.samples ?? []).reduce(
        (sum, { value }) => sum + value,
        0,
      );
    const seen = [await total()];
    await record(bench, finding('model:a', 'alert'));
    seen.push(await total());
    bench.clock.now += 1_000;
    seen.push(await total());
    await record(bench, finding('model:b', 'alert'));
    bench.clock.now += 1_000;
    seen.push(await total());
    expect(seen).toEqual([0, 0, 1, 2]);
  });

  it('are those of what one may see, and nothing else', async () => {
    const bench = await servers.start({ models: ['spread', 'total'] });
    await furnishState(bench.server.state, noon);
    const viewer = await addSomebody(bench, 'ada', [{ role: 'viewer', on: ['model:total'] }]);
    const text = await (await viewer.ask('/metrics')).text();
    const families = parseExposition(text, 'text');
    expect([...families.keys()]).toEqual(['pitwall_up', 'pitwall_findings_total', 'pitwall_alerts']);
    expect(valuesOf(families, 'pitwall_alerts')).toMatchObject([[{ model: 'total' }, 1]]);
    expect([text.includes('total'), text.includes('spread'), text.includes('shop')]).toEqual([true, false, false]);
    const stranger = await addSomebody(bench, 'eve', [{ role: 'service', on: ['*'] }]);
    expect((await stranger.ask('/metrics')).status).toBe(403);
    expect((await fetch(`${bench.serving.address}/metrics`)).status).toBe(401);
  });
});
