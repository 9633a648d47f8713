/** The guide to Prometheus and its neighbours, held against the files that come with Pitwall and the routes it has. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { sentLimits } from '../packages/pitwall/src/alerts/receive/sent-alert.ts';
import { alertmanagerRoutes } from '../packages/pitwall/src/http/alertmanager/routes.ts';
import { seriesNames } from '../packages/pitwall/src/http/prometheus/declared.ts';
import { parsePage } from './markdown.ts';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const text = read('docs/guides/prometheus.md');
const page = parsePage(text);

interface RuleFile {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert?: string; readonly labels?: { readonly severity?: string } }[];
  }[];
}

describe('the guide to Prometheus', () => {
  it('shows what stands in the files that come with Pitwall', () => {
    const shown = page.blocks.filter(({ language, remarks }) => language === 'yaml' && remarks.has('not valid'));
    const files = ['prometheus.yml', 'alertmanager.yml'].map(
      (name) => parse(read(`deploy/prometheus/${name}`)) as Record<string, unknown>,
    );
    const sections = shown.flatMap((block) => Object.entries(parse(block.text) as Record<string, unknown>));
    expect(sections.map(([key]) => key)).toEqual(['scrape_configs', 'alerting', 'route', 'receivers']);
    for (const [key, value] of sections) expect(files.find((file) => key in file)?.[key]).toEqual(value);
  });

  it('has every rule that raises an alert, with how bad it is', () => {
    const { groups } = parse(read('deploy/prometheus/pitwall-rules.yml')) as RuleFile;
    const rules = groups.flatMap(({ rules: all }) =>
      all.flatMap(({ alert, labels }) => (alert === undefined ? [] : [[alert, labels?.severity]])),
    );
    const rows = [...text.matchAll(/^\| `(Pitwall\w+)` \| (\w+) \|/gm)].map(([, name, severity]) => [name, severity]);
    expect(rows).toEqual(rules);
  });

  it('names no series that there is not, and no way that there is not', () => {
    const named = page.code.filter((code) => /^pitwall_(?!hops$)\w+$/.test(code));
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((name) => !seriesNames.includes(name))).toEqual([]);
    const ways = new Set([...alertmanagerRoutes.map(({ method, path }) => `${method} ${path}`), 'GET /metrics']);
    const told = page.code.filter((code) => /^(GET|POST) \//.test(code));
    expect(told.length).toBe(3);
    expect(told.filter((way) => !ways.has(way))).toEqual([]);
  });

  it('has the bounds of what is taken in', () => {
    const { alertsAtOnce, pairs, nameCharacters, valueCharacters, annotationCharacters, urlCharacters } = sentLimits;
    const words = (...numbers: readonly number[]): string => numbers.map((one) => one.toLocaleString('en')).join(', ');
    expect(text).toContain(`| alerts in one message | ${words(alertsAtOnce)} |`);
    expect(text).toContain(`| labels of an alert, annotations of it | ${pairs} each |`);
    expect(text).toContain(
      `| ${words(nameCharacters, valueCharacters, annotationCharacters, urlCharacters)} characters |`,
    );
  });
});
