import { type Severity, severities } from '@pitwall/sdk';

/** What others call it. */
const meanings: Readonly<Record<string, Severity>> = {
  ...Object.fromEntries(severities.map((severity) => [severity, severity])),
  debug: 'low',
  info: 'low',
  information: 'low',
  informational: 'low',
  none: 'low',
  notice: 'low',
  minor: 'low',
  warn: 'medium',
  warning: 'medium',
  average: 'medium',
  error: 'high',
  err: 'high',
  major: 'high',
  crit: 'critical',
  critical: 'critical',
  page: 'critical',
  fatal: 'critical',
  alert: 'critical',
  emergency: 'critical',
  disaster: 'critical',
};

/** What a severity of another system is here; undefined where nobody knows. Upper and lower case do not matter. */
export function severityMeant(text: string | undefined): Severity | undefined {
  const word = text?.trim().toLowerCase();
  return word !== undefined && Object.hasOwn(meanings, word) ? meanings[word] : undefined;
}
