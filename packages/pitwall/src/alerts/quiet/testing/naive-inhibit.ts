import type { Labels } from '../../labels.ts';
import { matches, parseMatchers } from '../../routing/matcher.ts';
import type { DependenciesConfig, InhibitRulesConfig } from '../inhibit-config.ts';

/** All alerts because of which one is not told: every other one is looked at, and every way between things is walked. */
export function naiveInhibited(
  rules: InhibitRulesConfig,
  dependencies: DependenciesConfig,
  firing: ReadonlyMap<string, Labels>,
  target: string,
  labels: Labels,
): ReadonlySet<string> {
  const builtIn = {
    source_matchers: 'severity="critical"',
    target_matchers: 'severity=~"high|medium|low"',
    equal: ['kind', 'name', 'alertname'],
  };
  const found = new Set<string>();
  for (const rule of [...rules, builtIn]) {
    const holds = (text: string | readonly string[] | undefined, of: Labels) =>
      (typeof text === 'string' ? [text] : (text ?? [])).every((one) => matches(parseMatchers(one), of));
    if (!holds(rule.target_matchers, labels)) continue;
    for (const [id, other] of firing) {
      if (!holds(rule.source_matchers, other)) continue;
      if ((rule.equal ?? []).some((name) => (other[name] ?? '') !== (labels[name] ?? ''))) continue;
      if (holds(rule.source_matchers, labels) && holds(rule.target_matchers, other)) continue;
      found.add(id);
    }
  }
  const thing = `${labels.kind}:${labels.name}`;
  for (const [id, { kind, name, severity = '' }] of firing) {
    const other = `${kind}:${name}`;
    if (other === thing || !['critical', 'high'].includes(severity)) continue;
    if (needs(dependencies, thing, other) && !needs(dependencies, other, thing)) found.add(id);
  }
  found.delete(target);
  return found;
}

function needs(dependencies: DependenciesConfig, from: string, to: string, steps = 4): boolean {
  if (steps === 0) return false;
  return (dependencies[from] ?? []).some((next) => next === to || needs(dependencies, next, to, steps - 1));
}
