import { chanceOf, deviationOf, edgeOf, type Features, probabilityOf } from './model.ts';
import type { RandomStreams } from './random.ts';
import {
  conferenceFixtures,
  dayAfter,
  daysFrom,
  daysOf,
  type Fixture,
  fixture,
  inOrder,
  openingFixtures,
} from './schedule.ts';
import { conferences, type Team, teamsOf } from './teams.ts';

/** One game as the world knows it; the feed tells only a part. */
export interface Game extends Fixture, Features {
  readonly id: string;
  readonly closing: number;
  readonly probability: number;
  /** The true probability that the home side covers, which nobody in the world knows. */
  readonly chance: number;
  /** Points of the home side above the away side, not rounded: no game is drawn and none ends on the line. */
  readonly margin: number;
  readonly covered: boolean;
}

type Played = Omit<Game, 'id'>;

interface Form {
  readonly games: number;
  readonly efficiency: number;
  readonly lastDate: string | undefined;
}

/** What a game's form keeps of the last one, and what is new in it; the squares add up to 1, so that forms spread alike. */
interface Memory {
  readonly kept: number;
  readonly fresh: number;
}

const lasting: Memory = { kept: 0.8, fresh: 0.6 };

/**
 * Where form lasts, the three games that a team plays in a week tell one thing three times: 192 games weigh no more than
 * 80, and one week in six looks drifted without being so. Nothing in the new week may drift but what is meant to.
 */
const passing: Memory = { kept: 0, fresh: 1 };

/** What the bookmaker keeps: the inverse odds of both sides add up to 1 + this. */
const bookmakerMargin = 0.045;
const homeAdvantage = 3;
const usualRestDays = 4;

/** The season is named by the year in which it ends. */
export function referenceSeason(streams: RandomStreams): readonly Game[] {
  const season = 2025;
  const teams = teamsOf(streams, season);
  const forms = new Map<string, Form>();
  const regular = playAll(streams, forms, [
    ...openingFixtures(streams, season, teams, windowsOf(daysOf('2024-11-04', '2024-12-23'), 5)),
    ...conferenceFixtures(streams, season, teams, windowsOf(daysOf('2024-12-27', '2025-03-04'), 15)),
  ]);
  const wins = countWins(regular);
  const cups = conferences.map((conference, index) => {
    const start = dayAfter('2025-03-07', index % 4);
    const members = teams.filter((team) => team.conference === conference);
    return playCup(
      streams,
      forms,
      season,
      seeded(members, wins),
      [0, 2, 4, 6].map((day) => [dayAfter(start, day)]),
    );
  });
  const champions = cups.map(({ champion }) => champion);
  const invited = seeded(
    teams.filter((team) => !champions.includes(team)),
    wins,
  ).slice(0, 32 - champions.length);
  const national = playCup(streams, forms, season, seeded([...champions, ...invited], wins), [
    ['2025-03-20', '2025-03-21'],
    ['2025-03-22', '2025-03-23'],
    ['2025-03-28', '2025-03-29'],
    ['2025-04-05'],
    ['2025-04-07'],
  ]);
  return numbered(1, [...regular, ...cups.flatMap(({ games }) => games), ...national.games]);
}

/** The new week as it was played, Monday to Sunday: three rounds of conference games. */
export function newWeek(streams: RandomStreams): readonly Game[] {
  const season = 2026;
  const rounds = [
    ['2026-01-05', '2026-01-05', '2026-01-06'],
    ['2026-01-07', '2026-01-08', '2026-01-09'],
    ['2026-01-10', '2026-01-10', '2026-01-11'],
  ];
  const teams = teamsOf(streams, season);
  const forms = carriedIn(streams, '2026-01-05', teams);
  return numbered(701, playAll(streams, forms, conferenceFixtures(streams, season, teams, rounds), passing));
}

function numbered(first: number, games: readonly Played[]): Game[] {
  return inOrder(games).map((game, index) => ({
    ...game,
    id: `s${game.season}-${String(first + index).padStart(4, '0')}`,
  }));
}

function windowsOf(days: readonly string[], count: number): string[][] {
  const edge = (index: number) => Math.round((index * days.length) / count);
  return Array.from({ length: count }, (_, index) => days.slice(edge(index), edge(index + 1)));
}

function countWins(games: readonly Played[]): ReadonlyMap<string, number> {
  const wins = new Map<string, number>();
  for (const { margin, home, away } of games) {
    const { name } = margin > 0 ? home : away;
    wins.set(name, (wins.get(name) ?? 0) + 1);
  }
  return wins;
}

