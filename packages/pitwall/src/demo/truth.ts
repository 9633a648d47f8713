import type { DriftConsequence, InputDrift } from './drift.ts';
import type { Fault, FaultFinding, Row } from './feed.ts';

interface ExpectedFinding {
  readonly subject: FaultFinding['subject'];
  readonly metric: string;
  readonly status: FaultFinding['status'];
  /** How many rows, columns or steps; null where the finding measures something else, like an age. */
  readonly count: number | null;
  readonly since: {
    readonly date: string;
    /** The first line of the file that shows it, the header being line 1; null where it shows on no line. */
    readonly line: number | null;
  };
  /** Every line of the file that shows it. */
  readonly lines: readonly number[];
  readonly fault: string;
  readonly words: string;
}

/** Monday morning after the new week: when the example is judged. */
export const demoNow = '2026-01-12T06:00:00Z';

/** What is wrong with the new week, known because it was broken on purpose. */
export interface CourtsideTruth {
  readonly dataset: string;
  /** The time at which the week is judged. */
  readonly now: string;
  readonly findings: readonly ExpectedFinding[];
  /** Every other finding of a contract, of this dataset and of the reference season, passes. */
  readonly nothing_else: true;
  readonly drift: ExpectedDrift;
}

interface ExpectedDrift {
  readonly baseline: string;
  /** These must be found: `drift.distribution` is an alert. */
  readonly columns: readonly Pick<InputDrift, 'column' | 'since' | 'words'>[];
  /** These may be found. */
  readonly follows: readonly DriftConsequence[];
  /** Every other column is quiet. */
  readonly nothing_else: true;
}

interface Broken {
  readonly rows: readonly Row[];
  readonly faults: readonly Fault[];
  readonly drifts: readonly InputDrift[];
  readonly consequences: readonly DriftConsequence[];
}

export function truthOf({ rows, faults, drifts, consequences }: Broken): CourtsideTruth {
  return {
    dataset: 'games',
    now: demoNow,
    findings: faults.flatMap((fault) => expectedFindings(rows, fault)),
    nothing_else: true,
    drift: {
      baseline: 'season-2025',
      columns: drifts.map(({ column, since, words }) => ({ column, since, words })),
      follows: consequences,
      nothing_else: true,
    },
  };
}

function expectedFindings(rows: readonly Row[], { name, since, words, findings }: Fault): ExpectedFinding[] {
  const shown = rows.flatMap(({ fault, game }, index) =>
    fault === name ? [{ line: index + 2, date: game.date }] : [],
  );
  const lines = shown.map(({ line }) => line);
  return findings.map(({ subject, metric, status, count }) => ({
    subject,
    metric,
    status,
    count: count === 'rows' ? shown.length : count,
    since: { date: shown[0]?.date ?? since, line: lines[0] ?? null },
    lines,
    fault: name,
    words,
  }));
}
