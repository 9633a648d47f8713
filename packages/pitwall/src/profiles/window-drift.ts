import { type Finding, formatSubject, parseSubject } from '@pitwall/sdk';
import { type DriftSettings, judgeBaselines } from '../drift/index.ts';
import type { Workplace } from '../server/context.ts';
import { predictionColumn } from './event-columns.ts';
import { baselineInForce, overlaps } from './in-force.ts';
import { sumProfiles } from './sum.ts';

export interface WindowDrift {
  readonly context: Pick<Workplace, 'state'>;
  readonly model: string;
  /** Whole hours, in milliseconds since 1970; `end` is not in it. */
  readonly window: { readonly start: number; readonly end: number };
  readonly settings: DriftSettings;
  readonly now: Date;
  readonly pictures?: boolean;
}

/**
 * Has the world moved in a window? Judged from its hourly profiles against the baseline in force; what was profiled last
 * is what it is judged by, so whoever asks lets `profileEvents` catch up first.
 */
export async function judgeWindowDrift({ context, model, window, settings, now, pictures = false }: WindowDrift) {
  const { db } = context.state;
  const baseline = await baselineInForce(db, model);
  if (!baseline) return { unknown: 'no baseline is in force to compare it with' };
  const { version, source, at, by, content } = baseline;
  if (overlaps(source, window)) {
    return {
      unknown: `the window overlaps the span that version ${version} of the baseline was made of, and would be compared with itself`,
    };
  }
  const current = await sumProfiles(db, { model, baseline: { version, content }, ...window });
  if ('unknown' in current) return current;
  const judged = judgeBaselines(content, current, {
    dataset: model,
    now,
    settings: { ...settings, prediction: settings.prediction ?? predictionColumn },
    pictures,
  });
  return {
    findings: judged.findings.map((finding) => ofModel(finding, model)),
    drift: judged.drift,
    rows: judged.rows,
    baseline: { version, source, at, by, rows: baseline.rows },
  };
}

/** Of a dataset and its columns as of a model and its columns. */
function ofModel(finding: Finding, model: string): Finding {
  const [, ...steps] = parseSubject(finding.subject);
  return { ...finding, subject: formatSubject({ kind: 'model', name: model }, ...steps) };
}
