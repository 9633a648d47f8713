import { describe, expect, it } from 'vitest';
import { uniform } from '../../drift/testing/columns.ts';
import { type ProfitRows, pushed } from './data.ts';
import { scoreProfit } from './metrics.ts';
import { figure, scoreOf } from './testing/figure.ts';

const repeat = (value: number, count: number): number[] => Array.from({ length: count }, () => value);

const coin = (odds: number, oddsFormat: ProfitRows['oddsFormat']): ProfitRows => ({
  odds: repeat(odds, 4),
  ...(oddsFormat && { oddsFormat }),
  outcomes: [1, 0, 1, 0],
  probabilities: repeat(0.5, 4),
});

/** Sure of 90 % where 30 % is true. */
const loser: ProfitRows = {
  odds: repeat(1.9, 100),
  oddsFormat: 'decimal',
  outcomes: [...repeat(1, 30), ...repeat(0, 70)],
  probabilities: repeat(0.9, 100),
};

describe('what the model expects', () => {
  it.each([
    [2, 'decimal'],
    [1, 'net'],
    [100, 'american'],
    [-100, 'american'],
  ] as const)('of a fair coin at %d %s is nothing', (odds, format) => {
    expect(figure(coin(odds, format), 'expected_value')).toBe(0);
    expect(figure(coin(odds, format), 'roi')).toBe(0);
  });

  it.each([
    [1.9, 'decimal'],
    [0.9, 'net'],
    [-1000 / 9, 'american'],
  ] as const)('of a fair coin at %d %s is a loss of 0.05', (odds, format) => {
    expect(figure(coin(odds, format), 'expected_value')).toBeCloseTo(-0.05, 14);
    expect(figure(coin(odds, format), 'break_even_rate')).toBeCloseTo(1 / 1.9, 14);
  });

  it('is a profit for a model too sure of itself, whose bets lose 43 %', () => {
    const believed = scoreOf(loser, 'expected_value');
    const realised = scoreOf(loser, 'roi');
    expect(believed).toMatchObject({ basis: 'believed', value: expect.closeTo(0.71, 14) });
    expect(realised).toMatchObject({ basis: 'realised', value: expect.closeTo(-0.43, 14) });
    expect(realised.value === null ? 0 : realised.interval?.high).toBeLessThan(0);
    expect(figure(loser, 'overstatement')).toBeCloseTo(1.14, 14);
  });

  it('changes nothing of what was realised', () => {
    const modest = { ...loser, probabilities: repeat(0.1, 100) };
    const realised = (rows: ProfitRows) =>
      scoreProfit(rows).filter(({ basis, metric }) => basis === 'realised' && metric !== 'kelly_growth');
    expect(realised(modest)).toEqual(realised(loser));
  });
});

