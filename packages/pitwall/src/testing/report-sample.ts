import {
  type DatasetReport,
  type Finding,
  formatSubject,
  type Report,
  type Status,
  statuses,
  worstStatus,
} from '@pitwall/sdk';

const at = '2025-03-01T08:30:00.000Z';
const hour = 3_600_000;

/** A name that tries to break out of every format at once. */
export const hostileName = '<script>alert("1")</script>, ]]> 100%\n::error::\u001b[31m\u0007 🏀 | `x` \'y\'';

/** A value that a spreadsheet, a terminal, a table and a parser would each misread. */
export const hostileValue =
  "\u001b]0;pwned\u0007=cmd|' /C'!A0\r\n<img src=x onerror=alert(1)>%0A::warning::,]]>&amp;\u0000";

/** Two datasets, findings of all four statuses, realistic contract findings and hostile text. */
export function sampleReport(): Report {
  const findings = [...gamesFindings(), ...oddsFindings()];
  return reportOf([gamesDataset(findings), oddsDataset(findings)], findings);
}

/** Everything fine: what most runs look like. */
export function passingReport(): Report {
  const findings = gamesFindings()
    .filter(({ status }) => status === 'pass')
    .concat(oddsFindings().filter(({ status }) => status === 'pass'));
  const healthy = { status: 'pass', score: 100 } as const;
  return reportOf(
    [
      { ...gamesDataset(findings), ...healthy, score_parts: [] },
      { ...oddsDataset(findings), ...healthy, score_parts: [], rows: 2_310 },
    ],
    findings,
  );
}

/** No dataset is configured: nothing was measured, so nothing is known. */
export function emptyReport(): Report {
  return reportOf([], []);
}

/** Puts a report around findings, with counts and statuses that agree with them. */
export function reportOf(datasets: readonly DatasetReport[], findings: readonly Finding[]): Report {
  const counts: Record<Status, number> = { pass: 0, warning: 0, alert: 0, unknown: 0 };
  for (const status of statuses) counts[status] = findings.filter((finding) => finding.status === status).length;
  return {
    report: 1,
    project: 'courtside',
    pitwall: '0.1.0',
    at,
    status: worstStatus(findings.map(({ status }) => status)),
    counts,
    datasets: [...datasets],
    models: [],
    findings: [...findings],
  };
}

function gamesFindings(): Finding[] {
  const file = 'data/games-2025 march.csv';
  return [
    {
      subject: column('games', 'game_id'),
      metric: 'contract.unique',
      value: 2 / 1_200,
      threshold: { alert: '> 0' },
      status: 'alert',
      message: '2 of 1,200 values of game_id come more than once',
      evidence: {
        count: 2,
        total: 1_200,
        expected: 'every value once',
        observed: '2 repeated values',
        examples: [
          { file, row: 17, line: 18, column: 'game_id', value: 'g-0016', rule: 'unique' },
          { file, row: 904, line: 911, column: 'game_id', value: 'g-0902', rule: 'unique' },
        ],
        computed: 'repeated values / values that are not missing',
        fix: 'Remove the repeated rows, or take `unique` out of the contract',
      },
      at,
    },
    {
      subject: column('games', 'season'),
      metric: 'contract.range',
      value: 3 / 1_200,
      threshold: { alert: '> 0' },
      status: 'alert',
      message: '3 of 1,200 values of season are outside 2000 to 2030',
      evidence: {
        count: 3,
        total: 1_200,
        expected: '2000 to 2030',
        observed: '1899 to 20245',
        examples: [
          { file, row: 3, line: 4, column: 'season', value: '20245', rule: 'max 2030' },
          { file, row: 88, line: 89, column: 'season', value: '1899', rule: 'min 2000' },
          { file, row: 1_107, line: 1_114, column: 'season', value: '1999', rule: 'min 2000' },
        ],
        computed: 'values outside the range / values that are not missing',
        fix: 'Correct the values at the source, or widen `min` and `max` of season',
      },
      at,
    },
    {
      subject: column('games', 'home_efficiency'),
      metric: 'contract.nulls',
      value: 0.031,
      threshold: { alert: '> 0.02' },
      status: 'warning',
      message: '3.1% of home_efficiency is missing, above the 2% that is fine',
      evidence: {
        count: 37,
        total: 1_200,
        expected: 'at most 2% missing',
        observed: '3.1% missing',
        examples: [{ file, row: 41, line: 42, column: 'home_efficiency', value: null, rule: 'nulls 0.02' }],
        computed: 'missing cells / rows',
        fix: 'Fill the column at the source, or raise `nulls` of home_efficiency',
      },
      at,
    },
    {
      subject: column('games', hostileName),
      metric: 'contract.pattern',
      value: 1 / 1_200,
      threshold: { alert: '> 0' },
      status: 'alert',
      message: `1 of 1,200 values of ${hostileName} does not match [A-Z]{3}`,
      evidence: {
        count: 1,
        total: 1_200,
        expected: '[A-Z]{3}',
        observed: hostileValue,
        examples: [{ file, row: 7, line: 8, column: hostileName, value: hostileValue, rule: 'pattern [A-Z]{3}' }],
        fix: 'Correct the value at the source',
      },
      at,
    },
    {
      subject: column('games', '試合\u202e日'),
      metric: 'contract.extra_columns',
      value: 1,
      threshold: { warning: '> 0' },
      status: 'warning',
      message: 'The column 試合\u202e日 is not in the contract',
      evidence: { count: 1, observed: '試合\u202e日', fix: 'Add it to `columns`, or remove it from the data' },
      at,
    },
    {
      subject: formatSubject({ kind: 'dataset', name: 'games' }),
      metric: 'contract.freshness',
      value: null,
      threshold: { alert: `> ${24 * hour}` },
      status: 'unknown',
      message: 'The age of games is not known',
      reason: 'tipoff has no value that is a timestamp',
      evidence: {
        expected: 'at most 24h old',
        fix: 'Give tipoff timestamps, or judge the freshness by another column',
      },
      at,
    },
    passing('games', 'team', 'contract.nulls', 0, 'No value of team is missing'),
    passing('games', 'team', 'contract.type', 0, 'Every value of team is a string'),
    passing('games', 'target', 'contract.allowed', 0, 'Every value of target is one of 0, 1'),
  ];
}

