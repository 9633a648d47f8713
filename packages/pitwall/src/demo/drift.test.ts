import { chiSquared, isUnknown, kolmogorovSmirnov, psi } from '@pitwall/stats';
import { describe, expect, it } from 'vitest';
import { consequences, drifts } from './drift.ts';
import { courtsideFiles } from './files.ts';
import { probabilityOf } from './model.ts';
import { randomStream, streamsOfSeed } from './random.ts';
import { type Game, newWeek, referenceSeason } from './season.ts';
import type { CourtsideTruth } from './truth.ts';

const seeds = Array.from({ length: 200 }, (_, seed) => seed);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const ascending = (values: readonly number[]) => values.toSorted((a, b) => a - b);
const told = (game: Game) => drifts.reduce((before, { change }) => change(before), game);
const spread = (values: readonly number[]) => Math.sqrt(mean(values.map((value) => value ** 2)) - mean(values) ** 2);
const season = referenceSeason(randomStream);
const weeks = seeds.map((seed) => {
  const played = newWeek(streamsOfSeed(seed));
  return { played, told: played.map(told) };
});

function chanceOfDifference(reference: readonly number[], current: readonly number[]): number {
  const outcome = kolmogorovSmirnov(ascending(reference), ascending(current));
  if (isUnknown(outcome)) throw new Error(`no answer: ${outcome.unknown}`);
  return outcome.p;
}

function psiOf(reference: readonly number[], current: readonly number[]): number {
  const { value } = psi(reference, current);
  if (value === null) throw new Error('no figure');
  return value;
}

const features = {
  team_efficiency: (game: Game) => game.teamEfficiency,
  player_availability: (game: Game) => game.playerAvailability,
  dynamic_factors: (game: Game) => game.dynamicFactors,
  market_signals: (game: Game) => game.marketSignals,
  closing: (game: Game) => game.closing,
  p_home: (game: Game) => game.probability,
};
type FeatureName = keyof typeof features;
const featureNames = Object.keys(features) as FeatureName[];
const weeksPerSeason = 8;

/** For each seed the p-values of its week. A season takes long to play, so each is met by eight weeks. */
const asPlayed = (() => {
  let found: Record<FeatureName | 'target', number>[] | undefined;
  return () => {
    found ??= seeds
      .filter((seed) => seed % weeksPerSeason === 0)
      .flatMap((first) => {
        const reference = referenceSeason(streamsOfSeed(first));
        return weeks.slice(first, first + weeksPerSeason).map(({ played }) => chancesOfDifference(reference, played));
      });
    return found;
  };
})();

function chancesOfDifference(reference: readonly Game[], current: readonly Game[]) {
  const p = (name: FeatureName) => chanceOfDifference(reference.map(features[name]), current.map(features[name]));
  const ofTarget = chiSquared({ reference: coveredOrNot(reference), current: coveredOrNot(current) });
  if (isUnknown(ofTarget)) throw new Error(`no answer: ${ofTarget.unknown}`);
  return {
    team_efficiency: p('team_efficiency'),
    player_availability: p('player_availability'),
    dynamic_factors: p('dynamic_factors'),
    market_signals: p('market_signals'),
    closing: p('closing'),
    p_home: p('p_home'),
    target: ofTarget.p,
  };
}

function coveredOrNot(games: readonly Game[]): number[] {
  const covered = games.filter((game) => game.covered).length;
  return [covered, games.length - covered];
}

