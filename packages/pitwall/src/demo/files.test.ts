import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { contractSchema } from '../contracts/config.ts';
import { courtsideFiles } from './files.ts';
import { randomStream } from './random.ts';
import { newWeek, referenceSeason } from './season.ts';
import type { CourtsideTruth } from './truth.ts';

// The files are read as a stranger would: split here, knowing nothing of how they were made.

const committed = (path: string) =>
  readFileSync(new URL(`../../../../examples/courtside/${path}`, import.meta.url), 'utf8');

interface Line {
  readonly line: number;
  readonly fields: readonly string[];
  readonly get: (column: string) => string;
}

function readCsv(path: string): { readonly header: readonly string[]; readonly lines: readonly Line[] } {
  const text = committed(path);
  if (text.includes('"') || text.includes('\r')) throw new Error(`${path} needs a better reader than this one`);
  const [header = [], ...rows] = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  const lines = rows.map((fields, index) => ({
    line: index + 2,
    fields,
    get: (column: string) => fields[header.indexOf(column)] ?? 'no such column',
  }));
  return { header, lines };
}

const season = readCsv('data/season-2025.csv');
const week = readCsv('data/week-2026-01-05.csv');
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const fractions = ['team_efficiency', 'player_availability', 'dynamic_factors', 'market_signals', 'p_home'];
const conferences = ['Cascade', 'Coastal', 'Frontier', 'Gulf', 'Lakes', 'Piedmont', 'Prairie', 'Summit'];
const dayMilliseconds = 86_400_000;

describe('the committed example', () => {
  it('is what the generator writes, byte for byte', () => {
    for (const { path, text } of courtsideFiles()) expect(committed(path) === text, `${path} differs`).toBe(true);
  });

  it('is the same on every call', () => {
    expect(courtsideFiles()).toEqual(courtsideFiles());
  });

  it('stays small', () => {
    const bytes = courtsideFiles().reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
    expect(bytes).toBeLessThan(250_000);
  });

  it('has contracts that Pitwall understands, with the same columns and rules for both datasets', () => {
    const { datasets } = parse(committed('pitwall.yaml'));
    const [reference, games] = [datasets.reference, datasets.games].map(({ contract }) =>
      contractSchema.parse(contract),
    );
    expect(Object.keys(reference?.columns ?? {})).toEqual(season.header);
    expect(games?.columns).toEqual(reference?.columns);
    expect(games?.rules).toEqual(reference?.rules);
    expect(reference?.freshness).toBeUndefined();
    expect(games?.freshness?.within).toBe('24h');
  });
});

describe('the reference season', () => {
  it('has about 1,400 games from November to April, each with every field', () => {
    expect(season.lines.length).toBeGreaterThan(1_380);
    expect(season.lines.length).toBeLessThan(1_450);
    for (const { fields, line } of season.lines) expect(fields.length, `line ${line}`).toBe(season.header.length);
    const dates = season.lines.map(({ get }) => get('date'));
    expect(dates[0]).toBe('2024-11-04');
    expect(dates.at(-1)).toBe('2025-04-07');
    expect(dates).toEqual(dates.toSorted());
  });

  it('keeps every rule of its contract', () => {
    for (const { get, line } of season.lines) {
      const broken = [
        /^s2025-\d{4}$/.test(get('game_id')) || 'game_id',
        /^\d{4}-\d\d-\d\d$/.test(get('date')) || 'date',
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:00Z$/.test(get('tipoff')) || 'tipoff',
        get('tipoff').slice(0, 10) === get('date') || 'day of tipoff',
        get('season') === '2025' || 'season',
        get('home_team') !== get('away_team') || 'teams',
        get('home_team').length >= 2 || 'home_team',
        conferences.includes(get('conference')) || 'conference',
        ...fractions.map((column) => (/^(0\.\d{4}|1\.0000)$/.test(get(column)) ? true : column)),
        (/^\d\.\d\d$/.test(get('closing')) && Number(get('closing')) > 1) || 'closing',
        /^[01]$/.test(get('target')) || 'target',
      ].filter((holds) => holds !== true);
      expect(broken, `line ${line}`).toEqual([]);
    }
    expect(new Set(season.lines.map(({ get }) => get('game_id'))).size).toBe(season.lines.length);
  });

  it('lets no team play twice on a day', () => {
    const places = season.lines.flatMap(({ get }) =>
      ['home_team', 'away_team'].map((side) => `${get('date')} ${get(side)}`),
    );
    expect(new Set(places).size).toBe(places.length);
  });

  it('has games on enough days for its series rule', () => {
    const played = new Set(season.lines.map(({ get }) => get('date'))).size;
    const days = (Date.parse('2025-04-07') - Date.parse('2024-11-04')) / dayMilliseconds + 1;
    expect(1 - played / days).toBeLessThanOrEqual(0.15);
  });
});

