import type { Random, RandomStreams } from './random.ts';
import { conferences, type Team } from './teams.ts';

export interface Fixture {
  readonly season: number;
  /** The day of the tip-off in UTC: a late game in the West has the date of the next day. */
  readonly date: string;
  readonly tipoff: string;
  readonly home: Team;
  readonly away: Team;
}

const dayMilliseconds = 86_400_000;

export function dayAfter(date: string, days: number): string {
  return new Date(Date.parse(date) + days * dayMilliseconds).toISOString().slice(0, 10);
}

export function daysFrom(earlier: string, later: string): number {
  return Math.round((Date.parse(later) - Date.parse(earlier)) / dayMilliseconds);
}

export function daysOf(first: string, last: string): string[] {
  return Array.from({ length: daysFrom(first, last) + 1 }, (_, day) => dayAfter(first, day));
}

/** Evenings in America are the first hours of the next day in UTC. */
const clockTimes = [
  ...['00:00', '00:00', '00:30', '01:00', '01:00', '02:00', '02:30', '03:00'],
  ...['17:00', '18:00', '19:00', '20:30', '21:00', '22:00', '23:00', '23:30'],
] as [string, ...string[]];

export function fixture(streams: RandomStreams, season: number, date: string, home: Team, away: Team): Fixture {
  const clock = streams('tipoff', date, home.name).pick(clockTimes);
  return { season, date, tipoff: `${date}T${clock}:00Z`, home, away };
}

export function inOrder<T extends { readonly tipoff: string; readonly home: Team }>(fixtures: readonly T[]): T[] {
  const key = ({ tipoff, home }: T) => `${tipoff} ${home.name}`;
  return fixtures.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Teams of different conferences meet before the new year: one game per team and window of days. */
export function openingFixtures(
  streams: RandomStreams,
  season: number,
  teams: readonly Team[],
  windows: readonly string[][],
): Fixture[] {
  return windows.flatMap((days, round) => {
    const random = streams('opening', season, round);
    return strangers(random, teams).map(([home, away]) => fixture(streams, season, pickDay(random, days), home, away));
  });
}

/** Pairs the first half of the shuffled conferences with the second half: nobody meets a team of their own. */
function strangers(random: Random, teams: readonly Team[]): [Team, Team][] {
  const order = random.shuffled(conferences);
  const ofHalf = (half: readonly string[]) =>
    random.shuffled(teams.filter(({ conference }) => half.includes(conference)));
  const guests = ofHalf(order.slice(order.length / 2));
  return ofHalf(order.slice(0, order.length / 2)).flatMap((team, index): [Team, Team][] => {
    const guest = guests[index];
    if (!guest) return [];
    return [random.next() < 0.5 ? [team, guest] : [guest, team]];
  });
}

/** Every team meets every other one of its conference; `windows` are the days of each round that is played. */
export function conferenceFixtures(
  streams: RandomStreams,
  season: number,
  teams: readonly Team[],
  windows: readonly string[][],
): Fixture[] {
  return conferences.flatMap((conference) => {
    const random = streams('conference', season, conference);
    const members = random.shuffled(teams.filter((team) => team.conference === conference));
    return windows.flatMap((days, round) =>
      roundOf(members, round).map(([home, away]) => fixture(streams, season, pickDay(random, days), home, away)),
    );
  });
}

/** The circle method: the first team stays, the others move on by one place each round. */
function roundOf(teams: readonly Team[], round: number): [Team, Team][] {
  const [fixed, ...others] = teams;
  const turn = round % others.length;
  const circle = [fixed, ...others.slice(turn), ...others.slice(0, turn)];
  return circle.slice(0, circle.length / 2).flatMap((team, place): [Team, Team][] => {
    const opponent = circle[circle.length - 1 - place];
    if (!team || !opponent) return [];
    return [(place + round) % 2 === 0 ? [team, opponent] : [opponent, team]];
  });
}

function pickDay(random: Random, days: readonly string[]): string {
  const [first = '', ...rest] = days;
  return random.pick([first, ...rest]);
}
