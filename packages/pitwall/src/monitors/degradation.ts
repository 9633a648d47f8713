import { type Finding, formatSubject, type Threshold } from '@pitwall/sdk';
import { normalUpperQuantile } from '@pitwall/stats';
import { grade, twelveDigits } from '../core/grade.ts';
import { count, number, percent } from '../core/words.ts';
import type { ModelSettings } from '../performance/index.ts';
import type { MonitorSettings } from './config.ts';
import { type Figure, type Figures, together, worsening } from './figures.ts';
import { type Said, unknownBecause } from './said.ts';
import { fewestOfTrend, trendFinding } from './trend.ts';
import type { Window } from './windows.ts';

/** A window that was judged before. */
export interface PastWindow extends Window {
  readonly figures: Figures;
}

export interface DegradationTarget {
  readonly model: string;
  readonly task: ModelSettings['task'];
  readonly settings: MonitorSettings;
  readonly window: Window;
  readonly figures: Figures;
  /** Windows of the same length, the latest first, that follow each other and end before this one begins. */
  readonly before: readonly PastWindow[];
  /** Where windows are compared with those of the baseline: their figures, or why there are none. */
  readonly baseline?: { readonly figures: Figures } | { readonly missing: string } | undefined;
  readonly now: Date;
}

/** Says most of each task, where nobody says what to follow. */
const followed: Readonly<Record<ModelSettings['task'], readonly string[]>> = {
  binary: ['roc_auc', 'accuracy'],
  multiclass: ['accuracy'],
  regression: ['rmse'],
  ranking: ['ndcg'],
};

/**
 * Has the model become worse than it was: at once, and over time? Asked only where there is something to compare: before
 * the first labels, and of the first windows, nobody expects an answer.
 */
export function degradationFindings(target: DegradationTarget): Finding[] {
  const { model, task, settings, figures, before, now } = target;
  if (Object.keys(figures).length === 0) return [];
  const isComparable = settings.degradation.against === 'baseline' || before.length > 0;
  const isLong = before.length + 1 >= fewestOfTrend;
  const about = { subject: formatSubject({ kind: 'model', name: model }), at: now.toISOString() };
  return (settings.degradation.metrics ?? followed[task]).flatMap((asked) => {
    const metric = nameIn(target, asked);
    return [
      ...(isComparable ? [{ ...about, ...dropOf(metric, target) }] : []),
      ...(isLong ? [{ ...about, ...trendFinding(metric, target) }] : []),
    ];
  });
}

/** `ndcg` is short for `ndcg@10`. */
function nameIn({ figures, before }: DegradationTarget, asked: string): string {
  const names = [figures, ...before.map((window) => window.figures)].flatMap((one) => Object.keys(one));
  return names.find((name) => name === asked) ?? names.find((name) => name.startsWith(`${asked}@`)) ?? asked;
}

/** A mean of equal figures is not quite equal to them. */
const twelvePlaces = (share: number): number => Number(share.toFixed(12)) + 0;

const percentText = (share: number): string => `${twelveDigits(100 * share)}%`;

/** Against what was before, as a share of it. */
function dropOf(metric: string, target: DegradationTarget): Said {
  const { settings, figures } = target;
  const { warning, critical, evidence } = settings.degradation;
  const threshold: Threshold = {
    warning: `>= ${percentText(warning)}`,
    alert: `> ${percentText(critical)}`,
  };
  const unknown = (reason: string): Said =>
    unknownBecause(`degradation.${metric}`, threshold, `whether ${metric} has become worse is not known`, reason);
  const current = Object.hasOwn(figures, metric) ? figures[metric] : undefined;
  if (!current) return unknown(`there is no figure of ${metric} in this window`);
  const least = settings.minimum_samples;
  if (current.rows < least) return unknown(`${count(current.rows)} labelled rows, at least ${count(least)} are needed`);
  const reference = referenceOf(metric, target);
  if (typeof reference === 'string') return unknown(reference);
  const { figure: before, words } = reference;
  if (before.value === 0) return unknown('a change relative to 0 has no value');
  const change = worsening(current, before.value);
  const value = twelvePlaces(change / Math.abs(before.value));
  const surely = isSure(current, before, change);
  if (evidence === 'interval' && typeof surely === 'string') return unknown(surely);
  const graded = grade(threshold, { value }).status;
  const isChance = evidence === 'interval' && surely === false && graded !== 'pass';
  const status = isChance ? 'pass' : graded;
  const figuresInWords = `${number(current.value)} after ${number(before.value)}`;
  const limit = status === 'alert' ? threshold.alert : threshold.warning;
  return {
    metric: `degradation.${metric}`,
    value,
    threshold,
    status,
    message: `${metric} is ${figuresInWords}: ${changeWords(value)}${isChance ? ', which chance may explain' : ''}`,
    evidence: {
      total: current.rows,
      expected: `not ${limit} worse than ${words}`,
      observed: `${figuresInWords} in ${words}`,
      computed:
        'how much worse than before ÷ the figure before, which is the mean of the windows, each counted by its labelled rows',
      ...(status === 'pass'
        ? {}
        : { fix: 'Look for drift in its features and for the segment where it is worst; retrain, or go back' }),
    },
  };
}

const changeWords = (value: number): string => {
  if (value === 0) return 'nothing has changed';
  return `${percent(Math.abs(value))} ${value > 0 ? 'worse' : 'better'}`;
};

function referenceOf(
  metric: string,
  { settings, before, baseline }: DegradationTarget,
): { readonly figure: Figure; readonly words: string } | string {
  const { against } = settings.degradation;
  if (against === 'baseline') {
    if (!baseline || 'missing' in baseline) return baseline?.missing ?? 'there is no baseline';
    const figure = Object.hasOwn(baseline.figures, metric) ? baseline.figures[metric] : undefined;
    return figure ? { figure, words: 'the baseline' } : `the baseline has no figure of ${metric}`;
  }
  const figures = before
    .slice(0, against.windows)
    .flatMap(({ figures: own }) => (Object.hasOwn(own, metric) ? (own[metric] ?? []) : []))
    .filter(({ rows }) => rows >= settings.minimum_samples);
  const figure = together(figures);
  if (!figure) return 'no window before this one has enough labelled rows';
  const words = figures.length === 1 ? 'the window before' : `${figures.length} windows before`;
  return { figure, words };
}

/** One window in two hundred seems this much worse by chance. */
const surelyFrom = normalUpperQuantile(0.005);

/** Whether chance does not explain the change, or why nobody can say. */
function isSure(current: Figure, before: Figure, change: number): boolean | string {
  if (current.error === null) return current.unsure ?? 'there is no interval';
  if (before.error === null) return before.unsure ?? 'there is no interval before';
  return change > surelyFrom * Math.hypot(current.error, before.error);
}