describe('the model in the reference season', () => {
  const believed = season.lines.map(({ get }) => Number(get('p_home')));
  const happened = season.lines.map(({ get }) => Number(get('target')));

  /** Squared standardised differences over ten groups of equal size: chi-squared with 10 degrees of freedom. */
  function miscalibration(probabilities: readonly number[]): number {
    const ordered = probabilities.map((p, index) => ({ p, y: happened[index] ?? 0 })).sort((a, b) => a.p - b.p);
    const size = Math.ceil(ordered.length / 10);
    return Array.from({ length: 10 }, (_, tenth) => {
      const group = ordered.slice(tenth * size, (tenth + 1) * size);
      const surplus = group.reduce((sum, { p, y }) => sum + y - p, 0);
      return surplus ** 2 / group.reduce((sum, { p }) => sum + p * (1 - p), 0);
    }).reduce((sum, part) => sum + part, 0);
  }

  /** The 99% quantile of chi-squared with 10 degrees of freedom. */
  const limit = 23.21;

  it('is calibrated within the sampling error', () => {
    const error = Math.sqrt(mean(believed.map((p) => p * (1 - p))) / believed.length);
    expect(Math.abs(mean(happened) - mean(believed))).toBeLessThan(2.58 * error);
    expect(miscalibration(believed)).toBeLessThan(limit);
  });

  it('would not pass for calibrated if it were too sure or too hopeful', () => {
    expect(
      miscalibration(believed.map((p) => 0.5 + 2.5 * (p - 0.5)).map((p) => Math.min(Math.max(p, 0.01), 0.99))),
    ).toBeGreaterThan(limit);
    expect(miscalibration(believed.map((p) => p + 0.06))).toBeGreaterThan(limit);
  });

  it('knows more than the coin', () => {
    const brier = mean(believed.map((p, index) => (p - (happened[index] ?? 0)) ** 2));
    expect(brier).toBeLessThan(0.25);
  });
});

describe('the closing odds', () => {
  const games = [...referenceSeason(randomStream), ...newWeek(randomStream)];

  it('imply a margin of the bookmaker of about 4.5% of the true probabilities', () => {
    const overround = mean(games.map(({ closing }) => 1 / closing)) / mean(games.map(({ chance }) => chance)) - 1;
    expect(overround).toBeGreaterThan(0.035);
    expect(overround).toBeLessThan(0.055);
  });

  it('cost money where bets are blind', () => {
    const returns = season.lines.map(({ get }) => (get('target') === '1' ? Number(get('closing')) - 1 : -1));
    expect(mean(returns)).toBeLessThan(0);
  });

  it('know something of the game, but not everything', () => {
    const error = (x: readonly number[]) => mean(x.map((p, index) => (p - (games[index]?.chance ?? 0)) ** 2));
    const market = error(games.map(({ closing }) => 1 / (1.045 * closing)));
    expect(market).toBeLessThan(error(games.map(() => 0.5)));
    expect(market).toBeGreaterThan(error(games.map(({ probability }) => probability)));
  });
});

