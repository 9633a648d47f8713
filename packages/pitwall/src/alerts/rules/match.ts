import { createHash } from 'node:crypto';
import { type Finding, parseSubject, type Severity, type Subject } from '@pitwall/sdk';
import { covers, matches, type Pattern, readPattern } from '../../permissions/pattern.ts';
import type { Labels } from '../labels.ts';
import { hopsLabel } from '../loop.ts';
import { rootOf } from '../root-of.ts';
import { severityMeant } from './foreign-severity.ts';
import type { Exception, Rule, Ruling, SeverityByStatus } from './rule.ts';

interface CompiledException extends Omit<Exception, 'metrics'> {
  readonly metrics: readonly Pattern[];
}

interface CompiledRule {
  readonly rule: Rule;
  readonly metrics: readonly Pattern[];
  readonly subjects: readonly Pattern[];
  readonly exceptions: readonly CompiledException[];
}

/** What of the rules is about one metric. */
interface Candidate {
  readonly rule: Rule;
  readonly subjects: readonly Pattern[];
  readonly exceptions: readonly Omit<CompiledException, 'metrics'>[];
}

/** Rules, ready to be asked. */
export interface RuleBook {
  readonly rules: readonly Rule[];
  /** Those that are about a metric, in their order. */
  candidates(metric: string): readonly Candidate[];
}

/** Metrics come from outside, too: so many are remembered, and no more. */
const mostRemembered = 2_000;

/** Rules that come first are asked first. */
export function ruleBook(rules: readonly Rule[]): RuleBook {
  const compiled = rules.map(compile);
  const remembered = new Map<string, readonly Candidate[]>();
  return {
    rules,
    candidates(metric) {
      const known = remembered.get(metric);
      if (known) return known;
      if (remembered.size >= mostRemembered) remembered.clear();
      const found = compiled.flatMap((one) => (isAnyOf(one.metrics, metric) ? [candidateOf(one, metric)] : []));
      remembered.set(metric, found);
      return found;
    },
  };
}

function compile(rule: Rule): CompiledRule {
  const patterns = (texts: readonly string[]): readonly Pattern[] => texts.map(readPattern);
  return {
    rule,
    metrics: patterns(rule.metrics),
    subjects: patterns(rule.subjects),
    exceptions: rule.exceptions.map((exception) => ({ ...exception, metrics: patterns(exception.metrics) })),
  };
}

const isAnyOf = (patterns: readonly Pattern[], text: string): boolean =>
  patterns.some((pattern) => matches(pattern, text));

const candidateOf = ({ rule, subjects, exceptions }: CompiledRule, metric: string): Candidate => ({
  rule,
  subjects,
  exceptions: exceptions.filter((exception) => isAnyOf(exception.metrics, metric)),
});

export interface RulingOptions {
  readonly project: string;
}

/** The first rule that is about the finding decides; undefined where none is. */
export function rule(book: RuleBook, finding: Finding, { project }: RulingOptions): Ruling | undefined {
  const { subject, metric, labels: sent = {} } = finding;
  const found = book
    .candidates(metric)
    .find(({ subjects }) => subjects.length === 0 || subjects.some((pattern) => covers(pattern, subject)));
  if (!found) return undefined;
  const { rule: own } = found;
  const isWhole = own.per === 'whole';
  const about = isWhole ? { subject: rootOf(subject), metric: own.name, sent: {} } : { subject, metric, sent };
  const severity = severityBy(found, finding);
  return {
    rule: own,
    alert: fingerprintOf(about.subject, about.metric, about.sent),
    ...{ subject: about.subject, metric: about.metric },
    labels: labelsOf(own, { ...about, project }),
    part: partKey(finding),
    signal: severity !== null ? 'bad' : finding.status === 'unknown' ? 'unknown' : 'good',
    severity,
    finding,
  };
}

/** How bad a finding is; null where it opens nothing. */
function severityBy({ rule: { severity, severityLabel }, exceptions }: Candidate, finding: Finding): Severity | null {
  const { status, value, labels } = finding;
  if (status === 'pass') return null;
  const sent = severityLabel === null ? undefined : severityMeant(labels?.[severityLabel]);
  if (sent && severity[status]) return sent;
  const exception = exceptions.find(({ above }) => above === null || (value !== null && value > above));
  const by: SeverityByStatus = exception?.severity ?? severity;
  return by[status] ?? null;
}

/** Which part of an alert it is. No metric holds a blank, and what stands before the last one is the subject. */
export const partKey = ({ subject, metric }: Pick<Finding, 'subject' | 'metric'>): string => `${subject} ${metric}`;

/** The id of an alert: the same condition has the same, whoever reckons it. */
export function fingerprintOf(subject: string, metric: string, labels: Labels = {}): string {
  // through whom it came may change while it fires
  const { [hopsLabel]: _, ...own } = labels;
  const pairs = Object.entries(own).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const condition = pairs.length === 0 ? [subject, metric] : [subject, metric, pairs];
  return createHash('sha256').update(JSON.stringify(condition)).digest('hex').slice(0, 16);
}

/** Of a model, `@7` behind its name is the version. */
const versionAtTheEnd = /(?:@\d+)+$/;

interface About {
  readonly subject: Subject;
  readonly metric: string;
  readonly sent: Labels;
  readonly project: string;
}

/**
 * What whoever sent it says counts, so that a silence made there means the same here; but what it is about is ours: by that
 * alerts are told together and make each other quiet.
 */
function labelsOf({ name: alertname, labels }: Rule, { subject, metric, sent, project }: About): Labels {
  const steps = parseSubject(subject);
  const [{ kind, name } = { kind: '', name: '' }] = steps;
  const named = name.replace(versionAtTheEnd, '') || name;
  const byKind = Object.fromEntries(
    steps
      .filter((step) => namedKinds.has(step.kind))
      .map((step) => [step.kind, step.name.replace(versionAtTheEnd, '')]),
  );
  const { name: _, metric: __, ...theirs } = sent;
  return { alertname, metric, name: named, ...byKind, ...labels, ...theirs, subject, kind, project };
}

/** Kinds of subjects that have a label of their own. */
const namedKinds: ReadonlySet<string> = new Set(['model', 'dataset', 'component', 'job']);
