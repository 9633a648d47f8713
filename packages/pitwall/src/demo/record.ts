import type { Game } from './season.ts';

/** What the feed tells of a game, in the order of its fields. */
export const columns = [
  'game_id',
  'date',
  'tipoff',
  'season',
  'home_team',
  'away_team',
  'conference',
  'team_efficiency',
  'player_availability',
  'dynamic_factors',
  'market_signals',
  'closing',
  'p_home',
  'target',
] as const;

export type GameRecord = Readonly<Record<(typeof columns)[number], string>>;

export function recordOf(game: Game): GameRecord {
  return {
    game_id: game.id,
    date: game.date,
    tipoff: game.tipoff,
    season: String(game.season),
    home_team: game.home.name,
    away_team: game.away.name,
    conference: game.home.conference,
    team_efficiency: game.teamEfficiency.toFixed(4),
    player_availability: game.playerAvailability.toFixed(4),
    dynamic_factors: game.dynamicFactors.toFixed(4),
    market_signals: game.marketSignals.toFixed(4),
    closing: game.closing.toFixed(2),
    p_home: game.probability.toFixed(4),
    target: game.covered ? '1' : '0',
  };
}
