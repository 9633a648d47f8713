/** Days; months and quarters as they are on average. */
const periods: Readonly<Record<string, number>> = {
  hour: 1 / 24,
  day: 1,
  week: 7,
  month: 365.2425 / 12,
  quarter: 365.2425 / 4,
  year: 365.2425,
};

interface Often {
  readonly false_alarms: string;
  readonly checks: string;
}

interface Problem {
  readonly key: keyof Often;
  readonly message: string;
}

type Rate = { readonly perDay: number } | { readonly perComparison: number } | string;

/** Above it an alarm would say next to nothing. */
const highestLevel = 0.2;

function readRate(text: string): Rate {
  const match = /^\s*(\d+(?:\.\d+)?)\s+(per|in)\s+(\S+)\s*$/.exec(text);
  const times = Number(match?.[1]);
  if (!match || !(times > 0)) return `expected words like 1 per month or 1 in 100, found ${JSON.stringify(text)}`;
  const [, , how, what = ''] = match;
  if (how === 'in') {
    const comparisons = Number(what);
    return comparisons > 0 ? { perComparison: times / comparisons } : `expected a number after "in", found ${what}`;
  }
  const days = periods[what.replace(/s$/, '')];
  if (days === undefined) return `expected hour, day, week, month, quarter or year after "per", found ${what}`;
  return { perDay: times / days };
}

/**
 * The level at which evidence counts: the share of comparisons without any drift that may raise an alarm. Of so many
 * comparisons a month, so many may be wrong.
 */
export function levelOf(settings: Often): number {
  const level = readLevel(settings);
  if (typeof level === 'number') return level;
  throw new RangeError(`${level.key}: ${level.message}`);
}

export function falseAlarmProblem(settings: Often): Problem | undefined {
  const level = readLevel(settings);
  return typeof level === 'number' ? undefined : level;
}

function readLevel({ false_alarms, checks }: Often): number | Problem {
  const alarms = readRate(false_alarms);
  if (typeof alarms === 'string') return { key: 'false_alarms', message: alarms };
  if ('perComparison' in alarms) return bounded(alarms.perComparison);
  const comparisons = readRate(checks);
  if (typeof comparisons === 'string') return { key: 'checks', message: comparisons };
  if ('perComparison' in comparisons) {
    return {
      key: 'checks',
      message: `expected how often the data is compared, like 1 per day, found ${JSON.stringify(checks)}`,
    };
  }
  return bounded(alarms.perDay / comparisons.perDay);
}

function bounded(level: number): number | Problem {
  if (level <= highestLevel) return level;
  const share = Number((100 * level).toPrecision(2));
  return {
    key: 'false_alarms',
    message: `expected false alarms in at most ${100 * highestLevel} % of the comparisons, found ${share} %: allow fewer, or say in \`checks\` that the data is compared more often`,
  };
}

/** The setting in words, for a report. */
export function falseAlarmWords({ false_alarms, checks }: Often): string {
  return / in /.test(false_alarms)
    ? `${false_alarms.trim()} comparisons`
    : `${false_alarms.trim()}, compared ${checks.trim().replace(/^1 per /, 'every ')}`;
}
