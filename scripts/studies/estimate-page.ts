import { type Asked, countOf, coverageTable, tooSeldom } from './asked.ts';
import { lossEstimates, profitEstimates } from './estimate-amounts.ts';
import { estimateWorlds, movedWorld } from './estimate-worlds.ts';
import { binaryEstimates, binarySizes, type EstimateAsked } from './estimates.ts';
import type { Study } from './no-drift.ts';
import { type Row, table } from './table.ts';
import { type Bounds, coverageOf, knownOf } from './tally.ts';

/** What is measured is to lie in the interval in 90 of 100 samples or more; more often does no harm. */
const bounds: Bounds = { least: 0.9, most: 1 };
/** How far every log-odds falls where the assumption is false, and what slack then is asked for. */
const moved = 0.4;

export function estimatePage(study: Study): string {
  const sizes = binarySizes.slice(0, 3);
  const binary = binaryEstimates(study, estimateWorlds);
  const profit = profitEstimates(study);
  const losses = lossEstimates(study);
  const drifted = binaryEstimates(study, [movedWorld(moved)], { sizes });
  const slack = binaryEstimates(study, [movedWorld(moved)], { slack: moved, sizes });
  const all = [...binary, ...profit, ...losses];
  return `# Estimates before labels: how often what is then measured lies in the interval

Before labels arrive, scores are estimated from a reference that has labels. Rows come in another mixture than those of the
reference (covariate shift). Here both are drawn from worlds that are known: the estimate is made without labels, the labels
arrive, the score is measured, and the intervals that hold it are counted. Written by \`scripts/studies/coverage.ts\`; run it
with

\`\`\`text
npx tsx --conditions=source scripts/studies/coverage.ts estimates
\`\`\`

It takes some ten minutes on one core. Its random numbers start from ${study.seed}, so it writes the same page every
time. The methods were tuned on other random numbers, never on these. \`--quick\` draws a twentieth of the samples.

Numbers are percent of the samples in which the interval of 95 % holds what is measured, ± half the width of their own 95 %
interval (Wilson), which says how exact the study is. They are to be 90 or more; **✗** stands where they are less by more than
the study errs. _None_ are samples without an estimate, or in which the score itself is unknown; they are not counted.
Columns are rows of the reference + rows without labels.

## Where it does not hold

${summaryOf(all)}

${tooSeldom(all, bounds)}

${summaryOfDrift(drifted, slack)}

## Scores of two classes

${worldsOf(binary)
  .map((world) => `### ${headOf(world)}\n\n${coverageTable(ofWorld(binary, world), bounds)}`)
  .join('\n\n')}

## Profit of bets

${coverageTable(profit, bounds)}

## Losses of a regression

${coverageTable(losses, bounds)}

## Two errors, both counted

What is measured strays from an estimate because the rows are few (sampling), and because the reference has few rows, so
that it does not know well what becomes of a score (calibration). Intervals count both. How often they would hold what is
measured if they counted one of them:

${table(errorsOf(all))}

## Where the assumption is false: concept drift

An estimate holds as long as rows of the same score turn out as they did in the reference. Here they do not: the log-odds of
all rows fell by ${moved}, and nothing in the scores shows it. **No method can see this without labels**, and the intervals do
not hold:

${coverageTable(drifted, bounds)}

What is measured, less what was estimated, on the average:

${table(awayRows(drifted))}

Who expects that outcomes may move can say by how much. The same with a \`slack\` of ${moved}, which makes the intervals wider:

${coverageTable(slack, bounds)}
`;
}

const worldsOf = (asked: readonly Asked[]): string[] => [...new Set(asked.map(({ world }) => world))];
const ofWorld = <T extends Asked>(asked: readonly T[], world: string): T[] =>
  asked.filter((one) => one.world === world);
const headOf = (world: string): string => world.charAt(0).toUpperCase() + world.slice(1);

function summaryOf(asked: readonly Asked[]): string {
  const seldom = countOf(asked, bounds, 'too seldom');
  const lowest = Math.min(
    ...asked.filter(({ tally }) => knownOf(tally) > 0).map(({ tally }) => tally.held / knownOf(tally)),
  );
  const below = asked.filter(({ tally }) => tally.held < bounds.least * knownOf(tally)).length;
  return `Where the assumption is true, ${asked.length - seldom} of ${asked.length} cells hold what is measured in 90 of 100
samples or more as far as can be told; ${below} are below 90 %, ${seldom} of them by more than the study errs. The lowest is
${(100 * lowest).toFixed(1)} %. Those that do not hold:`;
}

function summaryOfDrift(drifted: readonly Asked[], slack: readonly Asked[]): string {
  const lowest = Math.min(...drifted.map(({ tally }) => tally.held / Math.max(1, knownOf(tally))));
  return `Where the assumption is false, ${countOf(drifted, bounds, 'too seldom')} of ${drifted.length} cells do not hold, down to
${(100 * lowest).toFixed(1)} % ([below](#where-the-assumption-is-false-concept-drift)); with slack ${countOf(slack, bounds, 'too seldom')} of ${slack.length}.`;
}

function errorsOf(asked: readonly EstimateAsked[]): Row[] {
  const shown = ['accuracy', 'roi', 'mae'];
  const plain = (tally: EstimateAsked['tally']): string => coverageOf(tally, { least: 0, most: 1 }).text;
  return asked
    .filter(({ metric, size }) => shown.includes(metric) && !size.startsWith('100,000'))
    .map((cell) => ({
      metric: cell.metric,
      world: cell.world,
      rows: cell.size.replace(' rows', ''),
      'mean width': cell.width.toPrecision(2),
      both: plain(cell.tally),
      'sampling alone': plain(cell.samplingOnly),
      'calibration alone': plain(cell.calibrationOnly),
    }));
}

function awayRows(asked: readonly EstimateAsked[]): Row[] {
  const sizes = [...new Set(asked.map(({ size }) => size))];
  return [...new Set(asked.map(({ metric }) => metric))].map((metric) => {
    const of = (size: string): string => {
      const away = asked.find((one) => one.metric === metric && one.size === size)?.away ?? Number.NaN;
      return `${away < 0 ? '−' : '+'}${Math.abs(away).toFixed(3)}`;
    };
    return { metric, ...Object.fromEntries(sizes.map((size) => [size, of(size)])) };
  });
}
