import type { Labels } from '../labels.ts';
import { labelOf, type Matcher, matches, parseMatchers } from '../routing/matcher.ts';
import { matchersOf } from '../routing/route-config.ts';
import { createDependencies, isBroken, thingOf } from './dependencies.ts';
import type { DependenciesConfig, InhibitRulesConfig } from './inhibit-config.ts';

interface InhibitRule {
  readonly source: readonly Matcher[];
  readonly target: readonly Matcher[];
  readonly equal: readonly string[];
}

/** Something critical says more than that the same is a little wrong. */
const criticalFirst = (origin: string): InhibitRule => ({
  source: parseMatchers(`severity="critical",${origin}`),
  target: parseMatchers(`severity=~"high|medium|low",${origin}`),
  equal: ['kind', 'name', 'alertname'],
});

/** Whoever sends alerts names them as they like: what is called like one of ours does not make ours quiet. */
const builtIn = [criticalFirst('metric!="received.alert"'), criticalFirst('metric="received.alert"')];

export interface InhibitorSettings {
  readonly rules: InhibitRulesConfig;
  readonly dependencies: DependenciesConfig;
  /** All that fires, acknowledged, silenced or not. */
  readonly sources: Iterable<{ readonly id: string; readonly labels: Labels }>;
}

/** Which alerts are not told because others fire. Asking costs the same however many fire. */
export interface Inhibitor {
  /** Ids of alerts because of which this one is not told, one for each rule and thing it depends on. */
  on(id: string, labels: Labels): readonly string[];
  /** An alert that began to fire, or whose labels changed. */
  put(id: string, labels: Labels): void;
  /** An alert that no longer fires. */
  drop(id: string): void;
}

interface Bucket {
  /** Sources that are targets of the rule as well: they make quiet only what is not itself a source. */
  readonly both: Set<string>;
  readonly only: Set<string>;
}

interface Indexed {
  readonly rule: InhibitRule;
  readonly buckets: Map<string, Bucket>;
}

/** Where an alert stands, so that it can be taken away again. */
interface Standing {
  readonly buckets: readonly (readonly [Indexed, string])[];
  readonly thing: string | undefined;
}

export function createInhibitor({ rules, dependencies, sources }: InhibitorSettings): Inhibitor {
  const indexed: readonly Indexed[] = [...rules.map(compile), ...builtIn].map((rule) => ({ rule, buckets: new Map() }));
  const things = createDependencies(dependencies);
  const broken = new Map<string, Set<string>>();
  const standing = new Map<string, Standing>();

  const drop = (id: string): void => {
    const known = standing.get(id);
    if (!known) return;
    standing.delete(id);
    for (const [{ buckets }, key] of known.buckets) {
      const bucket = buckets.get(key);
      bucket?.both.delete(id);
      bucket?.only.delete(id);
      if (bucket && bucket.both.size === 0 && bucket.only.size === 0) buckets.delete(key);
    }
    if (known.thing !== undefined) remove(broken, known.thing, id);
  };

  const put = (id: string, labels: Labels): void => {
    drop(id);
    const places: (readonly [Indexed, string])[] = [];
    for (const one of indexed) {
      if (!matches(one.rule.source, labels)) continue;
      const key = keyOf(one.rule.equal, labels);
      const bucket = one.buckets.get(key) ?? { both: new Set(), only: new Set() };
      one.buckets.set(key, bucket);
      (matches(one.rule.target, labels) ? bucket.both : bucket.only).add(id);
      places.push([one, key]);
    }
    const thing = isBroken(labels) ? thingOf(labels) : undefined;
    if (thing !== undefined) broken.set(thing, (broken.get(thing) ?? new Set()).add(id));
    if (places.length > 0 || thing !== undefined) standing.set(id, { buckets: places, thing });
  };

  const on = (id: string, labels: Labels): readonly string[] => {
    const found = new Set<string>();
    for (const { rule, buckets } of indexed) {
      if (buckets.size === 0 || !matches(rule.target, labels)) continue;
      const bucket = buckets.get(keyOf(rule.equal, labels));
      if (!bucket) continue;
      const source = first(bucket.only) ?? (matches(rule.source, labels) ? undefined : first(bucket.both));
      if (source !== undefined) found.add(source);
    }
    for (const thing of broken.size === 0 ? [] : things.of(labels)) {
      const source = first(broken.get(thing) ?? []);
      if (source !== undefined) found.add(source);
    }
    found.delete(id);
    return [...found];
  };

  for (const { id, labels } of sources) put(id, labels);
  return { on, put, drop };
}

const keyOf = (equal: readonly string[], labels: Labels): string =>
  JSON.stringify(equal.map((name) => labelOf(labels, name)));

function first(ids: Iterable<string>): string | undefined {
  for (const id of ids) return id;
  return undefined;
}

function remove(from: Map<string, Set<string>>, key: string, id: string): void {
  const ids = from.get(key);
  ids?.delete(id);
  if (ids?.size === 0) from.delete(key);
}

function compile(rule: InhibitRulesConfig[number]): InhibitRule {
  const { source_match, source_match_re, source_matchers, target_match, target_match_re, target_matchers, equal } =
    rule;
  return {
    source: matchersOf({ match: source_match, match_re: source_match_re, matchers: source_matchers }),
    target: matchersOf({ match: target_match, match_re: target_match_re, matchers: target_matchers }),
    equal: equal ?? [],
  };
}
