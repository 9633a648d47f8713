import type { Notes } from './notes.ts';
import type { Plain } from './original.ts';
import { severityWords } from './severity-words.ts';

const routeKeys = [
  ...['receiver', 'group_by', 'group_wait', 'group_interval', 'repeat_interval', 'matchers', 'match', 'match_re'],
  ...['continue', 'mute_time_intervals', 'active_time_intervals', 'routes'],
];

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

export const textMap = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(value ?? {}).map(([name, text]) => [name, String(text)]));

/** A route and those below it. `receivers` are the names that could not stay, with what they are called now. */
export function importRoute(
  given: Plain,
  where: string,
  { notes, receivers }: { readonly notes: Notes; readonly receivers: ReadonlyMap<string, string> },
): Plain {
  const words = severityWords(notes, where);
  const made: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    if (value === null || value === undefined) continue;
    if (!routeKeys.includes(key)) notes.ignored.push({ where, what: key, why: 'a route has no such key here' });
    else if (key === 'receiver') made.receiver = receivers.get(String(value)) ?? String(value);
    else if (key === 'matchers') made.matchers = texts(value).map(words.matchers);
    else if (key === 'match') made.match = words.match(textMap(value));
    else if (key === 'match_re') made.match_re = words.match_re(textMap(value));
    else if (key === 'routes' && Array.isArray(value)) {
      made.routes = value.map((child: Plain, index) =>
        importRoute(child, `${where}.routes[${index}]`, { notes, receivers }),
      );
    } else made[key] = value === 0 ? '0' : value;
  }
  return made;
}

/** What Alertmanager does where its first route says nothing, which is not what is usual here. */
export function importRootRoute(given: Plain, tools: Parameters<typeof importRoute>[2]): Plain {
  const { receiver, routes, ...rest } = importRoute(given, 'route', tools);
  return { receiver, group_by: [], group_wait: '30s', ...rest, ...(routes === undefined ? {} : { routes }) };
}

const ruleKeys = [
  ...['source_matchers', 'target_matchers', 'equal'],
  ...['source_match', 'source_match_re', 'target_match', 'target_match_re'],
];

export function importInhibitRule(given: Plain, index: number, notes: Notes): Plain | undefined {
  const where = `inhibit_rules[${index}]`;
  const words = severityWords(notes, where);
  const unknown = Object.keys(given).filter((key) => !ruleKeys.includes(key) && key !== 'name');
  if (unknown.length > 0) {
    const why = `\`${unknown.join(', ')}\` is not known here, and without it the rule would make more alerts quiet`;
    notes.ignored.push({ where, what: 'the whole rule', why });
    return undefined;
  }
  const made: Record<string, unknown> = {};
  for (const key of ruleKeys) {
    const value = given[key];
    if (value === null || value === undefined) continue;
    if (key === 'equal') made.equal = texts(value);
    else if (key.endsWith('_matchers')) made[key] = texts(value).map(words.matchers);
    else made[key] = key.endsWith('_re') ? words.match_re(textMap(value)) : words.match(textMap(value));
  }
  return made;
}
