import { defaultLevel } from './power.ts';
import { type Row, table } from './table.ts';

export interface Measured {
  readonly seed: number;
  readonly independent: readonly Row[];
  readonly others: readonly Row[];
  readonly correlated: readonly Row[];
  readonly power: readonly Row[];
}

export function studyPage({ seed, independent, others, correlated, power }: Measured): string {
  return `# Drift: false alarms and power

How often the [decision](drift.md#the-decision) is wrong where nothing has changed, and how often it finds a change. Written by
\`scripts/studies/false-alarms.ts\`; run it with

\`\`\`text
npx tsx --conditions=source scripts/studies/false-alarms.ts
\`\`\`

It takes some minutes on one core, and its random numbers start from ${seed}, so it writes the same page every time.
\`--quick\` makes a twentieth of the comparisons.

Every number has its 95 % interval (Wilson). **Columns** are compared together, with the adjustment for their number; an
alarm is one of a whole comparison. **1.00** is as many alarms as the level allows. Reference and current data have as
many rows as the table says. A verdict says _as far as told_ where the number is inside its bounds but the interval is
not, and _cannot be told_ where the number is outside them and the interval is not: there are too few comparisons.

## No drift, independent columns of continuous values

Evidence alone is to alarm 0.8 to 1.2 times as often as the level says; with an effect that matters as well, at most as
often. The counts of both sides are drawn as random values would fall between the cuts of a baseline, which for tests by
ranks is the same for every continuous distribution. With 1,000 rows and more, chance hardly ever makes an effect that
matters, so there are next to no alarms.

**Not within, or not known to be.** With 50 rows and 100 columns the evidence is cautious: p has to be below a
ten-thousandth or so, where the test of so few values has a lighter tail than the limit that its p is read from. Where
comparisons are few, from 10,000 rows and 10 columns on, the intervals are wide.

${table(independent)}

## No drift, ties, heavy tails and categories

Evidence alone is to alarm at most 1.2 times as often as the level says. Values are drawn one by one and counted as the
product does; all questions that it asks of a column are asked, about missing values and about new and vanished categories
as well. Tests of few possible outcomes are exact, and so alarm less often; columns of many categories are asked three
questions that hang together, and alarm a third as often.

**Not within.** With up to 200 rows nearly every alarm of the evidence has an effect that matters, so the effect does not
make alarms rarer, and where the evidence alarms a little too often, so does the decision: for columns of 40 % zeros up to
a tenth.

${table(others)}

## No drift, columns that depend on each other

${table(correlated)}

## Power

How often a changed column is found, one of ten of which the others have not changed, at the level that the product has
unless told otherwise: one false alarm a month with a comparison every day, which is ${defaultLevel.toFixed(4)}. Beside it the
rule of the original (PSI > 0.25, KS > 0.1 or KL > 0.1 over bins of equal width), which looks at that column alone and has no
level. Both see the same data. The original's rule also alarms where nothing has changed, which the first rows show.

KS matters from 0.09 on here, and from 0.1 on there: a profile has counts, where the original has the values, and the
distance at the edges of bins may be a thousandth less than the greatest one. **Less than the original's** can be a change
of the ends: its KL over bins of equal width exceeds 0.1 where a few values lie in bins that are empty, or nearly so, on the
other side.

${table(power)}
`;
}
