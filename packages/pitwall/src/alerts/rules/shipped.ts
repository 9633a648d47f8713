import type { Severity } from '@pitwall/sdk';
import type { LifeSettings } from '../life/life.ts';
import type { Exception, Rule } from './rule.ts';

/** The kinds of systems whose rules the shipped ones are. */
export type Origin = 'betting' | 'platform' | 'forecaster' | 'recommender' | 'trading' | 'pitwall';

/** A rule that comes with Pitwall and has its findings. */
export interface ShippedRule extends Rule {
  readonly fix: string;
  readonly runbook: string;
  /** What opens it, in one sentence. */
  readonly when: string;
  /** Which of Pitwall's parts make its findings. */
  readonly source: string;
  readonly origins: readonly Origin[];
  /** Nothing that is measured ends it: whoever has seen to it resolves it. */
  readonly endsByHand: boolean;
}

/** A rule that is meant to come with Pitwall, whose findings nothing makes yet. It is listed, and never fires. */
export interface WaitingRule {
  readonly name: string;
  readonly title: string;
  readonly when: string;
  readonly severity: Severity;
  readonly fix: string;
  readonly origins: readonly Origin[];
  /** What has to be there first. */
  readonly waitsFor: string;
}

export const usualLife: LifeSettings = {
  openAfter: 1,
  closeAfter: 1,
  for: 0,
  acknowledgedFor: null,
  staleAfter: null,
  flap: { high: 0.5, low: 0.25 },
};

type Given = Pick<ShippedRule, 'name' | 'title' | 'metrics' | 'per' | 'fix' | 'when' | 'source' | 'origins'> &
  Partial<ShippedRule>;

/** What most of them have in common. */
export const shipped = (given: Given): ShippedRule => ({
  subjects: [],
  severity: { alert: 'high', warning: 'medium' },
  exceptions: [],
  severityLabel: null,
  life: usualLife,
  runbook: runbookOf(given.name),
  labels: {},
  endsByHand: false,
  ...given,
});

/** The page of the server about it. */
export const runbookOf = (name: string): string => `/runbooks/${name}`;

export const except = (
  metrics: readonly string[],
  severity: Exception['severity'],
  above: number | null = null,
): Exception => ({ metrics, above, severity });
