import type { FacetSql } from '../dialect.ts';

/** Classes of characters as `@pitwall/stats` has them, in the words of RE2. */
const letters = String.raw`\p{L}`;
const digits = String.raw`\p{N}`;
const spaces = String.raw`\p{Z}\t-\r`;
const punctuation = String.raw`\p{P}$+<=>^\x60|~`;

const classes: readonly (readonly [name: string, characters: string])[] = [
  ['letters', letters],
  ['digits', digits],
  ['spaces', spaces],
  ['punctuation', punctuation],
  ['other', `^${letters}${digits}${spaces}${punctuation}`],
];

const wordPattern = `[${letters}${digits}]+`;

/** A finite time as it is, an infinite one as the infinity of doubles. */
function finiteOr(value: string, finite: string): string {
  const infinite = `CASE WHEN ${value} > DATE '2000-01-01' THEN CAST('inf' AS DOUBLE) ELSE CAST('-inf' AS DOUBLE) END`;
  return `CASE WHEN ${value} IS NULL THEN NULL WHEN isfinite(${value}) THEN ${finite} ELSE ${infinite} END`;
}

function named(value: string, name: string): string {
  return `CASE WHEN ${value} IS NULL THEN NULL WHEN isfinite(${value}) THEN ${name} ELSE 'infinite' END`;
}

export const duckdbFacets: FacetSql = {
  time: (value, type) =>
    finiteOr(
      value,
      type === 'date' ? `CAST(${value} - DATE '1970-01-01' AS DOUBLE) * 86400000.0` : `epoch_us(${value}) / 1000.0`,
    ),
  weekday: (value) => named(value, `lower(dayname(${value}))`),
  hour: (value) => named(value, `lpad(CAST(hour(${value}) AS VARCHAR), 2, '0')`),
  length: (text) => `CAST(length(${text}) AS DOUBLE)`,
  shape(text) {
    const found = classes.map(
      ([name, characters]) => `CASE WHEN regexp_matches(${text}, '[${characters}]') THEN '${name}' END`,
    );
    return `CASE WHEN ${text} = '' THEN 'empty' WHEN ${text} IS NOT NULL THEN concat_ws('+', ${found.join(', ')}) END`;
  },
  word(text) {
    const words = `regexp_extract_all(${text}, '${wordPattern}')`;
    return `CASE WHEN ${text} IS NOT NULL THEN coalesce(lower(${words}[1 + length(${text}) % nullif(len(${words}), 0)]), '') END`;
  },
};
