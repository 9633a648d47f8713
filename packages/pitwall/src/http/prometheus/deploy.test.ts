import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { seriesNames } from './declared.ts';
import { amtool, promtool } from './testing/neighbours.ts';

const deploy = new URL('../../../../../deploy/', import.meta.url).pathname;
const read = (path: string): string => readFileSync(join(deploy, path), 'utf8');

const check = (program: string | undefined, ...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(program ?? '', args, {
    encoding: 'utf8',
    cwd: join(deploy, 'prometheus'),
  });
  return { status, said: `${stdout}${stderr}` };
};

interface RuleFile {
  readonly groups: readonly {
    readonly rules: readonly { readonly record?: string; readonly alert?: string; readonly expr: string }[];
  }[];
}

const rules = (parse(read('prometheus/pitwall-rules.yml')) as RuleFile).groups.flatMap((group) => group.rules);

const target = z.looseObject({ refId: z.string().length(1), expr: z.string().min(1), legendFormat: z.string() });

/** What Grafana needs of a dashboard to show it. */
const dashboardSchema = z.looseObject({
  uid: z.string().regex(/^[a-z-]{1,40}$/),
  title: z.string().min(1),
  schemaVersion: z.int().min(36),
  time: z.object({ from: z.string(), to: z.string() }),
  templating: z.object({
    list: z.array(z.looseObject({ name: z.string(), type: z.enum(['datasource', 'query']) })).min(1),
  }),
  panels: z
    .array(
      z.looseObject({
        id: z.int(),
        type: z.enum(['timeseries', 'stat', 'table']),
        title: z.string().min(1),
        gridPos: z.object({ x: z.int().min(0), y: z.int().min(0), w: z.int().min(1).max(24), h: z.int().min(1) }),
        datasource: z.object({ type: z.literal('prometheus'), uid: z.string().regex(/^\$\{datasource\}$/) }),
        fieldConfig: z.object({ defaults: z.looseObject({}), overrides: z.array(z.unknown()) }),
        targets: z.array(target).min(1),
      }),
    )
    .min(1),
});

const dashboards = readdirSync(join(deploy, 'grafana'))
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({ name, board: dashboardSchema.parse(JSON.parse(read(`grafana/${name}`))) }));

/** As Grafana fills it in. */
const filled = (expr: string): string => expr.replaceAll('$__rate_interval', '1m').replace(/\$[a-z]+/g, '.*');

const exprs = [
  ...rules.map(({ record, alert, expr }) => [record ?? alert ?? '', expr] as const),
  ...dashboards.flatMap(({ name, board }) =>
    board.panels.flatMap(({ title, targets }) =>
      targets.map(({ expr }) => [`${name}: ${title}`, filled(expr)] as const),
    ),
  ),
];

/** Names of series; those of rules are ours as well. */
const namesIn = (expr: string): readonly string[] =>
  expr.replace(/"(\\.|[^"\\])*"/g, '').match(/\bpitwall[a-z0-9_:]+/g) ?? [];

describe('what comes with Pitwall for Prometheus and Grafana', () => {
  it('asks for nothing that /metrics or its own rules do not write', () => {
    const known = new Set([...seriesNames, ...rules.flatMap(({ record }) => record ?? [])]);
    for (const [where, expr] of exprs) {
      expect([where, namesIn(expr).filter((name) => !known.has(name))]).toEqual([where, []]);
    }
    expect(exprs.flatMap(([, expr]) => namesIn(expr)).length).toBeGreaterThan(40);
    for (const { board } of dashboards) {
      const variables = JSON.stringify(board.templating.list);
      for (const [, name = ''] of variables.matchAll(/label_values\((\w+),/g)) expect(seriesNames).toContain(name);
    }
  });

  it('has dashboards whose panels do not lie over each other, with names that are in use once', () => {
    expect(dashboards.map(({ name }) => name).sort()).toEqual(['alerts.json', 'models.json', 'overview.json']);
    expect(new Set(dashboards.map(({ board }) => board.uid)).size).toBe(3);
    for (const { name, board } of dashboards) {
      const cells = board.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
        Array.from({ length: w * h }, (_, at) => `${x + (at % w)} ${y + Math.floor(at / w)}`),
      );
      expect([name, cells.length - new Set(cells).size]).toEqual([name, 0]);
      expect(Math.max(...board.panels.map(({ gridPos: { x, w } }) => x + w))).toBeLessThanOrEqual(24);
      expect(new Set(board.panels.map(({ id }) => id)).size).toBe(board.panels.length);
      const declared = new Set(board.templating.list.map((variable) => variable.name));
      const used = [...JSON.stringify(board.panels).matchAll(/\$\{?([a-z]+)\}?/g)].map(([, variable = '']) => variable);
      expect(used.filter((variable) => !declared.has(variable))).toEqual([]);
    }
  });

  it.skipIf(promtool === undefined)(
    'has rules that Prometheus takes, and that fire when they should (skipped where there is no promtool)',
    () => {
      expect(check(promtool, 'check', 'rules', 'pitwall-rules.yml')).toMatchObject({ status: 0 });
      expect(check(promtool, 'test', 'rules', 'pitwall-rules.test.yml')).toMatchObject({ status: 0 });
      expect(check(promtool, 'check', 'config', '--syntax-only', 'prometheus.yml')).toMatchObject({ status: 0 });
      // each rule that raises an alert is tried in both directions or at least in one
      const tried = read('prometheus/pitwall-rules.test.yml');
      expect(rules.flatMap(({ alert = '' }) => (tried.includes(`alertname: ${alert}`) ? [] : [alert]))).toEqual([]);
    },
  );

  it.skipIf(promtool === undefined)(
    'has expressions that Prometheus reads, each of them (skipped where there is no promtool)',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'pitwall-rules-'));
      try {
        const path = join(folder, 'all.yml');
        const all = exprs.map(([, expr], index) => ({ record: `panel:${index}`, expr }));
        writeFileSync(path, JSON.stringify({ groups: [{ name: 'all', rules: all }] }));
        expect(check(promtool, 'check', 'rules', path)).toMatchObject({ status: 0 });
        // and notices where one is none
        writeFileSync(path, JSON.stringify({ groups: [{ name: 'all', rules: [{ record: 'a', expr: 'sum(' }] }] }));
        expect(check(promtool, 'check', 'rules', path).status).not.toBe(0);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );

  it.skipIf(amtool === undefined)(
    'has a configuration that Alertmanager takes (skipped where there is no amtool)',
    () => {
      expect(check(amtool, 'check-config', 'alertmanager.yml')).toMatchObject({ status: 0 });
    },
  );
});
