import { type Finding, formatSubject } from '@pitwall/sdk';
import { hour } from '../core/duration.ts';
import type { DriftSettings } from '../drift/index.ts';
import { judgeWindowDrift } from '../profiles/window-drift.ts';
import type { Context } from '../server/context.ts';
import type { WatchedModel } from './judge-window.ts';
import type { Window } from './windows.ts';

export interface DriftTarget {
  readonly context: Context;
  readonly model: string;
  readonly settings: WatchedModel;
  readonly window: Window;
  /** From the start of a window to that of the next one. */
  readonly every: number;
  /** Why there is nothing to compare with. */
  readonly trouble?: string | undefined;
  readonly now: Date;
}

type Judged = { readonly findings: readonly Finding[]; readonly against: string } | { readonly unknown: string };

/** Has what the model is given, or what it answers, moved away from its baseline? */
export async function driftFindings(target: DriftTarget): Promise<Finding[]> {
  const { model, now } = target;
  const judged = await judge(target);
  const about = { subject: formatSubject({ kind: 'model', name: model }), metric: 'drift.window', threshold: null };
  if ('unknown' in judged) {
    const message = 'whether anything has drifted is not known';
    return [
      {
        ...about,
        value: null,
        status: 'unknown',
        message,
        reason: judged.unknown,
        evidence: {},
        at: now.toISOString(),
      },
    ];
  }
  const moved = judged.findings.filter(({ status }) => status === 'warning' || status === 'alert').length;
  const what = moved === 0 ? 'nothing has' : moved === 1 ? 'one thing has' : `${moved} things have`;
  const message = `${what} moved since ${judged.against}`;
  const summary: Finding = { ...about, value: moved, status: 'pass', message, evidence: {}, at: now.toISOString() };
  return [summary, ...judged.findings];
}

async function judge({ context, model, settings, window, every, now, trouble }: DriftTarget): Promise<Judged> {
  if (trouble !== undefined) return { unknown: trouble };
  const { drift } = settings.monitor;
  const complete: DriftSettings = { ...drift, checks: drift.checks ?? oftenOf(every) };
  const judged = await judgeWindowDrift({ context, model, window, settings: complete, now });
  if ('unknown' in judged) return judged;
  return { findings: judged.findings, against: `version ${judged.baseline.version} of the baseline` };
}

/** Never less than once a day, since what is compared seldom may not raise more false alarms for that. */
const oftenOf = (every: number): string => `${Math.max(1, Number(((24 * hour) / every).toFixed(3)))} per day`;
