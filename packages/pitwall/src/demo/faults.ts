import { formatSubject } from '@pitwall/sdk';
import { type Fault, type FaultFinding, spoil } from './feed.ts';
import { probabilityOf } from './model.ts';
import type { GameRecord } from './record.ts';

const dataset = 'games';
const wednesday = '2026-01-07';
const thursday = '2026-01-08';
const friday = '2026-01-09';
const saturday = '2026-01-10';

const newVersionConference = 'Gulf';
const percentConference = 'Prairie';

const seasonAsText: Fault = {
  name: 'season_as_text',
  since: thursday,
  words: 'The Gulf conference got version 4.0 of the feed on Thursday, which writes the season as 2025-26.',
  findings: [columnFinding('season', 'contract.type')],
  apply: (rows, fault, streams) =>
    spoil(
      streams,
      rows,
      fault,
      'all',
      ({ record }) => ({ record: { ...record, season: '2025-26' }, feedVersion: '4.0' }),
      ({ home }) => home.conference === newVersionConference,
    ),
};

const efficiencyAsPercent: Fault = {
  name: 'efficiency_as_percent',
  since: friday,
  words:
    'Since Friday the Prairie conference sends team_efficiency as percent. The model believes it and answers 1.0000, which no contract of p_home can see.',
  findings: [columnFinding('team_efficiency', 'contract.range')],
  apply: (rows, fault, streams) =>
    spoil(
      streams,
      rows,
      fault,
      'all',
      ({ game, record }) => {
        const teamEfficiency = 100 * game.teamEfficiency;
        const probability = probabilityOf({ ...game, teamEfficiency });
        return { record: { ...record, team_efficiency: teamEfficiency.toFixed(2), p_home: probability.toFixed(4) } };
      },
      ({ home }) => home.conference === percentConference,
    ),
};

const missingAvailability: Fault = {
  name: 'missing_availability',
  since: friday,
  words: 'The injury reports of nine games did not come, and player_availability is empty.',
  findings: [columnFinding('player_availability', 'contract.nulls')],
  apply: (rows, fault, streams) => spoil(streams, rows, fault, 9, setting({ player_availability: '' })),
};

const sameTeamTwice: Fault = {
  name: 'same_team_twice',
  since: friday,
  words: 'Two games name the home team as the away team, too.',
  findings: [
    {
      subject: formatSubject({ kind: 'dataset', name: dataset }, { kind: 'rule', name: 'teams_differ' }),
      metric: 'contract.rule',
      status: 'alert',
      count: 'rows',
    },
  ],
  apply: (rows, fault, streams) =>
    spoil(streams, rows, fault, 2, ({ record }) => ({ record: { ...record, away_team: record.home_team } })),
};

const targetOfTwo: Fault = {
  name: 'target_of_two',
  since: thursday,
  words: 'A game that was broken off has the target 2.',
  findings: [columnFinding('target', 'contract.allowed')],
  apply: (rows, fault, streams) => spoil(streams, rows, fault, 1, setting({ target: '2' })),
};

const shortDates: Fault = {
  name: 'short_dates',
  since: friday,
  words: 'Three games of Friday were entered by hand, with the date written as 2026-1-9.',
  findings: [columnFinding('date', 'contract.type')],
  apply: (rows, fault, streams) =>
    spoil(streams, rows, fault, 3, setting({ date: '2026-1-9' }), ({ date }) => date === friday),
};

const conferenceNull: Fault = {
  name: 'conference_null',
  since: saturday,
  words: 'Four games have the text NULL as their conference: not an empty field, and not a conference.',
  findings: [columnFinding('conference', 'contract.allowed')],
  apply: (rows, fault, streams) => spoil(streams, rows, fault, 4, setting({ conference: 'NULL' })),
};

