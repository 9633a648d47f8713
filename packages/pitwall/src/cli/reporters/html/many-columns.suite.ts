import {
  type ColumnSummary,
  type DatasetReport,
  type Finding,
  formatSubject,
  type Report,
  type Status,
} from '@pitwall/sdk';
import { reportOf } from '../../../testing/report-sample.ts';

const at = '2025-03-01T08:30:00.000Z';
const rows = 12_000;
const rules = ['nulls', 'type', 'range', 'unique', 'finite', 'pattern', 'allowed', 'length', 'extra', 'rule'];
const teams = [
  'Duke',
  'North Carolina',
  'Kansas',
  'Gonzaga',
  'Kentucky',
  'Villanova',
  'Houston',
  'Purdue',
  'Arizona',
  'Baylor',
];

export interface ManyColumns {
  readonly columns: number;
  /** One in so many columns has a finding. */
  readonly failing: number;
  readonly name?: (index: number) => string;
}

/** A wide dataset with ten checks a column, for sizes and limits. */
export function manyColumnsReport({
  columns: total,
  failing,
  name = (index) => `column_${index}`,
}: ManyColumns): Report {
  const findings: Finding[] = [];
  const columns: ColumnSummary[] = [];
  for (let index = 0; index < total; index += 1) {
    const wrong = index % failing === 0;
    const called = name(index);
    columns.push(summary(called, index, wrong));
    for (const rule of rules) findings.push(finding(called, rule, wrong && rule === 'range' ? 'alert' : 'pass'));
  }
  return reportOf([dataset({ columns })], findings);
}

export function dataset(changes: Partial<DatasetReport>): DatasetReport {
  return {
    name: 'games',
    status: 'alert',
    sources: [{ path: 'data/games-2025.csv', format: 'csv', bytes: 1_482_200 }],
    rows,
    score: 97.93,
    score_parts: [{ name: 'validity', share: 0.999_67, computed: 'cells that break no rule / cells that are there' }],
    columns: [],
    drift: null,
    ...changes,
  };
}

export function finding(column: string, rule: string, status: Status): Finding {
  const subject = formatSubject({ kind: 'dataset', name: 'games' }, { kind: 'column', name: column });
  const common = { subject, metric: `contract.${rule}`, threshold: { alert: '> 0' }, status, at };
  if (status === 'pass') {
    return {
      ...common,
      value: 0,
      message: `No value of ${column} breaks ${rule}`,
      evidence: { count: 0, total: rows },
    };
  }
  return {
    ...common,
    value: 15 / rows,
    message: `15 of 12,000 values of ${column} are outside 0 to 1`,
    ...(status === 'unknown' && { reason: `${column} could not be read` }),
    evidence: {
      count: 15,
      total: rows,
      expected: '0 to 1',
      observed: '-3.2 to 7.5',
      examples: teams.map((_, place) => ({
        file: 'data/games-2025.csv',
        row: place * 37 + 2,
        line: place * 37 + 3,
        column,
        value: String(place * 137 - 3),
        rule: 'max 1',
      })),
      computed: 'values outside the range / values that are not missing',
      fix: `Correct the values at the source, or widen \`min\` and \`max\` of ${column}`,
    },
  };
}

function summary(name: string, index: number, wrong: boolean): ColumnSummary {
  const outside = wrong ? 9 : 0;
  return {
    name,
    type: index % 4 === 2 ? 'category' : 'number',
    rows,
    missing: index % 5 ? 0 : (index * 13) % 900,
    invalid: wrong ? 15 : 0,
    minimum: index % 4 === 2 ? null : '-3.2',
    maximum: index % 4 === 2 ? null : '7.5',
    picture:
      index % 4 === 2
        ? {
            kind: 'categories',
            top: teams.map((value, place) => ({ value, count: 2_400 - place * 200 })),
            other: 1_200,
            distinct: 353,
          }
        : {
            kind: 'histogram',
            scale: 'number',
            edges: Array.from({ length: 31 }, (_, edge) => edge / 30),
            counts: Array.from({ length: 30 }, (_, bar) => 1_800 - (((bar - 15) * (index + 3)) % 17) * 90),
            below: outside,
            above: outside,
          },
  };
}
