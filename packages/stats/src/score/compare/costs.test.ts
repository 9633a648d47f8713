import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../drift/decision/testing/random.ts';
import { scoreCosts } from '../profit/costs.ts';
import { compareCosts } from './costs.ts';
import { known } from './testing/known.ts';
import { expectNoDifference, expectTurned } from './testing/laws.ts';

const costs = { truePositive: 1, falsePositive: 2, falseNegative: 20, trueNegative: 0 };

function models(seed: number, rows: number, own: number, its: number) {
  const { normal, uniform } = randomFrom(seed);
  const labels = Int32Array.from({ length: rows }, () => (uniform() < 0.2 ? 1 : 0));
  const seen = (noise: number) => ({ scores: Array.from(labels, (label) => label + noise * normal()) });
  return { labels, champion: seen(own), challenger: seen(its), costs };
}

describe('costs of two models', () => {
  it('are what each has alone, by the row and in all', () => {
    const { champion, challenger, ...shared } = models(1, 300, 2, 1);
    const weights = Array.from({ length: 300 }, (_, row) => 1 + (row % 3));
    for (const rows of [shared, { ...shared, weights }]) {
      const alone = [champion, challenger].map((model) => scoreCosts({ ...rows, ...model }));
      for (const [index, found] of compareCosts({ ...rows, champion, challenger }).entries()) {
        expect(known(found).champion).toBeCloseTo(alone[0]?.[index]?.value ?? Number.NaN, 9);
        expect(known(found).challenger).toBeCloseTo(alone[1]?.[index]?.value ?? Number.NaN, 9);
      }
    }
  });

  it('differ by so much a row, and in all by so many times that', () => {
    const [perRow, total] = compareCosts(models(2, 2000, 2, 0.5)).map(known);
    expect(perRow).toMatchObject({ metric: 'cost_per_row', answer: 'better', method: 'paired_t' });
    expect(total?.difference).toBeCloseTo(2000 * (perRow?.difference ?? 0), 8);
    expect(total?.interval?.low).toBeCloseTo(2000 * (perRow?.interval?.low ?? 0), 8);
    expect(total?.p).toBeCloseTo(perRow?.p ?? 1, 12);
  });

  it('answer the other way round when the models change places, and not at all for one beside itself', () => {
    const rows = models(3, 400, 2, 1);
    expectTurned(compareCosts(rows), compareCosts({ ...rows, champion: rows.challenger, challenger: rows.champion }));
    expectNoDifference(compareCosts({ ...rows, challenger: rows.champion }));
  });

  it('do not rest on what both decide alike', () => {
    const labels = [0, 1, 0, 1, 0, 1, 0, 0];
    const [champion, challenger] = [
      { predictions: [0, 1, 1, 1, 0, 0, 1, 0] },
      { predictions: [0, 1, 0, 1, 0, 1, 0, 0] },
    ];
    const dear = { ...costs, truePositive: 7 };
    const [cheap, other] = [costs, dear].map((of) =>
      known(compareCosts({ labels, champion, challenger, costs: of })[0]),
    );
    // Row 5 is found by the challenger alone, so only there what is found costs more.
    expect((other?.difference ?? 0) - (cheap?.difference ?? 0)).toBeCloseTo(6 / 8, 12);
  });

  it('may be of several classes, with an amount for each row', () => {
    const rows = {
      labels: [0, 1, 2, 1],
      matrix: [
        [0, 1, 1],
        [2, 0, 2],
        [5, 5, 0],
      ],
      amounts: [1, 10, 100, 1],
    };
    const pair = { champion: { predictions: [0, 0, 0, 1] }, challenger: { predictions: [0, 1, 0, 2] } };
    expect(known(compareCosts({ ...rows, ...pair })[1])).toMatchObject({ champion: 520, challenger: 502 });
  });

  it('are unknown where the rows are bad', () => {
    const rows = { labels: [0, 1], champion: { predictions: [0, 1] }, challenger: { predictions: [0] }, costs };
    expect(compareCosts(rows)[0]).toMatchObject({
      reason: 'invalid',
      explanation: expect.stringMatching(/^challenger/),
    });
    const wrong = { ...rows, challenger: { predictions: [0, 1] }, costs: { ...costs, falsePositive: Number.NaN } };
    expect(compareCosts(wrong)[0]).toMatchObject({ explanation: expect.stringMatching(/^champion: cost of row 0/) });
    expect(compareCosts({ ...rows, labels: [], champion: {}, challenger: {} })[0]).toMatchObject({ answer: 'unknown' });
  });
});
