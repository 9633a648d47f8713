import { isRefusal, prepareProfit } from '@pitwall/stats';
import type { ModelSettings } from '../config.ts';
import type { ModelRows } from '../rows.ts';
import { decisionsOf, paysOff, profitRows } from '../scores.ts';

/** What each row lost, of which a metric is the mean: larger is worse. */
export interface Losses {
  readonly metric: string;
  readonly losses: Float64Array;
  /** What the losses are measured against; 1 of each row where not given. */
  readonly weights: Float64Array | undefined;
  /** −1 where the metric is what was gained. */
  readonly sign: 1 | -1;
  /** A column that would only tell what everybody knows. */
  readonly ignore?: string | undefined;
}

/** The ways in which a model of this kind is searched; none where a row has no loss of its own. */
export function lossesOf(rows: ModelRows, settings: ModelSettings): Losses[] {
  const answers = answerLosses(rows, settings);
  return [...(answers ? [answers] : []), ...(paysOff(settings) ? profitLosses(rows, settings) : [])];
}

function answerLosses(rows: ModelRows, settings: ModelSettings): Losses | undefined {
  const { label = none, prediction, weight } = rows.judged.columns;
  const loss = lossOf(rows, settings);
  if (!loss) return undefined;
  const losses = label.map((actual, row) => (weight?.[row] ?? 1) * loss.of(actual, row));
  // Near a half every probability has a large loss, however right it is.
  const ignore = loss.metric === 'brier' ? settings.prediction.column : undefined;
  return { metric: loss.metric, losses, weights: weight, sign: 1, ignore };

  function lossOf(all: ModelRows, { task }: ModelSettings) {
    if (task === 'regression')
      return { metric: 'mae', of: (actual: number, row: number) => Math.abs((prediction?.[row] ?? 0) - actual) };
    if (task === 'binary' && prediction)
      return { metric: 'brier', of: (actual: number, row: number) => ((prediction[row] ?? 0) - actual) ** 2 };
    if (task === 'ranking') return undefined;
    const decided = decisionsOf(all, settings);
    return { metric: 'error_rate', of: (actual: number, row: number) => (decided[row] === actual ? 0 : 1) };
  }
}

const none = new Float64Array(0);

/** A row that was not bet on has no stake, and so no part in the search. */
function profitLosses({ judged }: ModelRows, settings: ModelSettings): Losses[] {
  const data = prepareProfit(profitRows(judged, settings));
  if (isRefusal(data)) return [];
  const [losses, weights] = [new Float64Array(judged.rows), new Float64Array(judged.rows)];
  data.row.forEach((row, bet) => {
    losses[row] = -(data.profit[bet] ?? 0);
    weights[row] = data.stake[bet] ?? 0;
  });
  return [{ metric: 'roi', losses, weights, sign: -1 }];
}
