import { randomStream } from '../../../demo/random.ts';
import type { NewFinding } from '../../../state/finding-table.ts';

export const subjects = 40;
const noon = Date.UTC(2026, 0, 5, 12);

/** What is found as number so and so, the same for the same seed: one subject after the other, fine or not. */
export function findingOf(seed: number, number: number, at: number): NewFinding {
  const isBad = randomStream('finding', seed, number).next() < 0.5;
  const start = noon + 1_000 * number;
  return {
    id: `f${number}`,
    finding: {
      subject: `model:m${number % subjects}`,
      metric: 'test.kill',
      value: number,
      threshold: null,
      status: isBad ? 'alert' : 'pass',
      message: `measurement ${number}`,
      evidence: {},
      at: new Date(at).toISOString(),
    },
    window: { start, end: start + 1_000 },
  };
}
