import { describe, expect, it } from 'vitest';
import { PitwallError } from '../../core/errors.ts';
import type { ColumnType } from '../config.ts';
import { parseExpression } from './parse.ts';
import { checkExpression } from './types.ts';

const columns: ReadonlyMap<string, ColumnType> = new Map([
  ['home_team', 'string'],
  ['status', 'category'],
  ['season', 'integer'],
  ['closing', 'number'],
  ['covered', 'boolean'],
  ['date', 'date'],
  ['season_end', 'date'],
  ['tipoff', 'timestamp'],
]);

describe('checkExpression', () => {
  it.each([
    'home_team <> status',
    'season = closing and closing > 1',
    'covered',
    'null',
    'covered = (closing > 1)',
    'covered in (true)',
    'date between season_end and tipoff',
    "tipoff >= '2025-03-01' and date < '2025-03-01T19:30:00.123456+02:00'",
    "date in ('2025-03-01', '2025-03-02 10:00')",
    "coalesce(date, tipoff, '2025-03-01') = date",
    "days_between('2025-03-01', tipoff) > 3 and year(date) = 2025",
    "least(home_team, status, 'b') > 'a'",
    'coalesce(closing, null) is null',
    'coalesce(null, null) is null',
    'abs(null) = 1 and coalesce(covered, null)',
    'round(closing) = round(closing, 2)',
    "matches(home_team, '[A-Z]{3}')",
    "'2025-03-01' = '2025-99-99'",
  ])('accepts %s', (text) => {
    expect(() => checkExpression(parseExpression(text), columns)).not.toThrow();
  });

  it.each([
    ['hom_team = status', 1, 'there is no column `hom_team`', 'Did you mean `home_team`'],
    ['status = "final"', 10, 'there is no column `final`', "put text between single quotes, like 'final'"],
    ['ruond(closing) = 1', 1, 'there is no function `ruond`', 'Did you mean `round`'],
    ['covered and sleep(9)', 13, 'there is no function `sleep`', 'Use one of abs, round'],
    ['closing + 1', 1, 'a rule must be true or false for each row, but `closing + 1` is a number', 'Compare'],
    ["'2025-03-01'", 1, "a rule must be true or false for each row, but `'2025-03-01'` is text", 'Compare'],
    ['home_team > 3', 13, '`>` needs values of one type, but `home_team` is text and `3` is a number', 'one type'],
    ["season = '2025'", 10, "`=` needs values of one type, but `season` is a number and `'2025'` is text", 'one type'],
    ['tipoff = 3', 10, '`=` needs values of one type, but `tipoff` is a timestamp and `3` is a number', 'one type'],
    ['date = home_team', 8, '`=` needs values of one type, but `date` is a date and `home_team` is text', 'one type'],
    ['covered = 1', 11, '`=` needs values of one type, but `covered` is true or false and `1` is a number', 'one type'],
    [
      "closing in (1, 'a')",
      16,
      "`in` needs values of one type, but `closing` is a number and `'a'` is text",
      'one type',
    ],
    [
      "closing between 1 and 'a'",
      23,
      "`between` needs values of one type, but `closing` is a number and `'a'` is text",
      'one',
    ],
    [
      "date > '2025-02-30'",
      8,
      "`'2025-02-30'` is not a date or timestamp, but `date` is a date",
      '2025-03-01T19:30:00Z',
    ],
    ["'soon' < tipoff", 1, "`'soon'` is not a date or timestamp, but `tipoff` is a timestamp", 'Write it like'],
    ["date in ('2025-03-01', 'x')", 24, "`'x'` is not a date or timestamp, but `date` is a date", 'Write it like'],
    ["year('x') = 1", 6, "`'x'` is not a date or timestamp", 'Write it like'],
    ['closing = null', 11, '`=` with null is never true or false', 'is null'],
    ['closing in (1, null)', 16, '`in` with null is never true or false', 'is null'],
    ['null between 1 and 2', 1, '`between` with null is never true or false', 'is null'],
    ['covered < true', 1, '`<` needs values with an order, but true and false have none', 'Use = or <>'],
    ['covered between false and true', 1, '`between` needs values with an order', 'Use = or <>'],
    ['least(covered, true)', 1, '`least` needs values with an order', 'Use `and` or `or`'],
    ['closing and covered', 1, '`and` needs true or false, but `closing` is a number', 'Compare'],
    ['covered or home_team', 12, '`or` needs true or false, but `home_team` is text', 'Compare'],
    ['not date', 5, '`not` needs true or false, but `date` is a date', 'Compare'],
    ['covered implies 1', 17, '`implies` needs true or false, but `1` is a number', 'Compare'],
    ["1 + 'a' = 2", 5, "`+` needs a number, but `'a'` is text", 'numbers only'],
    ['-covered = 2', 2, '`-` needs a number, but `covered` is true or false', 'numbers only'],
    ['date - season_end > 3', 1, '`-` needs a number, but `date` is a date', 'days_between'],
    ['length(closing) = 3', 8, '`length` needs text, but `closing` is a number', 'another column'],
    ['starts_with(home_team, 3)', 24, '`starts_with` needs text, but `3` is a number', 'another column'],
    ['month(closing) = 3', 7, '`month` needs a date or timestamp, but `closing` is a number', 'another column'],
    ['coalesce(closing, home_team) = 3', 19, '`coalesce` needs values of one type', 'one type'],
    ['abs() = 3', 1, '`abs` takes 1 argument, but 0 came', 'Write it like `abs(number)`'],
    ['round(1, 2, 3) = 3', 1, '`round` takes 1 or 2 arguments, but 3 came', '`round(number[, digits])`'],
    ['coalesce(closing) = 3', 1, '`coalesce` takes at least 2 arguments, but 1 came', '`coalesce(any, any, …)`'],
    [
      'round(closing, season) = 3',
      16,
      '`round` rounds to a written number of digits from 0 to 15, but `season` came',
      'round',
    ],
    ['round(closing, 16) = 3', 16, '`round` rounds to a written number of digits from 0 to 15, but `16` came', 'round'],
    [
      'round(closing, 1.5) = 3',
      16,
      '`round` rounds to a written number of digits from 0 to 15, but `1.5` came',
      'round',
    ],
    [
      'matches(home_team, status)',
      20,
      '`matches` needs a pattern that is written out, but `status` came',
      'matches(team',
    ],
    ["matches(home_team, '(?=a)')", 20, 'the pattern "(?=a)" uses look-ahead and look-behind', 'simpler pattern'],
    ["matches(home_team, '(')", 20, 'is not a regular expression', 'simpler pattern'],
    ["matches(home_team, '(a{500}){3}')", 20, 'repeats more than 1000 characters', 'simpler pattern'],
  ])('refuses %s at character %i', (text, column, problem, fix) => {
    const mistake = mistakeIn(text);
    expect(mistake).toMatchObject({ code: 'contract.expression', place: { column } });
    expect(mistake.problem).toContain(problem);
    expect(mistake.problem).toContain(`(at character ${column})`);
    expect(mistake.fix).toContain(fix);
  });
});

function mistakeIn(text: string): PitwallError {
  const expression = parseExpression(text);
  try {
    checkExpression(expression, columns);
  } catch (error) {
    if (error instanceof PitwallError) return error;
    throw error;
  }
  throw new Error(`no mistake was found in ${text}`);
}
