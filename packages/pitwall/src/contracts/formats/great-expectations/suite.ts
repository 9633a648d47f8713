import type { Plain } from '../compact.ts';
import { type IgnoredItem, importError } from '../imported.ts';
import { isRecord } from '../parse.ts';

export interface Expectation {
  readonly where: string;
  readonly what: string;
  /** Like `expect_column_to_exist`, in the spelling of all versions. */
  readonly type: string;
  readonly kwargs: Plain;
  readonly severity: 'warning' | 'alert';
}

interface Suite {
  readonly expectations: readonly Expectation[];
  readonly ignored: readonly IgnoredItem[];
}

/** The expectations of a suite of version 0.x or 1.x that say something by themselves. */
export function readSuite(suite: unknown): Suite {
  if (!isRecord(suite) || !Array.isArray(suite.expectations)) {
    throw importError(
      'expected a suite of Great Expectations with a list of `expectations`',
      'give the parsed JSON of one suite, not of a checkpoint or a validation result',
    );
  }
  const expectations: Expectation[] = [];
  const ignored: IgnoredItem[] = [];
  suite.expectations.forEach((item: unknown, index) => {
    const where = `expectations[${index}]`;
    const expectation = readExpectation(item, where);
    if (typeof expectation === 'string') ignored.push({ where, what: JSON.stringify(item), why: expectation });
    else {
      const why = dependsOnMore(expectation.kwargs);
      if (why) ignored.push({ where, what: expectation.what, why });
      else expectations.push(expectation);
    }
  });
  return { expectations, ignored };
}

function readExpectation(item: unknown, where: string): Expectation | string {
  if (!isRecord(item)) return 'it is not an object';
  const type = item.type ?? item.expectation_type;
  if (typeof type !== 'string') return 'it names no type of expectation';
  const kwargs = isRecord(item.kwargs) ? item.kwargs : {};
  const severity = item.severity === 'warning' || item.severity === 'info' ? 'warning' : 'alert';
  return { where, what: describe(type, kwargs), type, kwargs, severity };
}

/** Settings that say how to run and report, not what the data has to be. */
const running = ['result_format', 'catch_exceptions', 'include_config', 'condition_parser', 'batch_id', 'meta'];

function describe(type: string, kwargs: Plain): string {
  const stated = Object.entries(kwargs).filter(([key, value]) => value !== null && !running.includes(key));
  return `${type}(${stated.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(', ')})`;
}

function dependsOnMore(kwargs: Plain): string | undefined {
  if (kwargs.row_condition !== undefined && kwargs.row_condition !== null)
    return 'it is about some rows only (row_condition)';
  const parameter = Object.entries(kwargs).find(([, value]) => isRecord(value) && '$PARAMETER' in value);
  if (parameter) return `${parameter[0]} is a parameter that is known only when the suite runs`;
  if (kwargs.parse_strings_as_datetimes === true) return 'it reads texts of any form as times';
  const { mostly } = kwargs;
  if (mostly !== undefined && mostly !== null && !(typeof mostly === 'number' && mostly >= 0 && mostly <= 1)) {
    return `mostly is ${JSON.stringify(mostly)}, which is not a share`;
  }
  return undefined;
}

/** `mostly: 0.95` leaves 0.05, without the noise of the subtraction. */
export function toleranceOf({ mostly }: Plain): number {
  return typeof mostly === 'number' ? rest(mostly) : 0;
}

export function rest(share: number): number {
  return Number((1 - share).toFixed(12));
}

export function columnsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}