describe('the truth of the broken week', () => {
  const truth = JSON.parse(committed('truth.json')) as CourtsideTruth;
  const readable = week.lines.filter(({ fields }) => fields.length === week.header.length);

  /** Every way in which a line can be wrong, recounted without the generator; a value counts under its first fault only. */
  function recount(): Map<string, number[]> {
    const found = new Map<string, number[]>();
    const note = (place: string, line: number) => found.set(place, [...(found.get(place) ?? []), line]);
    for (const { line, fields } of week.lines) {
      if (fields.length !== week.header.length) note('dataset:games contract.readable', line);
    }
    const seen = new Set<string>();
    for (const { line, get } of readable) {
      const column = (name: string, metric: string) => note(`dataset:games/column:${name} contract.${metric}`, line);
      for (const name of season.header) if (get(name) === '') column(name, 'nulls');
      if (seen.has(get('game_id'))) {
        note('dataset:games contract.key', line);
      }
      seen.add(get('game_id'));
      if (!/^s\d{4}-\d{4}$/.test(get('game_id'))) column('game_id', 'pattern');
      if (!/^\d{4}-\d\d-\d\d$/.test(get('date'))) column('date', 'type');
      else if (get('date') !== get('tipoff').slice(0, 10))
        note('dataset:games/rule:date_of_tipoff contract.rule', line);
      if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(get('tipoff'))) column('tipoff', 'type');
      if (!/^\d+$/.test(get('season'))) column('season', 'type');
      else if (get('season') !== '2026') note('dataset:games/rule:season_of_spring contract.rule', line);
      if (get('home_team') === get('away_team')) note('dataset:games/rule:teams_differ contract.rule', line);
      for (const name of ['home_team', 'away_team']) if (!/^.{2,40}$/.test(get(name))) column(name, 'length');
      if (!conferences.includes(get('conference'))) column('conference', 'allowed');
      for (const name of [...fractions, 'closing'].filter((name) => get(name) !== '')) {
        const value = get(name);
        if (/^(nan|-?inf)$/i.test(value)) column(name, 'finite');
        else if (!/^-?\d+(\.\d+)?$/.test(value)) column(name, 'type');
        else if (name === 'closing' ? Number(value) <= 1 : Number(value) < 0 || Number(value) > 1)
          column(name, 'range');
      }
      if (!/^-?\d+$/.test(get('target'))) column('target', 'type');
      else if (!['0', '1'].includes(get('target'))) column('target', 'allowed');
    }
    return found;
  }

  const onLines = new Map(
    truth.findings
      .filter(({ lines }) => lines.length > 0)
      .map(({ subject, metric, lines }) => [`${subject} ${metric}`, [...lines]]),
  );

  it('names exactly the lines that a recount finds, and no others', () => {
    const found = recount();
    expect(Object.fromEntries(onLines)).toEqual(Object.fromEntries(found));
    expect(found.size).toBe(11);
  });

  it('counts as many as it names, from the first on', () => {
    for (const { lines, count, since, subject } of truth.findings.filter((finding) => finding.lines.length > 0)) {
      expect(count, subject).toBe(lines.length);
      expect(since.line, subject).toBe(lines[0]);
      const first = week.lines.find(({ line }) => line === since.line);
      expect(first?.get('tipoff').slice(0, 10), subject).toBe(since.date);
    }
  });

  it('gives no line two faults', () => {
    const faultOf = new Map<number, string>();
    for (const { lines, fault } of truth.findings) {
      for (const line of lines) {
        expect(faultOf.get(line) ?? fault, `line ${line}`).toBe(fault);
        faultOf.set(line, fault);
      }
    }
  });

  it('has the counts that its words tell', () => {
    const counts = Object.fromEntries(truth.findings.map(({ fault, count }) => [fault, count]));
    expect(counts).toMatchObject({
      missing_availability: 9,
      batch_sent_twice: 6,
      same_team_twice: 2,
      target_of_two: 1,
      short_dates: 3,
      conference_null: 4,
      signals_not_finite: 2,
      net_odds: 2,
      ragged_rows: 2,
    });
  });

  it('lacks one day between the first and the last', () => {
    const dates = new Set(readable.map(({ get }) => get('date')).filter((date) => date.length === 10));
    expect([...dates]).toEqual(['2026-01-05', '2026-01-07', '2026-01-08', '2026-01-09', '2026-01-10']);
    expect(truth.findings.find(({ metric }) => metric === 'contract.series')).toMatchObject({
      count: 1,
      since: { date: '2026-01-06' },
    });
  });

  it('is older than a day when it is judged', () => {
    const newest = Math.max(...readable.map(({ get }) => Date.parse(get('tipoff'))));
    expect(Date.parse(truth.now) - newest).toBeGreaterThan(dayMilliseconds);
    expect(truth.findings.find(({ metric }) => metric === 'contract.freshness')).toMatchObject({ count: null });
  });

  it('has one column more than the contract, and that is the only warning', () => {
    expect(week.header).toEqual([...season.header, 'feed_version']);
    expect(truth.findings.filter(({ status }) => status === 'warning')).toMatchObject([
      { subject: 'dataset:games', metric: 'contract.extra_columns', count: 1 },
    ]);
  });

  it('has a number of rows that is fine', () => {
    expect(readable.length).toBeGreaterThanOrEqual(100);
    expect(week.lines.length).toBeLessThanOrEqual(260);
  });

  it('makes the model sure of every game whose efficiency came as percent', () => {
    const sure = readable.filter(({ get }) => Number(get('team_efficiency')) > 1);
    expect(sure.length).toBeGreaterThan(0);
    for (const { get } of sure) expect(get('p_home')).toBe('1.0000');
  });
});
