import { type Finding, parseSubject } from '@pitwall/sdk';
import { closest } from '../core/suggest.ts';
import { list } from '../core/words.ts';
import type { ModelSettings } from './config.ts';

/** What a column is to the model, by what is written of it on the command line and under `models`. */
type Part = 'prediction' | 'probabilities' | 'decision' | 'label' | 'odds' | 'stake' | 'weight' | 'time' | 'other';

/**
 * Findings about the rows of a model, with what its user can do: a contract that nobody wrote has no keys that somebody
 * could change. `names` are the columns that there are.
 */
export function adviseOnRows(
  findings: readonly Finding[],
  settings: ModelSettings,
  names: readonly string[],
): readonly Finding[] {
  return findings.map((finding) => {
    if (finding.status === 'pass' || finding.evidence.fix === undefined) return finding;
    const column = parseSubject(finding.subject).find(({ kind }) => kind === 'column')?.name;
    const fix =
      finding.metric === 'contract.columns' && column !== undefined
        ? nameAnother(column, names)
        : adviceOn(finding.metric, partOf(column, settings), settings);
    return fix === undefined ? finding : { ...finding, evidence: { ...finding.evidence, fix } };
  });
}

function nameAnother(column: string, names: readonly string[]): string {
  const meant = closest(column, names);
  return meant === undefined ? `Name one that is there: ${list(names, 8)}` : `Did you mean ${meant}`;
}

function partOf(column: string | undefined, settings: ModelSettings): Part {
  const { prediction, label, odds, stake, weight, time } = settings;
  const parts: readonly (readonly [Part, readonly (string | undefined)[]])[] = [
    ['label', [label.column]],
    ['decision', [prediction.decision]],
    ['prediction', [prediction.column]],
    ['probabilities', Object.values(prediction.probabilities ?? {})],
    ['odds', [odds?.column, odds?.closing]],
    ['stake', [stake]],
    ['weight', [weight]],
    ['time', [time, label.time]],
  ];
  return parts.find(([, columns]) => column !== undefined && columns.includes(column))?.[0] ?? 'other';
}

function adviceOn(metric: string, part: Part, settings: ModelSettings): string | undefined {
  switch (metric) {
    case 'contract.nulls':
      return 'Find out why the source leaves it empty; rows without it are not judged';
    case 'contract.finite':
      return 'Look for a division by zero or a failed join where the column is made; such rows are not judged';
    case 'contract.type':
      return typeAdvice(part, settings);
    case 'contract.range':
      return rangeAdvice(part, settings);
    case 'contract.allowed':
      return allowedAdvice(part, settings);
    case 'contract.rule':
      return settings.task === 'multiclass'
        ? 'Look at the examples: a class that is left out, or scores that were never made shares'
        : 'Say how they are written, with --odds-format or odds: { format: decimal }, or correct them at the source';
    default:
      return undefined;
  }
}

const sayPositive = 'Say which label is a 1: --positive VALUE, or label: { positive: VALUE }';

function typeAdvice(part: Part, { task, label }: ModelSettings): string {
  if (part === 'label' && task === 'binary' && label.positive === undefined) return sayPositive;
  if (part === 'time') return 'Write times as 2025-03-01T19:30:00Z or 2025-03-01; rows are put in order by them';
  return 'Look at the examples: a changed format or shifted fields; such rows are not judged';
}

function rangeAdvice(part: Part, { odds }: ModelSettings): string {
  switch (part) {
    case 'prediction':
    case 'probabilities':
      return 'Give probabilities as shares, 60 % as 0.6; such rows are not judged';
    case 'odds':
      return `Say how they are written, if not as ${odds?.format ?? 'decimal'} odds: --odds-format, or odds: { format: american }`;
    case 'label':
      return 'Give how relevant an item is as a number from 0 on; such rows are not judged';
    default:
      return 'Give amounts from 0 on; such rows are not judged';
  }
}

function allowedAdvice(part: Part, { task }: ModelSettings): string {
  if (task === 'multiclass')
    return 'Look for a misspelt class, or give it a column of its own under prediction: { probabilities }';
  return part === 'label' ? sayPositive : 'Look at the examples: a decision is 0 or 1; such rows are not judged';
}
