import type { ModelCosts } from '@pitwall/sdk';
import { type CostPoint, type CostSweep, isRefusal, scoreCosts, sweepCosts } from '@pitwall/stats';
import type { ModelSettings } from './config.ts';
import type { ModelRows } from './rows.ts';
import { costRows } from './scores.ts';

/** What every cutoff would cost; null where no probability is cut, or the rows cannot be used. */
export function sweepOf(rows: ModelRows, settings: ModelSettings): ModelCosts | null {
  const { costs, performance } = settings;
  if (!costs || settings.task !== 'binary') return null;
  const input = costRows(rows, settings, costs);
  if ('matrix' in input || !input.scores) return null;
  const { level } = performance;
  const sweep = sweepCosts(input, { level });
  if (isRefusal(sweep)) return null;
  const [perRow, total] = scoreCosts(input, { level });
  if (perRow?.value == null || total?.value == null) return null;
  return {
    now: { cutoff: input.predictions ? null : (input.cutoff ?? 0.5), per_row: perRow.value, total: total.value },
    best: pointOf(sweep.best),
    all: pointOf(sweep.all),
    none: pointOf(sweep.none),
    held_out: heldOut(sweep),
    curve: sweep.curve.flatMap(({ cutoff, perRow: cost }): [number, number][] =>
      cutoff === null ? [] : [[cutoff, cost]],
    ),
  };
}

const pointOf = ({ cutoff, total, perRow }: CostPoint) => ({ cutoff, total, per_row: perRow });

const heldOut = ({ heldOut: score }: CostSweep): ModelCosts['held_out'] =>
  score.value === null ? null : { per_row: score.value, interval: score.interval };
