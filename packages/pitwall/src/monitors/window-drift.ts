import { type Finding, formatSubject } from '@pitwall/sdk';
import { PitwallError } from '../core/errors.ts';
import { counted } from '../core/words.ts';
import { baselinePath, type DriftSettings, judgeDrift, readBaseline } from '../drift/index.ts';
import { eventTable } from '../profiles/event-table.ts';
import { judgeWindowDrift } from '../profiles/window-drift.ts';
import type { Context } from '../server/context.ts';
import type { WatchedModel } from './judge-window.ts';
import { aboutModel } from './subjects.ts';
import { hour, type Window } from './windows.ts';

export interface DriftTarget {
  readonly context: Context;
  readonly model: string;
  readonly settings: WatchedModel;
  readonly window: Window;
  /** From the start of a window to that of the next one. */
  readonly every: number;
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
  const message = `${moved === 0 ? 'nothing' : counted(moved, 'thing')} has moved since ${judged.against}`;
  const summary: Finding = { ...about, value: moved, status: 'pass', message, evidence: {}, at: now.toISOString() };
  return [summary, ...judged.findings];
}

async function judge({ context, model, settings, window, every, now }: DriftTarget): Promise<Judged> {
  const { baseline: named, drift } = settings.monitor;
  const complete: DriftSettings = { ...drift, checks: drift.checks ?? oftenOf(every) };
  if (named !== undefined) return judgeAgainstFile({ context, model, settings, window, now, named, complete });
  const judged = await judgeWindowDrift({ context, model, window, settings: complete, now });
  if ('unknown' in judged) return judged;
  return { findings: judged.findings, against: `version ${judged.baseline.version} of the baseline` };
}

/** Never less than once a day, since what is compared seldom may not raise more false alarms for that. */
const oftenOf = (every: number): string => `${Math.max(1, Number(((24 * hour) / every).toFixed(3)))} per day`;

interface FileTarget extends Omit<DriftTarget, 'every'> {
  readonly named: string;
  readonly complete: DriftSettings;
}

/** A file was made of other data, so the rows themselves are counted on its edges. */
async function judgeAgainstFile(target: FileTarget): Promise<Judged> {
  const { context, model, settings, window, now, named, complete } = target;
  const { events, home } = context;
  const engine = await events.openEngine();
  try {
    const baseline = await readBaseline(baselinePath(named, home), named);
    const table = await eventTable(engine, events, {
      model,
      from: new Date(window.start),
      to: new Date(window.end),
      ...(settings.features ? { features: settings.features } : {}),
    });
    const { findings } = await judgeDrift(table, baseline, {
      dataset: model,
      now,
      settings: complete,
      pictures: false,
    });
    return { findings: aboutModel(findings), against: `the baseline ${named}` };
  } catch (error) {
    if (!(error instanceof PitwallError)) throw error;
    return { unknown: `the baseline ${named}: ${error.problem}` };
  } finally {
    engine.close();
  }
}
