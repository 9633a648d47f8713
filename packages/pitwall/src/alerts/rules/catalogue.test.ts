import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../config/document.ts';
import { configSchema } from '../../config/schema.ts';
import { catalogue } from './catalogue.ts';
import { compileRules } from './compile.ts';
import { rule } from './match.ts';
import { rowOf, sectionOf } from './testing/document.ts';
import { findingOf } from './testing/findings.ts';
import { waitingRules } from './waiting.ts';

const here = new URL('.', import.meta.url).pathname;
const docs = new URL('../../../../../docs/', import.meta.url).pathname;
const page = readFileSync(join(docs, 'reference/rules.md'), 'utf8');
const findings = readFileSync(join(docs, 'reference/findings.md'), 'utf8');

/** Metrics that have a heading of their own, and one of each family that has one for all. */
const metrics = [
  ...[...findings.matchAll(/^### `([a-z_.]+)`$/gm)].map(([, metric = '']) => metric),
  ...[...findings.matchAll(/^Named (?:after its metric: )?`([a-z_.]+)`/gm)].map(([, metric = '']) => metric),
];

/** Which rule is meant for it, by how it begins. */
const meant: readonly (readonly [RegExp, string])[] = [
  [/^(contract\.|monitor\.files$)/, 'contract'],
  [/^drift\./, 'drift'],
  [/^(performance\.|monitor\.rows$)/, 'performance'],
  [/^(degradation|trend)\./, 'degradation'],
  [/^silence\./, 'silence'],
  [/^jobs\.stalled$/, 'job-stalled'],
  [/^access\.sign_in$/, 'sign-in'],
  [/^access\.refresh_reused$/, 'token-reused'],
  [/^backup\.age$/, 'backup-late'],
  [/^backup\.drill$/, 'backup-broken'],
  [/^delivery\./, 'delivery'],
  [/^received\./, 'received'],
];

describe('the shipped rules', () => {
  it('are about every metric that a finding may have, none of them by chance', () => {
    expect(metrics.length).toBeGreaterThan(45);
    expect(metrics).toEqual(expect.arrayContaining(['performance.accuracy', 'degradation.accuracy', 'trend.accuracy']));
    const book = compileRules([]);
    for (const metric of metrics) {
      const [, name] = meant.find(([pattern]) => pattern.test(metric)) ?? [undefined, 'nobody thought of it'];
      expect([metric, rule(book, findingOf({ metric }), { project: 'p' })?.rule.name]).toEqual([metric, name]);
    }
    expect(new Set(meant.map(([, name]) => name))).toEqual(
      new Set(catalogue.map(({ name }) => name).filter((name) => name !== 'anything-else')),
    );
  });

  it('end with one for whatever no other is about', () => {
    const last = catalogue.at(-1);
    expect(last).toMatchObject({ name: 'anything-else', metrics: ['*'], subjects: [] });
    expect(catalogue.slice(0, -1).filter((one) => one.metrics.includes('*'))).toEqual([]);
  });

  it('have each a test that drives its source past the limit and back', () => {
    const tests = readdirSync(here)
      .filter((name) => name.endsWith('-sources.test.ts'))
      .map((name) => readFileSync(join(here, name), 'utf8'))
      .join('\n');
    const tested = new Set([...tests.matchAll(/\(\s*'([a-z-]+): /g)].map(([, name]) => name));
    expect([...tested].sort()).toEqual(catalogue.map(({ name }) => name).sort());
  });

  it('and those that wait have names of their own, and each says what to do', () => {
    const all = [...catalogue, ...waitingRules];
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    for (const { name, title, fix, when } of all) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      for (const text of [title, fix, when]) expect(text, name).toMatch(/\S.*[^.\s]$/);
      expect(fix.length, name).toBeGreaterThan(20);
    }
  });

  it('that wait are in no rule book', () => {
    const names = compileRules([]).rules.map(({ name }) => name);
    expect(names).toEqual(catalogue.map(({ name }) => name));
    for (const { name, waitsFor } of waitingRules) {
      expect(names).not.toContain(name);
      expect(waitsFor).not.toBe('');
    }
  });
});

describe('the page about rules', () => {
  it.each(catalogue)('says all of $name, as the page of the server that its runbook leads to does', (one) => {
    expect(one.runbook).toBe(`/runbooks/${one.name}`);
    expect(page).toContain(sectionOf(one));
  });

  it('says of each rule that waits what it waits for', () => {
    for (const one of waitingRules) expect(page).toContain(`${rowOf(one)}\n`);
    const [, table = ''] = page.split('## Rules that wait');
    expect(table.match(/^\| `/gm)).toHaveLength(waitingRules.length);
  });

  it('speaks of no rule that there is not', () => {
    const headings = [...page.matchAll(/^### (.+)$/gm)].map(([, name]) => name);
    expect(headings).toEqual(catalogue.map(({ name }) => name));
  });

  it('has an example that can be read', () => {
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    const { value } = readDocument('pitwall.yaml', yaml);
    const { alerts } = configSchema.parse(value);
    expect(alerts.rules.map(({ name }) => name)).toEqual(['spread-loses', 'performance', 'silence', 'drift']);
    const book = compileRules(alerts.rules);
    const lost = findingOf({ subject: 'model:spread-2', metric: 'performance.roi' });
    expect(rule(book, lost, { project: 'p' })).toMatchObject({
      severity: 'critical',
      rule: { name: 'spread-loses', life: { for: 600_000 }, labels: { team: 'odds' } },
    });
    const silent = findingOf({ subject: 'model:m', metric: 'silence.labels' });
    expect(rule(book, silent, { project: 'p' })?.signal).toBe('good');
  });
});