describe('the new week as it was played', () => {
  // A share of 5% over 200 seeds has a standard error of 1.5%; three of them to either side.
  it.each([...featureNames, 'target'] as const)('has the distribution of the season in %s', (name) => {
    const share = mean(asPlayed().map((p) => (p[name] < 0.05 ? 1 : 0)));
    expect(share).toBeGreaterThan(0.004);
    expect(share).toBeLessThan(0.096);
  });

  it('looks drifted in one of twenty comparisons, taken over all features', () => {
    const shares = featureNames.map((name) => mean(asPlayed().map((p) => (p[name] < 0.05 ? 1 : 0))));
    expect(mean(shares)).toBeGreaterThan(0.035);
    expect(mean(shares)).toBeLessThan(0.07);
  });

  it('spreads like the season, rest days and forms included, which so few games do not show in a test', () => {
    const games = weeks.flatMap(({ played }) => played);
    for (const name of featureNames) {
      const ratio = spread(games.map(features[name])) / spread(season.map(features[name]));
      // Two standard errors of the spread of 1,431 games.
      expect(Math.abs(ratio - 1), name).toBeLessThan(2 / Math.sqrt(2 * season.length));
    }
  });

  it('looks so by chance alone: there is no sign of it in the shipped one', () => {
    const week = newWeek(randomStream);
    for (const name of featureNames) {
      expect(chanceOfDifference(season.map(features[name]), week.map(features[name])), name).toBeGreaterThan(0.05);
    }
  });
});

describe('the drift of market_signals', () => {
  const reference = season.map(features.market_signals);

  it('is large in every week that could have been', () => {
    for (const { told } of weeks) {
      const current = told.map(features.market_signals);
      expect(psiOf(reference, current)).toBeGreaterThan(0.5);
      expect(chanceOfDifference(reference, current)).toBeLessThan(1e-9);
    }
  });

  it('is a shift by nine tenths of a standard deviation', () => {
    const shift = mean(weeks.flatMap(({ told }) => told.map(features.market_signals))) - mean(reference);
    expect(shift / spread(reference)).toBeGreaterThan(0.8);
    expect(shift / spread(reference)).toBeLessThan(1);
  });

  it('keeps every value within 0 and 1, and piles up at no end', () => {
    const values = weeks.flatMap(({ told }) => told.map(features.market_signals));
    expect(values.filter((value) => !(value > 0.01 && value <= 1))).toEqual([]);
    expect(values.filter((value) => value < 0.26 || value > 0.99).length / values.length).toBeLessThan(0.002);
  });

  it('moves p_home by what it weighs, and neither the odds nor what happened', () => {
    const rise = mean(
      weeks.flatMap(({ told, played }) => told.map((g, i) => g.probability - (played[i]?.probability ?? 0))),
    );
    expect(rise).toBeCloseTo(0.025, 3);
    for (const { told, played } of weeks) {
      expect(told.map(({ marketSignals, probability, ...rest }) => rest)).toEqual(
        played.map(({ marketSignals, probability, ...rest }) => rest),
      );
    }
  });
});

