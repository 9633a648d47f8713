import { durationMilliseconds } from '../../core/duration.ts';
import type { LifeSettings } from '../life/life.ts';
import { catalogue } from './catalogue.ts';
import { millisecondsOrNever, type RuleSettings } from './config.ts';
import { type RuleBook, ruleBook } from './match.ts';
import type { Rule, SeverityByStatus } from './rule.ts';
import { usualLife } from './shipped.ts';

/** The rules in force: those of the configuration, then the shipped ones with what the configuration changes of them. */
export function compileRules(settings: readonly RuleSettings[]): RuleBook {
  const shippedNames = new Set(catalogue.map(({ name }) => name));
  const own = settings.filter(({ name, enabled }) => enabled && !shippedNames.has(name));
  const changes = new Map(settings.map((rule) => [rule.name, rule]));
  return ruleBook([
    ...own.map((rule) => changed(blank(rule.name), rule)),
    ...catalogue.map((rule) => {
      const change = changes.get(rule.name);
      return change ? changed(rule, change) : rule;
    }),
  ]);
}

/** What a rule is that says no more than what it is about. */
const blank = (name: string): Rule => ({
  name,
  title: name,
  metrics: ['*'],
  subjects: [],
  severity: { alert: 'high', warning: 'medium' },
  exceptions: [],
  severityLabel: null,
  per: 'each',
  life: usualLife,
  fix: null,
  runbook: null,
  labels: {},
});

/** Only what is named is changed. How bad the exceptions are goes with `severity`, since whoever says it means all. */
function changed(rule: Rule, settings: RuleSettings): Rule {
  const { name, enabled, title, match, severity, per, fix, runbook, labels } = settings;
  const next: Rule = {
    name,
    title: title ?? rule.title,
    metrics: match?.metric ?? rule.metrics,
    subjects: match?.subject ?? rule.subjects,
    severity: rule.severity,
    exceptions: rule.exceptions,
    severityLabel: rule.severityLabel,
    per: per ?? rule.per,
    life: lifeOf(rule.life, settings),
    fix: fix ?? rule.fix,
    runbook: runbook ?? rule.runbook,
    labels: { ...rule.labels, ...labels },
  };
  if (!enabled) return { ...next, severity: {}, exceptions: [], severityLabel: null };
  return onlyFor(match?.status, severity === undefined ? next : withSeverity(next, severity, match?.status));
}

type Statuses = readonly (keyof SeverityByStatus)[];

function withSeverity(rule: Rule, severity: NonNullable<RuleSettings['severity']>, statuses?: Statuses): Rule {
  const named: SeverityByStatus =
    typeof severity === 'string'
      ? Object.fromEntries((statuses ?? ['alert', 'warning']).map((status) => [status, severity]))
      : defined(severity);
  return { ...rule, severity: named, exceptions: [], severityLabel: null };
}

const defined = (severity: Exclude<RuleSettings['severity'], string | undefined>): SeverityByStatus =>
  Object.fromEntries(Object.entries(severity).filter(([, value]) => value !== undefined));

/** A status that somebody asks for and nobody says how bad it is, is as bad as an alert. */
function onlyFor(statuses: Statuses | undefined, rule: Rule): Rule {
  if (!statuses) return rule;
  const only = (severity: SeverityByStatus): SeverityByStatus =>
    Object.fromEntries(
      statuses.flatMap((status) => {
        const found = severity[status] ?? (status === 'unknown' ? severity.alert : undefined);
        return found ? [[status, found]] : [];
      }),
    );
  return {
    ...rule,
    severity: only(rule.severity),
    exceptions: rule.exceptions.map((exception) => ({ ...exception, severity: only(exception.severity) })),
  };
}

function lifeOf(life: LifeSettings, settings: RuleSettings): LifeSettings {
  const acknowledgedFor = millisecondsOrNever(settings.acknowledged_for);
  const staleAfter = millisecondsOrNever(settings.stale_after);
  return {
    openAfter: settings.open_after ?? life.openAfter,
    closeAfter: settings.close_after ?? life.closeAfter,
    for: settings.for === undefined ? life.for : durationMilliseconds(settings.for),
    acknowledgedFor: acknowledgedFor === undefined ? life.acknowledgedFor : acknowledgedFor,
    staleAfter: staleAfter === undefined ? life.staleAfter : staleAfter,
    flap: settings.flap === undefined ? life.flap : settings.flap || null,
  };
}
