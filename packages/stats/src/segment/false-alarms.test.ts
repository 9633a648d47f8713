import { describe, expect, it } from 'vitest';
import { type Random, randomFrom } from '../drift/decision/testing/random.ts';
import { isRefusal } from '../score/score.ts';
import { findSegments, type SegmentOptions } from './find.ts';

interface Drawn {
  readonly loss: number;
  readonly weight: number;
}

/** May depend on the code of the first column, but for what is expected. */
type Draw = (random: Random, code: number) => Drawn;

const counts = [6, 4, 3, 10];

function shareOfAlarms(draw: Draw, rows: number, searches: number, options: SegmentOptions, columns = counts): number {
  const random = randomFrom(20_261_121);
  let alarms = 0;
  for (let search = 0; search < searches; search += 1) {
    const codes = columns.map((count) => new Uint8Array(rows).map(() => Math.floor(count * random.uniform())));
    const [losses, weights] = [new Float64Array(rows), new Float64Array(rows)];
    for (let row = 0; row < rows; row += 1) {
      const { loss, weight } = draw(random, codes[0]?.[row] ?? 0);
      losses[row] = loss;
      weights[row] = weight;
    }
    const found = findSegments(
      {
        losses,
        weights,
        columns: codes.map((column, index) => ({ name: `c${index}`, codes: column, count: columns[index] ?? 0 })),
      },
      options,
    );
    if (isRefusal(found)) throw new Error(found.explanation);
    if (found.found > 0) alarms += 1;
  }
  return alarms / searches;
}

const bet = ({ uniform }: Random, odds: number, weight = 1): Drawn => ({
  loss: weight * (uniform() * odds < 0.95 ? 1 - odds : 1),
  weight,
});

const normal: Draw = (random) => ({ loss: random.normal(), weight: 1 });

/** Three standard errors above the level. */
const most = (level: number, searches: number): number => level + 3 * Math.sqrt((level * (1 - level)) / searches);

describe('where the model is as good everywhere', () => {
  it.each<[string, Draw]>([
    ['normal losses', normal],
    ['squared errors', ({ normal: one }) => ({ loss: one() ** 2, weight: 1 })],
    ['one row of ten wrong', ({ uniform }) => ({ loss: uniform() < 0.1 ? 1 : 0, weight: 1 })],
    ['bets at long odds', (random) => bet(random, 5 + 10 * random.uniform())],
    ['bets with stakes of many sizes', (random) => bet(random, 2, 0.1 - Math.log(random.uniform()))],
    ['bets at odds that a column tells', (random, code) => bet(random, 1.5 + 4 * code)],
    [
      'losses six times as wide in a segment',
      (random, code) => ({ loss: (1 + 5 * (code % 2)) * random.normal(), weight: 1 }),
    ],
  ])('a search finds something no more often than its level says: %s', (_, draw) => {
    expect(shareOfAlarms(draw, 800, 250, { level: 0.05, minimum: 30 })).toBeLessThan(most(0.05, 250));
  });

  it('a search of one column finds something as often as its level says', () => {
    const share = shareOfAlarms(normal, 600, 600, { level: 0.2 }, [5]);
    expect(share).toBeGreaterThan(0.2 - 3 * Math.sqrt(0.16 / 600));
    expect(share).toBeLessThan(most(0.2, 600));
  });
});
