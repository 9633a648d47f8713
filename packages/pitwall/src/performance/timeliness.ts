import { type Finding, formatSubject } from '@pitwall/sdk';
import { durationMilliseconds } from '../core/duration.ts';
import { count, counted } from '../core/words.ts';
import type { ModelSettings } from './config.ts';
import type { Joined } from './joined.ts';

interface Late {
  readonly waiting: number;
  readonly since: string | null;
}

/** Labels that should have come by now, and labels that were there before their prediction. */
export async function timelinessFindings(
  joined: Joined,
  { label, time }: ModelSettings,
  { model, now }: { readonly model: string; readonly now: Date },
): Promise<Finding[]> {
  if (time === undefined) return [];
  const about = { subject: formatSubject({ kind: 'model', name: model }), threshold: null, at: now.toISOString() };
  return [
    ...(label.within === undefined
      ? []
      : [{ ...about, ...overdue(await lateLabels(joined, label.within, now), label.within) }]),
    ...(label.time === undefined ? [] : [{ ...about, ...foretold(await labelledBefore(joined), time, label.time) }]),
  ];
}

type Said = Omit<Finding, 'subject' | 'threshold' | 'at'>;

/** The moment is held against the clock of the run, as milliseconds. */
async function lateLabels({ engine, relation }: Joined, within: string, now: Date): Promise<Late> {
  const moment = engine.dialect.epoch('moment');
  const latest = now.getTime() - durationMilliseconds(within);
  const [row = {}] = await engine.query(
    `SELECT count(*) AS waiting, min(${moment}) AS since FROM (${relation}) WHERE said IS NULL AND ${moment} < ${latest}`,
  );
  return {
    waiting: Number(row.waiting),
    since: row.since == null ? null : new Date(Number(row.since)).toISOString(),
  };
}

function overdue({ waiting, since }: Late, within: string): Said {
  const late = waiting > 0;
  return {
    metric: 'performance.overdue_labels',
    value: waiting,
    status: late ? 'warning' : 'pass',
    message: late
      ? `${counted(waiting, 'prediction')} older than ${within} still ${waiting === 1 ? 'waits' : 'wait'} for a label`
      : `no prediction older than ${within} waits for its label`,
    evidence: {
      count: waiting,
      expected: `a label within ${within}`,
      ...(since === null ? {} : { observed: `none since ${since}` }),
      ...(late
        ? { fix: 'Look why labels do not come: what is measured is of the rows that have one, which may be others' }
        : {}),
    },
  };
}

async function labelledBefore({ engine, relation }: Joined): Promise<number> {
  const [row = {}] = await engine.query(
    `SELECT count(*) AS n FROM (${relation}) WHERE said IS NOT NULL AND answered_at < moment`,
  );
  return Number(row.n);
}

function foretold(rows: number, time: string, labelTime: string): Said {
  const some = rows > 0;
  return {
    metric: 'performance.foretold',
    value: rows,
    status: some ? 'alert' : 'pass',
    message: some
      ? `${count(rows)} ${rows === 1 ? 'row was' : 'rows were'} predicted after the label was known`
      : 'every row was predicted before its label was known',
    evidence: {
      count: rows,
      expected: `${time} not after ${labelTime}`,
      ...(some
        ? { fix: 'Such rows are not judged. Look whether the label got into what the model sees, or clocks differ' }
        : {}),
    },
  };
}