function oddsFindings(): Finding[] {
  const odds = formatSubject({ kind: 'dataset', name: 'odds, "closing"' });
  return [
    {
      subject: odds,
      metric: 'contract.readable',
      value: 1 / 2_311,
      threshold: { alert: '> 0' },
      status: 'alert',
      message: '1 of 2,311 rows could not be split into fields',
      evidence: {
        count: 1,
        total: 2_311,
        expected: '6 fields',
        observed: '7 fields',
        examples: [{ file: 'data/odds.csv', line: 19, value: '2025-02-11,"Duke" x",1.91,1.95,,,' }],
        fix: 'Quote the fields that hold a comma or a quote',
      },
      at,
    },
    {
      subject: odds,
      metric: 'contract.rule',
      value: 4 / 2_310,
      threshold: { warning: '> 0' },
      status: 'warning',
      message: '4 of 2,310 rows break the rule home_team <> away_team',
      evidence: {
        count: 4,
        total: 2_310,
        expected: 'home_team <> away_team',
        examples: [{ file: 'data/odds.csv', row: 22, value: 'Duke | Duke', rule: 'home_team <> away_team' }],
      },
      at,
    },
    {
      subject: column('odds, "closing"', 'closing'),
      metric: 'contract.finite',
      value: null,
      threshold: { alert: '> 0' },
      status: 'unknown',
      message: 'Whether closing is finite is not known',
      reason: 'the column is not there',
      evidence: { fix: 'Add the column closing to the data, or set `required: false`' },
      at,
    },
    passing('odds, "closing"', 'book', 'contract.length', 0, 'Every value of book has 2 to 20 characters'),
  ];
}

function passing(dataset: string, name: string, metric: string, value: number, message: string): Finding {
  return {
    subject: column(dataset, name),
    metric,
    value,
    threshold: { alert: '> 0' },
    status: 'pass',
    message,
    evidence: { count: 0, total: 1_200 },
    at,
  };
}

function gamesDataset(findings: readonly Finding[]): DatasetReport {
  const name = 'games';
  return {
    name,
    status: statusOf(name, findings),
    sources: [
      { path: 'data/games-2025 march.csv', format: 'csv', bytes: 148_220 },
      { path: 'data/games-2024.parquet', format: 'parquet', bytes: 91_004 },
    ],
    rows: 1_200,
    score: 96.4,
    score_parts: [
      { name: 'completeness', share: 0.992, computed: 'cells that are there / cells that must be there' },
      { name: 'validity', share: 0.9967, computed: 'cells that break no rule / cells that are there' },
      { name: 'uniqueness', share: 0.9983, computed: 'values that come once / values that must be unique' },
    ],
    columns: [
      {
        name: 'season',
        type: 'integer',
        rows: 1_200,
        missing: 0,
        invalid: 3,
        minimum: '1899',
        maximum: '20245',
        picture: {
          kind: 'histogram',
          scale: 'number',
          edges: [2018, 2020, 2022, 2024, 2026],
          counts: [210, 298, 341, 348],
          below: 2,
          above: 1,
        },
      },
      {
        name: 'tipoff',
        type: 'timestamp',
        rows: 1_200,
        missing: 0,
        invalid: null,
        minimum: '2018-11-06T00:00:00Z',
        maximum: '2025-03-01T02:00:00Z',
        picture: {
          kind: 'histogram',
          scale: 'time',
          edges: [1_541_462_400_000, 1_606_780_800_000, 1_672_531_200_000, 1_740_794_400_000],
          counts: [300, 420, 480],
          below: 0,
          above: 0,
        },
      },
      {
        name: hostileName,
        type: 'category',
        rows: 1_200,
        missing: 12,
        invalid: 1,
        minimum: null,
        maximum: null,
        picture: {
          kind: 'categories',
          top: [
            { value: 'DUK', count: 611 },
            { value: hostileValue, count: 1 },
          ],
          other: 576,
          distinct: 41,
        },
      },
      {
        name: 'home_efficiency',
        type: 'number',
        rows: 1_200,
        missing: 37,
        invalid: 0,
        minimum: '0.71',
        maximum: '1.32',
        picture: null,
        no_picture: 'the column was not profiled',
      },
    ],
    drift: null,
  };
}

function oddsDataset(findings: readonly Finding[]): DatasetReport {
  const name = 'odds, "closing"';
  return {
    name,
    status: statusOf(name, findings),
    sources: [{ path: 'data/odds.csv', format: 'csv', bytes: null }],
    rows: 2_311,
    score: null,
    score_parts: [],
    columns: [],
    drift: null,
  };
}

function statusOf(dataset: string, findings: readonly Finding[]): Status {
  const subject = formatSubject({ kind: 'dataset', name: dataset });
  return worstStatus(
    findings
      .filter((finding) => finding.subject === subject || finding.subject.startsWith(`${subject}/`))
      .map(({ status }) => status),
  );
}

function column(dataset: string, name: string): string {
  return formatSubject({ kind: 'dataset', name: dataset }, { kind: 'column', name });
}
