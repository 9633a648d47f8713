import { formatMatcher, type Matcher, MatcherError, parseMatchers } from '../routing/matcher.ts';
import { severityMeant } from '../rules/foreign-severity.ts';
import type { Notes } from './notes.ts';

const label = 'severity';
const words = /^[\w-]+(?:\|[\w-]+)*$/u;

/**
 * Alerts have one of four severities here, whatever the sender calls his: a route for `severity="warning"` would never be
 * gone. Values and lists of values are translated; a pattern that is more than a list of words stays, and is told.
 */
export function severityWords(notes: Notes, where: string) {
  const told = (from: string, to: string): void => {
    const why = 'alerts are low, medium, high or critical here, and those of others are translated when they come in';
    if (from !== to) notes.changed.push({ where, what: `severity ${from}, now ${to}`, why });
  };
  const unknown = (what: string): void => {
    const why = 'alerts are low, medium, high or critical here: look whether this still means those that it should';
    notes.changed.push({ where, what: `severity ${what}, as it was`, why });
  };
  const exact = (text: string): string => {
    const meant = severityMeant(text);
    if (meant === undefined && text !== '') unknown(JSON.stringify(text));
    const now = meant ?? text;
    told(text, now);
    return now;
  };
  const pattern = (text: string): string => {
    const inner = text.replace(/^\^?\(?(?:\?:)?/u, '').replace(/\)?\$?$/u, '');
    const meant = words.test(inner) ? inner.split('|').map(severityMeant) : [undefined];
    if (meant.includes(undefined)) {
      if (text !== '.*' && text !== '.+') unknown(text);
      return text;
    }
    const now = [...new Set(meant)].join('|');
    told(inner, now);
    return now === inner ? text : now;
  };
  const matcher = (given: Matcher): Matcher => {
    if (given.name !== label) return given;
    const isPattern = given.op === '=~' || given.op === '!~';
    return { ...given, value: isPattern ? pattern(given.value) : exact(given.value) };
  };
  return {
    /** A text with matchers, which stays as it is where nothing of it changes. */
    matchers: (text: string): string => {
      const before = readable(text);
      const after = before.map(matcher);
      const isSame = after.every(({ value }, index) => value === before[index]?.value);
      return isSame ? text : after.map(formatMatcher).join(',');
    },
    match: (map: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
      map[label] === undefined ? map : { ...map, [label]: exact(map[label]) },
    match_re: (map: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
      map[label] === undefined ? map : { ...map, [label]: pattern(map[label]) },
  };
}

/** What cannot be read stays, and is refused with its place when the whole is looked at. */
function readable(text: string): readonly Matcher[] {
  try {
    return parseMatchers(text);
  } catch (error) {
    if (error instanceof MatcherError) return [];
    throw error;
  }
}
