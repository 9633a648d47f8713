import { describe, expect, it } from 'vitest';
import { batchOf } from '../events/batch.ts';
import { playOf } from './play.ts';

const now = new Date('2026-11-21T22:00:00Z');

describe('the example as a service sends it', () => {
  const play = playOf(now);

  it('is the week before the present, a season before it, and each label after its prediction', () => {
    expect(play.week.map(({ date }) => date)).toEqual(
      ['14', '15', '16', '17', '18', '19', '20'].map((day) => `2026-11-${day}`),
    );
    const games = [play.season, ...play.week];
    for (const { predictions, labels } of games) {
      expect(labels.map(({ id }) => id)).toEqual(predictions.map(({ id }) => id));
      expect(predictions.every(({ at }, index) => at < (labels[index]?.at ?? ''))).toBe(true);
      expect(labels.every(({ at }) => Date.parse(at) <= now.getTime())).toBe(true);
    }
    expect(play.season.predictions.every(({ at }) => play.from <= at && at < play.to)).toBe(true);
    expect(play.to < (play.week[0]?.predictions[0]?.at ?? '')).toBe(true);
  });

  it('knows every result, at any hour of the day', () => {
    for (let hour = 0; hour < 24; hour += 1) {
      const at = new Date(Date.UTC(2026, 10, 22, hour, 12));
      const { week } = playOf(at);
      const last = Math.max(...week.flatMap(({ labels }) => labels.map((label) => Date.parse(label.at))));
      expect(at.getTime() - last).toBeGreaterThanOrEqual(0);
      expect(at.getTime() - last).toBeLessThan(24 * 3_600_000);
    }
  });

  it('is taken in without a complaint', () => {
    const { predictions, labels } = play.week[3] ?? play.season;
    const named = (events: readonly object[]) => events.map((event) => ({ ...event, model: 'm' }));
    expect(batchOf(named(predictions), { kind: 'prediction', now }).lines).toHaveLength(predictions.length);
    expect(batchOf(named(labels), { kind: 'label', now }).lines).toHaveLength(labels.length);
  });

  it('has the drift of the week in it', () => {
    const mean = (games: readonly { readonly predictions: typeof play.season.predictions }[]) => {
      const values = games.flatMap(({ predictions }) =>
        predictions.map(({ features }) => Number(features.market_signals)),
      );
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    expect(mean([play.season])).toBeCloseTo(0.5, 1);
    expect(mean(play.week)).toBeGreaterThan(0.6);
  });
});
