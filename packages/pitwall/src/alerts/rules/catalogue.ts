import { dataRules } from './data-rules.ts';
import { modelRules } from './model-rules.ts';
import { serverRules } from './server-rules.ts';
import { type ShippedRule, shipped } from './shipped.ts';

/** What others found and sent. */
const received = shipped({
  name: 'received',
  title: 'Another system raised an alert',
  metrics: ['received.*'],
  per: 'each',
  severityLabel: 'severity',
  when: 'Prometheus or Alertmanager sent an alert; how bad it is, its label `severity` says',
  fix: 'Do what its annotations say, and mend the cause where it was found',
  source: 'alerts of Prometheus and Alertmanager',
  origins: ['forecaster'],
});

/** What no other rule is about. */
const anythingElse = shipped({
  name: 'anything-else',
  title: 'A measurement is not fine',
  metrics: ['*'],
  per: 'each',
  when: 'a finding that no other rule is about is an alert (high) or a warning (medium)',
  fix: 'Read what was found and what it should have been; write a rule of your own for it where it comes often',
  source: 'any',
  origins: ['pitwall'],
});

/** The rules that come with Pitwall, in the order in which they are asked. */
export const catalogue: readonly ShippedRule[] = [received, ...dataRules, ...modelRules, ...serverRules, anythingElse];
