import type { ModelMetric } from '@pitwall/sdk';

/** Who says it, in the order in which a reader should hear them. */
export const voices: readonly (readonly [ModelMetric['basis'], string])[] = [
  ['measured', 'Measured against the labels'],
  ['estimated', 'Estimated, before labels'],
  ['realised', 'What the bets brought'],
  ['market', 'What the prices say'],
  ['believed', 'What the model itself expected'],
];

/** `alert < 0.44, warning < 0.55`; empty without a threshold. */
export function limitWords({ threshold }: ModelMetric): string {
  if (!threshold) return '';
  return (['alert', 'warning'] as const)
    .flatMap((status) => (threshold[status] === undefined ? [] : [`${status} ${threshold[status]}`]))
    .join(', ');
}
