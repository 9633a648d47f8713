import { type Asked, countOf, coverageTable, tooOften, tooSeldom } from './asked.ts';
import { type Answered, comparisons } from './comparisons.ts';
import type { Study } from './no-drift.ts';
import { profitIntervals } from './profit-intervals.ts';
import { scoreIntervals } from './score-intervals.ts';
import { type Row, table } from './table.ts';
import { type Bounds, cellOf, knownOf } from './tally.ts';

/** What an interval of 95 % is held to. */
const bounds: Bounds = { least: 0.93, most: 0.97 };
/** Answers that two models differ where they do not: 5 % are by chance, and fewer do no harm. */
const falseBounds: Bounds = { least: 0, most: 0.07 };

export function scorePage(study: Study): string {
  const scores = scoreIntervals(study);
  const profit = profitIntervals(study);
  const pairs = comparisons(study);
  return `# Scores: how often the intervals hold the truth

An interval of 95 % is to hold the true value in 95 of 100 samples. Here samples are drawn from worlds whose truth is known,
and the intervals that hold it are counted. Written by \`scripts/studies/coverage.ts\`; run it with

\`\`\`text
npx tsx --conditions=source scripts/studies/coverage.ts scores
\`\`\`

It takes some ten minutes on one core. Its random numbers start from ${study.seed}, so it writes the same page every
time. The methods were tuned on other random numbers, never on these. \`--quick\` draws a twentieth of the samples.

Numbers are percent of the samples in which the interval holds the true value, ± half the width of their own 95 % interval
(Wilson), which says how exact the study is. It is all right between 93 and 97. **✗** stands where the intervals hold it less
often than in 93 of 100 by more than the study errs, **▲** where they hold it more often than in 97 of 100: such intervals
are wider than need be. _None_ are samples without an interval; they are not counted.

## Where it does not hold

${summaryOf([...scores, ...profit, ...pairs])}

Less often than in 93 of 100 samples; the truth was below or above the interval in so many:

${tooSeldom([...scores, ...profit, ...pairs], bounds)}

More often than in 97 of 100:

${tooOften([...scores, ...profit, ...pairs], bounds)}

## Scores

The true value is that of two million rows of the same world. In a ranking a row is a user with a list, and the true value is
that of one and a half million lists.

${worldsOf(scores)
  .map((world) => `### ${headOf(world)}\n\n${coverageTable(ofWorld(scores, world), bounds)}`)
  .join('\n\n')}

## Profit

The truth has a closed form, except for \`closing_line_value\` and \`kelly_growth\`, where it is that of four million bets.
The interval of \`max_drawdown\` is to hold the drawdown of another series of as many rows.

${coverageTable(profit, bounds)}

## Two models on the same rows: the interval of their difference

${coverageTable(pairs, bounds)}

## Two models on the same rows: the answer

How often a comparison says that one model is better than the other where they are as good as each other. The level of
5 % is what chance may do; **▲** stands where it is more than 7 % by more than the study errs.

${table(falseAnswers(pairs))}

How often it finds a difference that is there, and how often it takes the worse model for the better one. Few rows find
little: _no difference shown_ is not that there is none.

${table(foundAnswers(pairs))}
`;
}

const worldsOf = (asked: readonly Asked[]): string[] => [...new Set(asked.map(({ world }) => world))];
const ofWorld = (asked: readonly Asked[], world: string): Asked[] => asked.filter((one) => one.world === world);
const headOf = (world: string): string => world.charAt(0).toUpperCase() + world.slice(1);

function summaryOf(asked: readonly Asked[]): string {
  const [seldom, often] = [countOf(asked, bounds, 'too seldom'), countOf(asked, bounds, 'too often')];
  const isLarge = ({ size }: Asked): boolean => Number.parseInt(size.replaceAll(',', ''), 10) >= 1000;
  const large = asked.filter(isLarge);
  const lowest = Math.min(...asked.map(({ tally }) => tally.held / Math.max(1, knownOf(tally))));
  return `Of ${asked.length} cells ${asked.length - seldom - often} are all right as far as can be told, ${seldom} hold the
truth too seldom and ${often} too often. With 1,000 rows and more these are ${countOf(large, bounds, 'too seldom')} and ${countOf(large, bounds, 'too often')} of ${large.length}.
The lowest is ${(100 * lowest).toFixed(1)} %.`;
}

function falseAnswers(pairs: readonly Answered[]): Row[] {
  return pairs
    .filter(({ truth }) => truth === 0)
    .map(({ world, metric, size, tally, wrong }) => ({
      metric,
      world,
      size,
      series: knownOf(tally),
      'said to differ, percent': cellOf(wrong, knownOf(tally), falseBounds).text,
    }));
}

function foundAnswers(pairs: readonly Answered[]): Row[] {
  const free: Bounds = { least: 0, most: 1 };
  return pairs
    .filter(({ truth }) => truth !== 0)
    .map(({ world, metric, size, tally, truth, right, wrong }) => ({
      metric,
      world,
      size,
      series: knownOf(tally),
      'true difference': truth.toPrecision(2).replace('-', '−'),
      'found, percent': cellOf(right, knownOf(tally), free).text,
      'the wrong way round, percent': cellOf(wrong, knownOf(tally), falseBounds).text,
    }));
}
