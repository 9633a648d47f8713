import { conditionPattern, type Status, type Threshold } from '@pitwall/sdk';
import { PitwallError } from './errors.ts';

type Operator = '<' | '<=' | '>' | '>=';

interface Condition {
  readonly operator: Operator;
  readonly limit: number;
  /** Against the baseline instead of the value itself. */
  readonly change: 'drop' | 'rise' | undefined;
  readonly percent: boolean;
}

export interface Measurement {
  readonly value: number | null;
  /** How many samples the value rests on, where the threshold asks for a minimum. */
  readonly samples?: number;
  /** What `drop` and `rise` are counted from. */
  readonly baseline?: number | null;
}

export interface Grade {
  readonly status: Status;
  /** Why the status is unknown. */
  readonly reason?: string;
}

/**
 * The one threshold engine. A condition says by its operator what happens exactly at the limit. Absolute limits
 * are compared as they are; changes are rounded to twelve digits first, since 0.7 - 0.6 is not 0.1 in binary.
 */
export function grade(threshold: Threshold, { value, samples, baseline }: Measurement): Grade {
  if (value === null) return { status: 'unknown', reason: 'there is no value' };
  if (!Number.isFinite(value)) return { status: 'unknown', reason: `the value is ${value}` };
  const minimum = threshold.minimum_samples;
  if (minimum !== undefined && !(samples !== undefined && samples >= minimum)) {
    return {
      status: 'unknown',
      reason: `${samples ?? 'an unknown number of'} samples, at least ${minimum} are needed`,
    };
  }
  for (const status of ['alert', 'warning'] as const) {
    const text = threshold[status];
    if (text === undefined) continue;
    const condition = parseCondition(text);
    const compared = comparedValue(condition, value, baseline);
    if (typeof compared === 'string') return { status: 'unknown', reason: compared };
    if (holds(condition, compared)) return { status };
  }
  return { status: 'pass' };
}

/** What is compared with the limit, or why nothing can be. */
function comparedValue(
  { change, percent }: Condition,
  value: number,
  baseline: number | null | undefined,
): number | string {
  if (!change) return value;
  if (baseline === undefined || baseline === null) return 'there is no baseline to compare with';
  if (!Number.isFinite(baseline)) return `the baseline is ${baseline}`;
  const difference = change === 'drop' ? baseline - value : value - baseline;
  if (!percent) return twelveDigits(difference);
  if (baseline === 0) return 'a change relative to a baseline of 0 has no value';
  return twelveDigits(difference / Math.abs(baseline));
}

/** What a reader would write: 0.7 − 0.6 as 0.1. */
export const twelveDigits = (number: number): number => Number(number.toPrecision(12));

function holds({ operator, limit }: Condition, value: number): boolean {
  switch (operator) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
  }
}

export function parseCondition(text: string): Condition {
  const match = conditionPattern.exec(text);
  if (!match || !Number.isFinite(Number(match[3]))) {
    throw new PitwallError({
      code: 'threshold.invalid',
      problem: `expected a condition like "< 0.55" or "drop > 15%", found ${JSON.stringify(text)}`,
      fix: 'Write an operator (<, <=, >, >=) and a number',
    });
  }
  const [, change, operator, number, percent] = match;
  const limit = percent ? twelveDigits(Number(number) / 100) : Number(number);
  return {
    operator: operator as Operator,
    limit: change ? twelveDigits(limit) : limit,
    change: change as Condition['change'],
    percent: percent !== undefined,
  };
}

/** A warning has to come before its alert, on the same side of the same thing. */
export function thresholdProblem(threshold: Threshold): string | undefined {
  if (threshold.warning === undefined || threshold.alert === undefined) return undefined;
  const warning = parseCondition(threshold.warning);
  const alert = parseCondition(threshold.alert);
  const upward = (condition: Condition): boolean => condition.operator.startsWith('>');
  if (warning.change !== alert.change || (warning.change && warning.percent !== alert.percent)) {
    return `\`warning: ${threshold.warning}\` and \`alert: ${threshold.alert}\` do not speak of the same thing`;
  }
  if (upward(warning) !== upward(alert))
    return `\`warning: ${threshold.warning}\` and \`alert: ${threshold.alert}\` point in opposite directions`;
  const room = upward(alert) ? alert.limit - warning.limit : warning.limit - alert.limit;
  if (room < 0) return `\`alert: ${threshold.alert}\` holds before \`warning: ${threshold.warning}\``;
  const atLimit = warning.operator.endsWith('=') && !alert.operator.endsWith('=');
  if (room === 0 && !atLimit)
    return `\`warning: ${threshold.warning}\` leaves no room before \`alert: ${threshold.alert}\``;
  return undefined;
}