interface Sheet {
  readonly header: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

function readSheet(path: string, seed?: number): Sheet {
  const text = textOf(path, seed);
  const [header = [], ...lines] = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  return { header, lines: lines.filter(({ length }) => length === header.length) };
}

function textOf(path: string, seed?: number): string {
  const file = courtsideFiles(seed === undefined ? {} : { seed }).find((one) => one.path === path);
  if (!file) throw new Error(`the example has no ${path}`);
  return file.text;
}

const texts = ({ header, lines }: Sheet, column: string) => lines.map((fields) => fields[header.indexOf(column)] ?? '');
const numbers = (sheet: Sheet, column: string) =>
  texts(sheet, column)
    .filter((text) => text !== '')
    .map(Number)
    .filter(Number.isFinite);

describe('the files', () => {
  const seasonFile = readSheet('data/season-2025.csv');
  const weekFile = readSheet('data/week-2026-01-05.csv');
  const truth: CourtsideTruth = JSON.parse(textOf('truth.json'));

  it('have in p_home what the model makes of the inputs beside it, drifted and broken ones too', () => {
    for (const sheet of [seasonFile, weekFile]) {
      const inputs = ['team_efficiency', 'player_availability', 'dynamic_factors', 'market_signals', 'p_home'];
      const columns = inputs.map((column) => texts(sheet, column));
      const complete = sheet.lines
        .map((_, row) => columns.map((column) => (column[row] ? Number(column[row]) : Number.NaN)))
        .filter((values) => values.every(Number.isFinite));
      expect(complete.length).toBeGreaterThan(130);
      for (const [teamEfficiency = 0, playerAvailability = 0, dynamicFactors = 0, marketSignals = 0, p] of complete) {
        const answer = probabilityOf({ teamEfficiency, playerAvailability, dynamicFactors, marketSignals });
        expect(p).toBeCloseTo(answer, 3);
      }
    }
  });

  it('drift where the truth says so, all week and in every conference', () => {
    const reference = numbers(seasonFile, 'market_signals');
    expect(truth.drift.columns.map(({ column }) => column)).toEqual(['market_signals']);
    expect(psiOf(reference, numbers(weekFile, 'market_signals'))).toBeGreaterThan(0.5);
    for (const column of ['tipoff', 'conference']) {
      const part = (value: string) => (column === 'tipoff' ? value.slice(0, 10) : value);
      const at = weekFile.header.indexOf(column);
      for (const group of new Set(texts(weekFile, column).map(part))) {
        const lines = weekFile.lines.filter((fields) => part(fields[at] ?? '') === group);
        if (group === 'NULL') continue;
        const moved = mean(numbers({ header: weekFile.header, lines }, 'market_signals')) - mean(reference);
        expect(moved, group).toBeGreaterThan(0.05);
      }
    }
  });

  it('are quiet in every column that the truth does not name', () => {
    const named = [...truth.drift.columns, ...truth.drift.follows].map(({ column }): string => column);
    const quiet = seasonFile.header.filter((column) => !named.includes(column));
    expect(quiet).toEqual(['dynamic_factors', 'closing', 'target']);
    for (const column of quiet) {
      const [reference, current] = [numbers(seasonFile, column), numbers(weekFile, column)];
      expect(current.length, column).toBe(weekFile.lines.length);
      expect(chanceOfDifference(reference, current), column).toBeGreaterThan(0.2);
      expect(psiOf(reference, current), column).toBeLessThan(0.1);
    }
  });

  it('give every column one place in the truth, with words, and the baseline its name', () => {
    const named = [...truth.drift.columns, ...truth.drift.follows];
    expect(new Set(named.map(({ column }) => column)).size).toBe(named.length);
    for (const { column, words } of named) {
      expect(seasonFile.header).toContain(column);
      expect(words).toMatch(/^[A-Z].{20,}\.$/);
    }
    expect(truth.drift).toMatchObject({ baseline: 'season-2025', follows: consequences, nothing_else: true });
    expect(truth.drift.columns[0]?.since).toBe(texts(weekFile, 'date')[0]);
  });
});

describe('another seed', () => {
  const kinds = ({ findings }: CourtsideTruth) =>
    findings.map(({ subject, metric, fault }) => [subject, metric, fault]);
  const shipped: CourtsideTruth = JSON.parse(textOf('truth.json'));

  it('is another season and another week, and the same again', () => {
    const [configuration, ...data] = courtsideFiles({ seed: 1 });
    const [asShipped, other] = [courtsideFiles(), courtsideFiles({ seed: 2 })];
    expect(courtsideFiles({ seed: 1 })).toEqual([configuration, ...data]);
    expect(configuration).toEqual(asShipped[0]);
    expect(data.map(({ path }) => path)).toEqual(asShipped.slice(1).map(({ path }) => path));
    data.forEach(({ path, text }, index) => {
      expect(text === asShipped[index + 1]?.text, path).toBe(false);
      expect(text === other[index + 1]?.text, path).toBe(false);
    });
  });

  it('is broken in the same way, drift included', () => {
    for (const seed of seeds.slice(0, 10)) {
      const truth: CourtsideTruth = JSON.parse(textOf('truth.json', seed));
      expect(kinds(truth)).toEqual(kinds(shipped));
      expect(truth.drift).toEqual(shipped.drift);
    }
  });
});