const signalsNotFinite: Fault = {
  name: 'signals_not_finite',
  since: thursday,
  words: 'A division by zero upstream gave NaN in one game and inf in another for market_signals.',
  findings: [columnFinding('market_signals', 'contract.finite')],
  apply: (rows, fault, streams) =>
    spoil(streams, rows, fault, 2, ({ record }, index) => ({
      record: { ...record, market_signals: index === 0 ? 'NaN' : 'inf' },
    })),
};

const netOdds: Fault = {
  name: 'net_odds',
  since: saturday,
  words: 'Two games have net odds (what is won) in closing instead of decimal odds (what is paid out), one less.',
  findings: [columnFinding('closing', 'contract.range')],
  apply: (rows, fault, streams) =>
    spoil(
      streams,
      rows,
      fault,
      2,
      ({ game, record }) => ({ record: { ...record, closing: (game.closing - 1).toFixed(2) } }),
      ({ closing }) => closing < 1.95,
    ),
};

const raggedRows: Fault = {
  name: 'ragged_rows',
  since: thursday,
  words:
    'One row has a field too many, because a comma in a team name is not quoted; another was cut off in the middle.',
  findings: [datasetFinding('contract.readable', 'rows')],
  apply: (rows, fault, streams) =>
    spoil(streams, rows, fault, 2, ({ game }, index) => ({
      spoilLine:
        index === 0
          ? (line) => line.replace(game.home.name, `${game.home.name}, Old Hall`)
          : (line) => line.split(',').slice(0, 9).join(','),
    })),
};

const batchSentTwice: Fault = {
  name: 'batch_sent_twice',
  since: wednesday,
  words: 'The last six games of Wednesday were sent twice.',
  findings: [datasetFinding('contract.key', 'rows')],
  apply: (rows, { name }) => {
    const end = rows.findIndex(({ game }) => game.date > wednesday);
    const again = rows.slice(end - 6, end).map((row) => ({ ...row, fault: name }));
    return [...rows.slice(0, end), ...again, ...rows.slice(end)];
  },
};

const lostTuesday: Fault = {
  name: 'lost_tuesday',
  since: '2026-01-06',
  words: 'The delivery of Tuesday was lost: one day between the first and the last has no game.',
  findings: [datasetFinding('contract.series', 1)],
  apply: (rows, { since }) => rows.filter(({ game }) => game.date !== since),
};

const lateSunday: Fault = {
  name: 'late_sunday',
  since: '2026-01-11',
  words: 'On Monday morning nothing of Sunday has come: the newest game is of Saturday, more than 24 hours ago.',
  findings: [datasetFinding('contract.freshness', null)],
  apply: (rows, { since }) => rows.filter(({ game }) => game.date < since),
};

const unannouncedColumn: Fault = {
  name: 'unannounced_column',
  since: '2026-01-05',
  words: 'The feed has a new column, feed_version, that nobody announced. It harms nothing, so it is a warning.',
  findings: [{ ...datasetFinding('contract.extra_columns', 1), status: 'warning' }],
  apply: (rows) => rows,
};

/** In the order in which they strike: whole days first, then whole conferences, then rows that are still sound. */
export const faults: readonly Fault[] = [
  lostTuesday,
  lateSunday,
  batchSentTwice,
  seasonAsText,
  efficiencyAsPercent,
  missingAvailability,
  sameTeamTwice,
  targetOfTwo,
  shortDates,
  conferenceNull,
  signalsNotFinite,
  netOdds,
  raggedRows,
  unannouncedColumn,
];

function setting(values: Partial<GameRecord>) {
  return ({ record }: { readonly record: GameRecord }) => ({ record: { ...record, ...values } });
}

function columnFinding(column: string, metric: string): FaultFinding {
  const subject = formatSubject({ kind: 'dataset', name: dataset }, { kind: 'column', name: column });
  return { subject, metric, status: 'alert', count: 'rows' };
}

function datasetFinding(metric: string, count: FaultFinding['count']): FaultFinding {
  return { subject: formatSubject({ kind: 'dataset', name: dataset }), metric, status: 'alert', count };
}
