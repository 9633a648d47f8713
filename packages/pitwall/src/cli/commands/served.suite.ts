import type { Status } from '@pitwall/sdk';
import type { Bench } from '../../http/testing/bench.ts';
import { appendFindings } from '../../state/finding-table.ts';

export interface Judged {
  readonly id: string;
  readonly subject?: string;
  readonly metric?: string;
  readonly status?: Status;
  readonly message?: string;
  /** Minutes after noon. */
  readonly minute?: number;
}

/** As a monitor would write them. */
export async function judge({ server, clock }: Bench, ...all: readonly Judged[]): Promise<void> {
  const findings = all.map(({ id, minute = 0, ...more }) => ({
    id,
    finding: {
      subject: 'model:spread/column:pace',
      metric: 'drift.psi',
      status: 'alert' as const,
      value: 0.31,
      threshold: { alert: '> 0.2' },
      message: 'pace has moved',
      evidence: { count: 3, total: 40, expected: 'as before', observed: 'otherwise', computed: 'PSI over 20 bins' },
      at: new Date(clock.now + minute * 60_000).toISOString(),
      ...more,
      ...(more.status === 'unknown' ? { reason: 'too few rows' } : {}),
    },
    window: { start: clock.now - 3_600_000, end: clock.now },
  }));
  await server.state.change((tx) => appendFindings(tx, findings));
}
