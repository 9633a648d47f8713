import { day, hour } from '../core/duration.ts';
import { drifts } from './drift.ts';
import { type RandomStreams, randomStream } from './random.ts';
import { type Game, newWeek, referenceSeason } from './season.ts';

export interface PlayedPrediction {
  readonly id: string;
  readonly at: string;
  readonly prediction: number;
  readonly odds: number;
  readonly features: Readonly<Record<string, number | string>>;
}

export interface PlayedLabel {
  readonly id: string;
  readonly at: string;
  readonly label: 0 | 1;
}

/** What a service that bets by the model would send. */
export interface PlayedGames {
  readonly predictions: readonly PlayedPrediction[];
  readonly labels: readonly PlayedLabel[];
}

export interface PlayedDay extends PlayedGames {
  readonly date: string;
}

export interface Play {
  /** What the model learnt from. */
  readonly season: PlayedGames;
  /** Of the season: its first moment, and the first one after it. */
  readonly from: string;
  readonly to: string;
  /** The week that drifted, day by day. */
  readonly week: readonly PlayedDay[];
}

/** Bets are placed until an hour before the game, which is over three hours after it began. */
const beforeTipoff = hour;
const afterTipoff = 3 * hour;

/**
 * The season and the sound week of the example as a service sends them, moved by whole days so that the week is the
 * last one before `now` of which all is known. The week has the drift, and not the faults of the feed: no bet is placed on a broken line.
 */
export function playOf(now: Date, streams: RandomStreams = randomStream): Play {
  const season = referenceSeason(streams);
  const week = newWeek(streams).map((game) =>
    drifts.reduce((told, { since, change }) => (told.date < since ? told : change(told)), game),
  );
  // late games end after midnight, and nobody knows how before they do
  const known = Math.max(...week.map(({ tipoff }) => Date.parse(tipoff) + afterTipoff));
  const shift = Math.floor((now.getTime() - known) / day) * day;
  const moved = (moment: string, by = 0): string => new Date(Date.parse(moment) + shift + by).toISOString();
  const games = (some: readonly Game[]): PlayedGames => ({
    predictions: some.map((game) => predictionOf(game, moved(game.tipoff, -beforeTipoff))),
    labels: some.map(({ id, tipoff, covered }) => ({ id, at: moved(tipoff, afterTipoff), label: covered ? 1 : 0 })),
  });
  const dates = [...new Set(week.map(({ date }) => date))].sort();
  const tipoffs = season.map(({ tipoff }) => tipoff).sort();
  return {
    season: games(season),
    from: moved(tipoffs[0] ?? '', -day),
    to: moved(tipoffs.at(-1) ?? '', day),
    week: dates.map((date) => ({
      date: moved(`${date}T00:00:00Z`).slice(0, 10),
      ...games(week.filter((game) => game.date === date)),
    })),
  };
}

function predictionOf(game: Game, at: string): PlayedPrediction {
  const { id, probability, closing, teamEfficiency, playerAvailability, dynamicFactors, marketSignals } = game;
  return {
    id,
    at,
    prediction: probability,
    odds: closing,
    features: {
      conference: game.home.conference,
      team_efficiency: teamEfficiency,
      player_availability: playerAvailability,
      dynamic_factors: dynamicFactors,
      market_signals: marketSignals,
    },
  };
}
