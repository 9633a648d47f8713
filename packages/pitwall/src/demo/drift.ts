import { probabilityOf } from './model.ts';
import type { columns } from './record.ts';
import { type Game, rounded } from './season.ts';

type Column = (typeof columns)[number];

/** An input that came from another distribution than the season's, without breaking any rule. */
export interface InputDrift {
  readonly column: Column;
  /** The first day on which it can be seen. */
  readonly since: string;
  readonly words: string;
  /** The game as the feed tells it from then on. What happened and what the market asked for it do not change. */
  readonly change: (game: Game) => Game;
}

/** A column that differs from the season's because of a drift, of a fault, or because it is another season's week. */
export interface DriftConsequence {
  readonly column: Column;
  readonly words: string;
}

/** A scale from 0 to 1 whose lower end has moved up to this. */
const newZero = 0.25;

export const drifts: readonly InputDrift[] = [
  {
    column: 'market_signals',
    since: '2026-01-05',
    words:
      'On Monday the vendor of market data rescaled market_signals: what went from 0 to 1 now goes from 0.25 to 1, and a line that did not move reads 0.625 instead of 0.5. Every value is still within 0 and 1, so no contract can see it.',
    change: (game) => {
      const marketSignals = rounded(newZero + (1 - newZero) * game.marketSignals, 4);
      return { ...game, marketSignals, probability: rounded(probabilityOf({ ...game, marketSignals }), 4) };
    },
  },
];

export const consequences: readonly DriftConsequence[] = [
  {
    column: 'p_home',
    words:
      'The model takes the rescaled market_signals for money on the home side and adds 0.6 points to an average game, so p_home rises by 0.025; and it is sure of the games whose efficiency came as percent.',
  },
  { column: 'team_efficiency', words: 'The percent of the Prairie conference lie far above 1.' },
  { column: 'player_availability', words: 'Nine games lack it; in the season none does.' },
  { column: 'conference', words: 'The season has no conference NULL.' },
  {
    column: 'home_team',
    words: 'Most teams are at home in all three rounds of the week or in none.',
  },
  { column: 'away_team', words: 'Most teams travel in all three rounds of the week or in none.' },
  { column: 'season', words: 'It is another season, and a part of it reads 2025-26.' },
  { column: 'game_id', words: 'The ids of another season begin with its year.' },
  { column: 'date', words: 'It is another season; and without the lost Tuesday and the late Sunday, other weekdays.' },
  {
    column: 'tipoff',
    words: 'It is another season; and without the lost Tuesday and the late Sunday, other weekdays.',
  },
];
