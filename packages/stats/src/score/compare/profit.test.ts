import { describe, expect, it } from 'vitest';
import { uniform } from '../../drift/testing/columns.ts';
import { prepareProfit } from '../profit/data.ts';
import { scoreProfit } from '../profit/metrics.ts';
import type { Difference } from './answer.ts';
import { compareProfit } from './profit.ts';
import { compareResampled } from './resample.ts';
import { known } from './testing/known.ts';

describe('profits of two models', () => {
  const [price, luck, choice] = [uniform(71, 600), uniform(72, 600), uniform(73, 600)];
  const odds = price.map((u) => 1.5 + u);
  const outcomes = luck.map((u, row) => (u * (odds[row] ?? 0) < 0.95 ? 1 : 0));
  const game = { odds, oddsFormat: 'decimal', outcomes } as const;
  const all = { ...game, stakes: price.map(() => 1) };
  const half = { ...game, stakes: choice.map((u) => (u < 0.5 ? 2 : 0)) };

  it('are what each has alone', () => {
    const [perRow, roi] = compareProfit({ champion: all, challenger: half });
    const alone = (rows: typeof all, name: string) =>
      scoreProfit(rows).find(({ metric }) => metric === name)?.value ?? Number.NaN;
    expect(known(roi).champion).toBeCloseTo(alone(all, 'roi'), 12);
    expect(known(roi).challenger).toBeCloseTo(alone(half, 'roi'), 12);
    expect(known(perRow).champion).toBeCloseTo(alone(all, 'profit') / 600, 12);
    expect(known(perRow).challenger).toBeCloseTo(alone(half, 'profit') / 600, 12);
  });

  it('differ as much by the spread of the return as by a bootstrap of it', () => {
    const data = [all, half].map((rows) => {
      const found = prepareProfit(rows);
      if ('reason' in found) throw new Error(found.explanation);
      const byRow = new Map(
        Array.from(found.row, (row, bet) => [row, [found.profit[bet] ?? 0, found.stake[bet] ?? 0] as const]),
      );
      return (rows: Uint32Array) => {
        let [profit, stake] = [0, 0];
        for (const row of rows) {
          const [own, put] = byRow.get(row) ?? [0, 0];
          profit += own;
          stake += put;
        }
        return profit / stake;
      };
    });
    const figures = (rows: Uint32Array) => [data[0]?.(rows) ?? Number.NaN, data[1]?.(rows) ?? Number.NaN] as const;
    const drawn = known(compareResampled({ metric: 'roi', better: 'higher', rows: 600, figures }));
    const roi = known(compareProfit({ champion: all, challenger: half })[1]);
    expect(drawn.difference).toBeCloseTo(roi.difference, 12);
    const width = ({ interval }: Difference) => (interval ? interval.high - interval.low : Number.NaN);
    expect(width(drawn) / width(roi)).toBeGreaterThan(0.9);
    expect(width(drawn) / width(roi)).toBeLessThan(1.1);
  });

  it('do not rest on what the models believe', () => {
    const sure = { ...all, probabilities: price.map(() => 0.99) };
    expect(compareProfit({ champion: sure, challenger: half })).toEqual(
      compareProfit({ champion: all, challenger: half }),
    );
  });

  it('show no difference between a model and itself, and none without bets', () => {
    for (const { answer } of compareProfit({ champion: all, challenger: all }))
      expect(answer).toBe('no_difference_shown');
    const never = { ...game, stakes: price.map(() => 0) };
    const [perRow, roi] = compareProfit({ champion: all, challenger: never });
    expect(known(perRow).challenger).toBe(0);
    expect(roi).toMatchObject({ reason: 'nothing_predicted', answer: 'unknown' });
    const short = { odds: [2], oddsFormat: 'decimal', outcomes: [1] } as const;
    expect(compareProfit({ champion: all, challenger: short })[0]).toMatchObject({ reason: 'invalid', rows: 600 });
    expect(compareProfit({ champion: { ...all, odds: price }, challenger: all })[0]).toMatchObject({
      explanation: expect.stringMatching(/^champion: odds of row 0/),
    });
  });
});