describe('what the bets brought', () => {
  it('leaves out stakes that came back', () => {
    const rows: ProfitRows = { odds: [2, 3, 2, 2], oddsFormat: 'decimal', outcomes: [1, pushed, 0, pushed] };
    expect(figure(rows, 'roi')).toBe(0);
    expect(figure(rows, 'turnover')).toBe(2);
    expect(figure(rows, 'win_rate')).toBe(0.5);
    expect(figure(rows, 'bet_share')).toBe(1);
  });

  it('leaves out rows without a stake', () => {
    const rows: ProfitRows = { stakes: [0, 2, 1], odds: [2, 3, 2], oddsFormat: 'decimal', outcomes: [1, 1, 0] };
    expect(figure(rows, 'profit')).toBe(3);
    expect(figure(rows, 'roi')).toBe(1);
    expect(figure(rows, 'bet_share')).toBeCloseTo(2 / 3, 15);
  });

  it('leaves out rows whose edge is not above the one asked for', () => {
    const rows: ProfitRows = {
      odds: [2, 2, 2],
      oddsFormat: 'decimal',
      outcomes: [0, 0, 1],
      probabilities: [0.5, 0.55, 0.6],
      rule: { bet: 'edge', above: 0.1 },
    };
    expect(figure({ ...rows, probabilities: [0.5, 0.54, 0.6] }, 'turnover')).toBe(1);
    expect(figure({ ...rows, rule: { bet: 'edge', above: 0 } }, 'roi')).toBe(0);
    expect(scoreOf({ ...rows, rule: { bet: 'edge', above: 0.5 } }, 'roi')).toMatchObject({
      value: null,
      reason: 'nothing_predicted',
    });
    expect(figure({ ...rows, rule: { bet: 'edge', above: 0.5 } }, 'bet_share')).toBe(0);
  });

  it('is the same from outcomes, from returns and from profits', () => {
    const stakes = [1, 2, 3, 1];
    const outcomes = scoreProfit({ stakes, odds: [2, 3, 2, 5], oddsFormat: 'decimal', outcomes: [1, 0, 1, 0] });
    const ways = [scoreProfit({ stakes, returns: [1, -1, 1, -1] }), scoreProfit({ stakes, profits: [1, -2, 3, -1] })];
    for (const name of ['roi', 'profit', 'win_rate', 'max_drawdown', 'sharpe', 'turnover'])
      for (const found of ways)
        expect(found.find(({ metric }) => metric === name)?.value, name).toBe(
          outcomes.find(({ metric }) => metric === name)?.value,
        );
  });

  it('says how far it may be from the truth even where every bet was lost, or won', () => {
    const bets = (won: number): ProfitRows => ({
      odds: repeat(3, 20),
      oddsFormat: 'decimal',
      outcomes: repeat(won, 20),
    });
    const lost = scoreOf(bets(0), 'roi');
    expect(lost).toMatchObject({ value: -1, interval: { low: -1, method: 'wilson_of_wins' } });
    expect(lost.value === null ? 0 : lost.interval?.high).toBeCloseTo(3 * 0.16112515 - 1, 6);
    const won = scoreOf(bets(1), 'roi');
    expect(won).toMatchObject({ value: 2, interval: { high: 2, low: expect.closeTo(3 * (1 - 0.16112515) - 1, 6) } });
    expect(scoreOf(bets(1), 'profit')).toMatchObject({ value: 40, interval: null });
    expect(scoreOf(bets(1), 'max_drawdown')).toMatchObject({ value: 0, interval: null });
    expect(scoreOf(bets(1), 'sharpe')).toMatchObject({ value: null, reason: 'no_spread' });
  });

  it('counts the fall from the start, and settles what has one time together', () => {
    const rows: ProfitRows = { profits: [3, -5, -1, 4], stakes: [5, 5, 5, 5], bankroll: 10 };
    expect(figure(rows, 'max_drawdown')).toBe(6);
    expect(figure(rows, 'max_drawdown_share')).toBeCloseTo(6 / 13, 15);
    expect(figure({ ...rows, times: [2, 1, 1, 1] }, 'max_drawdown')).toBe(2);
    expect(figure({ ...rows, times: [4, 3, 2, 1] }, 'max_drawdown')).toBe(6);
    expect(figure({ ...rows, times: [2, 1, 4, 3] }, 'max_drawdown')).toBe(5);
    expect(figure({ profits: [-2, -2] }, 'max_drawdown')).toBe(4);
  });

  it('has the same interval of the drawdown for the same seed, and another for another', () => {
    const rows: ProfitRows = { profits: uniform(7, 300).map((u) => u - 0.5) };
    const interval = (seed: number) => {
      const found = scoreOf({ ...rows, seed }, 'max_drawdown');
      return found.value === null ? null : found.interval;
    };
    expect(interval(1)).toEqual(interval(1));
    expect(interval(1)).not.toEqual(interval(2));
    expect(interval(1)?.method).toBe('block_bootstrap_prediction');
  });

  it('knows no growth of a bankroll that is gone', () => {
    expect(scoreOf({ profits: [-5, -5, 20], bankroll: 10 }, 'growth')).toMatchObject({
      value: null,
      reason: 'invalid',
    });
    expect(figure({ profits: [10, -15], bankroll: 10 }, 'growth')).toBeCloseTo(Math.log(0.5) / 2, 15);
  });

  it('is no win where a trade brought nothing', () => {
    expect(figure({ returns: [0, 0.1, -0.1, 0] }, 'win_rate')).toBe(0.25);
  });

  it('is turned over as often as all stakes hold the bankroll', () => {
    expect(figure({ profits: [1, 1], stakes: [30, 20], bankroll: 25 }, 'turnover_ratio')).toBe(2);
    expect(scoreOf({ profits: [1, 1] }, 'turnover_ratio')).toMatchObject({ value: null, reason: 'not_given' });
  });

  it('grows by the stakes of Kelly, held by the rule that is asked for', () => {
    const rows: ProfitRows = { odds: [2, 2], oddsFormat: 'decimal', outcomes: [1, 0], probabilities: [0.6, 0.7] };
    const growth = (first: number, second: number) => (Math.log(1 + first) + Math.log(1 - second)) / 2;
    expect(figure(rows, 'kelly_growth')).toBeCloseTo(growth(0.05, 0.05), 15);
    const half = { fraction: 0.5, cap: 0.15 };
    expect(figure({ ...rows, kelly: half }, 'kelly_growth')).toBeCloseTo(growth(0.1, 0.15), 15);
    expect(figure({ ...rows, kelly: half }, 'kelly_stake')).toBeCloseTo(0.125, 15);
    const sure: ProfitRows = { ...rows, probabilities: [0.6, 1], kelly: { fraction: 1, cap: 1 } };
    expect(scoreOf(sure, 'kelly_growth')).toMatchObject({
      value: null,
      explanation: expect.stringMatching(/^bet 2 lost/),
    });
    expect(figure(sure, 'expected_kelly_growth')).toBeGreaterThan(0);
  });

  it('needs a closing price for the value against it, and rests on the bets that have one', () => {
    const rows: ProfitRows = { odds: [2.1, 3], oddsFormat: 'decimal', outcomes: [1, 0], closingOdds: [2, Number.NaN] };
    expect(scoreOf(rows, 'closing_line_value')).toMatchObject({ value: expect.closeTo(0.05, 14), rows: 1 });
    expect(scoreOf({ ...rows, closingOdds: [Number.NaN, Number.NaN] }, 'closing_line_value')).toMatchObject({
      value: null,
      reason: 'not_given',
    });
  });
});
