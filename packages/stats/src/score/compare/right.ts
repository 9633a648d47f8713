import { answered, type Head, type ModelComparison } from './answer.ts';
import { type McNemarMethod, mcnemar, pairedShares } from './mcnemar.ts';
import { comparePaired } from './paired-mean.ts';
import type { ResampleOptions } from './resample.ts';

/** Of each row, 1 where the model is right and 0 where it is wrong. */
export interface PairedRight {
  readonly champion: Uint8Array;
  readonly challenger: Uint8Array;
  readonly weights: ArrayLike<number> | undefined;
}

export interface CompareRightOptions extends ResampleOptions {
  /** Exact for few rows on which the models differ and mid-p for more, where not said. */
  readonly mcnemar?: McNemarMethod;
}

/** Difference of two shares of rows right, by McNemar's test; by Student's paired t where rows have weights. */
export function compareRight(
  head: Head,
  { champion, challenger, weights }: PairedRight,
  { mcnemar: test, ...options }: CompareRightOptions,
): ModelComparison {
  if (weights) return comparePaired({ ...head, champion, challenger, weights }, options);
  const rows = champion.length;
  let [both, onlyChampion, onlyChallenger] = [0, 0, 0];
  for (let row = 0; row < rows; row += 1) {
    const [first, second] = [champion[row] === 1, challenger[row] === 1];
    if (first && second) both += 1;
    else if (first) onlyChampion += 1;
    else if (second) onlyChallenger += 1;
  }
  const { method, p } = mcnemar(onlyChampion, onlyChallenger, test);
  const found = {
    ...head,
    method: `mcnemar_${method}`,
    champion: (both + onlyChampion) / rows,
    challenger: (both + onlyChallenger) / rows,
    difference: (onlyChallenger - onlyChampion) / rows,
    interval: pairedShares(onlyChampion, onlyChallenger, rows, options.level ?? 0.95),
    p,
  };
  return answered(found, options);
}