function seeded(teams: readonly Team[], wins: ReadonlyMap<string, number>): Team[] {
  return teams.toSorted((a, b) => (wins.get(b.name) ?? 0) - (wins.get(a.name) ?? 0));
}

/** Knock-out: the best meets the last; the better seed is the home side. */
function playCup(
  streams: RandomStreams,
  forms: Map<string, Form>,
  season: number,
  seeds: readonly Team[],
  rounds: readonly string[][],
) {
  const games: Played[] = [];
  let left = seeds;
  for (const days of rounds) {
    const fixtures = left.slice(0, left.length / 2).flatMap((home, place) => {
      const away = left[left.length - 1 - place];
      const date = days[place % days.length];
      return away && date ? [fixture(streams, season, date, home, away)] : [];
    });
    const played = playAll(streams, forms, fixtures);
    games.push(...played);
    const winners = new Set(played.map(({ margin, home, away }) => (margin > 0 ? home : away)));
    left = left.filter((team) => winners.has(team));
  }
  const [champion] = left;
  if (!champion || left.length > 1)
    throw new Error(`a cup of ${seeds.length} teams needs more than ${rounds.length} rounds`);
  return { games, champion };
}

/** A game changes the form and the rest of both teams, so games are played in the order of their tip-offs. */
function playAll(
  streams: RandomStreams,
  forms: Map<string, Form>,
  fixtures: readonly Fixture[],
  memory = lasting,
): Played[] {
  return inOrder(fixtures).map((next) => {
    const home = formBefore(streams, next, next.home, forms.get(next.home.name), memory);
    const away = formBefore(streams, next, next.away, forms.get(next.away.name), memory);
    forms.set(next.home.name, { ...home, lastDate: next.date });
    forms.set(next.away.name, { ...away, lastDate: next.date });
    return play(streams, next, home, away);
  });
}

function formBefore(
  streams: RandomStreams,
  { season }: Fixture,
  { name }: Team,
  last: Form | undefined,
  memory: Memory,
): Form {
  const games = (last?.games ?? 0) + 1;
  const fresh = 0.09 * streams('form', season, name, games).normal();
  const efficiency = last ? memory.kept * last.efficiency + memory.fresh * fresh : fresh;
  return { games, efficiency, lastDate: last?.lastDate };
}

/** Each team's last game was on one of the five days before the first: in the season, too, rest differs by so much. */
function carriedIn(streams: RandomStreams, first: string, teams: readonly Team[]): Map<string, Form> {
  return new Map(
    teams.map(({ name }) => {
      const lastDate = dayAfter(first, -1 - Math.floor(5 * streams('last game', first, name).next()));
      return [name, { games: 0, efficiency: 0, lastDate }];
    }),
  );
}

function play(streams: RandomStreams, next: Fixture, home: Form, away: Form): Played {
  const chanceFor = (what: string) => streams(what, next.date, next.home.name);
  const rest = restDays(next, home) - restDays(next, away);
  const features: Features = {
    teamEfficiency: shareOf(0.5 + home.efficiency - away.efficiency),
    playerAvailability: shareOf(1 - 0.4 * chanceFor('availability').next() ** 2),
    dynamicFactors: shareOf(0.5 + 0.03 * rest + 0.1 * chanceFor('dynamics').normal()),
    marketSignals: shareOf(0.5 + 0.14 * chanceFor('signals').normal()),
  };
  const expected = next.home.strength - next.away.strength + homeAdvantage;
  const line = Math.round(2 * (expected + 0.8 * chanceFor('line').normal())) / 2;
  const edge = edgeOf(features);
  const margin = expected + edge + deviationOf(chanceFor('margin').next());
  return {
    ...next,
    ...features,
    closing: closingOdds(edge, chanceFor('closing').normal()),
    probability: rounded(probabilityOf(features), 4),
    chance: chanceOf(expected + edge - line),
    margin,
    covered: margin > line,
  };
}

function restDays({ date }: Fixture, { lastDate }: Form): number {
  return lastDate === undefined ? usualRestDays : Math.min(daysFrom(lastDate, date), 6);
}

/** The market has found a third of what the model knows, and is wrong about something else. */
function closingOdds(edge: number, noise: number): number {
  return rounded(1 / (chanceOf(edge / 3 + 0.5 * noise) * (1 + bookmakerMargin)), 2);
}

function shareOf(value: number): number {
  return rounded(Math.min(Math.max(value, 0.01), 1), 4);
}

export function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
