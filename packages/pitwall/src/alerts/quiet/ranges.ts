/** First and last, both in it. */
export type Range = readonly [first: number, last: number];

/** What is wrong with a range, as a sentence without a full stop. */
export class RangeProblem extends Error {}

export const weekdayNames = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

export const monthNames = [
  ...(['january', 'february', 'march', 'april', 'may', 'june'] as const),
  ...(['july', 'august', 'september', 'october', 'november', 'december'] as const),
] as const;

type Read = (text: string) => number | undefined;

function rangeOf(text: string, what: string, read: Read): Range {
  const parts = text.split(':');
  const [first, last = first] = parts.map(read);
  if (parts.length > 2 || first === undefined || last === undefined) {
    throw new RangeProblem(`expected ${what} or two with a colon between them, found ${JSON.stringify(text)}`);
  }
  return [first, last];
}

function inOrder(range: Range, text: string): Range {
  if (range[0] <= range[1]) return range;
  throw new RangeProblem(`expected a range whose end is not before its start, found ${JSON.stringify(text)}`);
}

const wholeNumber: Read = (text) => (/^-?\d{1,9}$/u.test(text) ? Number(text) : undefined);

const named =
  (names: readonly string[], first: number): Read =>
  (text) => {
    const found = names.indexOf(text.toLowerCase());
    return found === -1 ? undefined : found + first;
  };

export const weekdaysOf = (text: string): Range =>
  inOrder(rangeOf(text, 'a day of the week such as monday', named(weekdayNames, 0)), text);

export function monthsOf(text: string): Range {
  const read: Read = (part) => {
    const number = wholeNumber(part);
    if (number === undefined) return named(monthNames, 1)(part);
    return number >= 1 && number <= 12 ? number : undefined;
  };
  return inOrder(rangeOf(text, 'a month, 1 to 12 or its name,', read), text);
}

export const yearsOf = (text: string): Range => inOrder(rangeOf(text, 'a year', wholeNumber), text);

/** Every month has so many days. */
const shortestMonth = 28;

export function daysOf(text: string): Range {
  const read: Read = (part) => {
    const number = wholeNumber(part);
    return number !== undefined && number !== 0 && Math.abs(number) <= 31 ? number : undefined;
  };
  const [first, last] = rangeOf(text, 'a day of the month, 1 to 31 or -31 to -1,', read);
  if (first < 0 && last > 0) {
    throw new RangeProblem(
      `expected an end counted from the end of the month as its start is, found ${JSON.stringify(text)}`,
    );
  }
  const counted = (day: number): number => (day < 0 ? shortestMonth + day : day);
  inOrder([counted(first), counted(last)], text);
  return [first, last];
}

const clock = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/u;

function minuteOf(text: string): number {
  const [, hours, minutes] = clock.exec(text) ?? [text];
  if (!clock.test(text)) throw new RangeProblem(`expected a time from 00:00 to 24:00, found ${JSON.stringify(text)}`);
  return hours === undefined ? 1_440 : 60 * Number(hours) + Number(minutes);
}

/** Minutes of the day: the last one is the first that is no longer in it. */
export function timesOf({
  start_time: start,
  end_time: end,
}: {
  readonly start_time: string;
  readonly end_time: string;
}): Range {
  const range: Range = [minuteOf(start), minuteOf(end)];
  if (range[0] < range[1]) return range;
  throw new RangeProblem(`expected an end after the start, found ${start} to ${end}: write two ranges over midnight`);
}
