import { isRefusal, type Refusal, refuse } from '../score.ts';
import type { BinaryData } from './data.ts';
import type { Ranking } from './ranking.ts';

/** What happens where everything from one score on is taken for a 1. */
export interface CurvePoint {
  readonly cutoff: number;
  /** Share of the zeros that are taken for a 1. */
  readonly falsePositiveRate: number;
  /** Share of the ones that are found. */
  readonly recall: number;
  /** Share of ones among what is taken for a 1. */
  readonly precision: number;
}

export const curvePointsShown = 200;

/**
 * The points of the ROC and the precision–recall curve, from the highest score down: at most `most` of them, evenly spaced
 * in what is taken for a 1, with the first and the last among them.
 *
 * Cost: one pass over the ranking. Example: scores 0.1 0.4 0.35 0.8 of labels 0 0 1 1 go through (0, ½), (½, ½), (½, 1),
 * (1, 1).
 */
export function curvePoints(data: BinaryData, most = curvePointsShown): CurvePoint[] | Refusal {
  if (!(Number.isSafeInteger(most) && most >= 2))
    throw new RangeError(`expected room for 2 points or more, got ${most}; pass a larger number`);
  const { positive, negative } = data.actual;
  if (positive.weight === 0 || negative.weight === 0)
    return refuse('one_class', 'only one class is there, so there is no curve');
  const ranking = data.ranking();
  return isRefusal(ranking) ? ranking : pick(ranking, positive.weight, negative.weight, most);
}

function pick({ groups, score, positive, negative }: Ranking, ones: number, zeros: number, most: number): CurvePoint[] {
  const points: CurvePoint[] = [];
  const step = (ones + zeros) / (most - 1);
  let [found, wrong, next] = [0, 0, 0];
  for (let group = 0; group < groups; group += 1) {
    found += positive[group] ?? 0;
    wrong += negative[group] ?? 0;
    if (found + wrong < next && group < groups - 1 && groups > most) continue;
    points.push({
      cutoff: score[group] ?? 0,
      falsePositiveRate: wrong / zeros,
      recall: found / ones,
      precision: found + wrong > 0 ? found / (found + wrong) : 1,
    });
    next = found + wrong + step;
  }
  return points;
}
