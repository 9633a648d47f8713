import { createHash } from 'node:crypto';
import { formatSubject, type Status } from '@pitwall/sdk';
import { alertEvaluate } from '../../alerts/engine/verb.ts';
import { system } from '../../server/actor.ts';
import { perform } from '../../server/perform.ts';
import { findingRecord } from '../../server/verbs/finding-record.ts';
import type { Bench } from './bench.ts';

export interface Told {
  readonly model?: string;
  readonly column?: string;
  readonly subject?: string;
  readonly metric?: string;
  readonly status?: Status;
  readonly message?: string;
}

/** As monitors would find it at this moment, and what the server makes of it. */
export async function find({ server, clock }: Pick<Bench, 'server' | 'clock'>, ...all: readonly Told[]): Promise<void> {
  const at = new Date(clock.now).toISOString();
  const findings = all.map(({ model = 'spread', column, subject, metric = 'drift.psi', status = 'alert', message }) => {
    const about =
      subject ??
      formatSubject(
        { kind: 'model', name: model },
        ...(column === undefined ? [] : [{ kind: 'column', name: column }]),
      );
    const finding = {
      subject: about,
      metric,
      status,
      value: status === 'unknown' ? null : 0.31,
      threshold: { alert: '> 0.2' },
      message: message ?? `${column ?? about} has moved`,
      evidence: { expected: 'as before', observed: 'otherwise' },
      at,
      ...(status === 'unknown' ? { reason: 'too few rows' } : {}),
    };
    const id = createHash('sha256').update(JSON.stringify(finding)).digest('hex').slice(0, 20);
    return { id, finding, window: null };
  });
  await perform({ ...server, actor: system }, findingRecord, { findings });
  await evaluate({ server });
}

/** What the server does by itself whenever there is something to do. */
export async function evaluate({ server }: Pick<Bench, 'server'>): Promise<void> {
  for (;;) {
    const { output } = await perform({ ...server, actor: system }, alertEvaluate, {});
    if (!output.more) return;
  }
}
