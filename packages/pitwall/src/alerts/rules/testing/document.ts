import type { Rule } from '../rule.ts';
import type { Origin, ShippedRule, WaitingRule } from '../shipped.ts';

/** What the systems are called that had a rule. */
const systems: Readonly<Record<Origin, string>> = {
  betting: 'betting model',
  platform: 'sports platform',
  forecaster: 'price forecaster',
  recommender: 'film recommender',
  trading: 'trading platform',
  pitwall: 'Pitwall',
};

const code = (text: string): string => `\`${text}\``;
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
const known = (origins: readonly Origin[]): string => origins.map((origin) => systems[origin]).join(', ');

const bySeverity = (severity: Rule['severity']): string =>
  (['alert', 'warning', 'unknown'] as const)
    .flatMap((status) => (severity[status] ? [`${status}: ${severity[status]}`] : []))
    .join(', ');

function severityOf({ severity, exceptions, severityLabel }: Rule): string {
  const label = severityLabel === null ? '' : `what the label ${code(severityLabel)} says, else `;
  const others = exceptions.map(
    ({ metrics, above, severity: own }) =>
      `; ${metrics.map(code).join(', ')}${above === null ? '' : ` above ${above}`}: ${bySeverity(own)}`,
  );
  return `${label}${bySeverity(severity)}${others.join('')}`;
}

/** The section of a rule in docs/reference/rules.md. */
export const sectionOf = (rule: ShippedRule): string => `### ${rule.name}

**${rule.title}.** ${sentence(rule.when)}

- **Watches:** ${rule.metrics.map(code).join(', ')}
- **One alert for:** ${rule.per === 'whole' ? 'all of one model or dataset' : 'each subject and metric'}
- **Severity:** ${severityOf(rule)}
- **What to do:** ${rule.fix}.
- **Made by:** ${rule.source}. **Known from:** ${known(rule.origins)}.
${rule.endsByHand ? '- **Ends:** when somebody resolves it; nothing that is measured ends it.\n' : ''}`;

/** The row of a rule that waits. */
export const rowOf = ({ name, when, severity, fix, origins, waitsFor }: WaitingRule): string =>
  `| ${code(name)} | ${sentence(when)} | ${severity} | ${fix}. | ${waitsFor} | ${known(origins)} |`;
