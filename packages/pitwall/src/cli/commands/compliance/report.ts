import { complianceKinds } from '@pitwall/sdk';
import type { Command } from '../../../core/command.ts';
import { connectionOptions } from '../../connection.ts';

export const complianceReportCommand: Command = {
  name: 'compliance report',
  summary: 'What the audit says of a time, arranged as reports on changes, on persons or on access are',
  details:
    'sox: changes, denials, access and its confirmation; gdpr: the register of processing, erasures, exports and holds; hipaa: who read what, and who came in. Each section says what it cannot know. It is no certification.',
  arguments: [],
  options: [
    ...connectionOptions,
    { name: 'kind', value: 'KIND', choices: complianceKinds, summary: 'Which report' },
    {
      name: 'from',
      value: 'TIME',
      summary: 'From this time on, as 2026-01-01T00:00:00Z; 90 days before the end where not said',
    },
    { name: 'to', value: 'TIME', summary: 'Before this time; now where not said' },
    {
      name: 'format',
      value: 'FORMAT',
      choices: ['html', 'json', 'markdown'],
      default: 'markdown',
      summary: 'How it is written',
    },
    { name: 'output', value: 'FILE', summary: 'Write it to this file' },
  ],
  examples: [
    {
      command: 'pitwall compliance report --kind gdpr --format html --output gdpr.html',
      does: 'The last 90 days as a page that asks nothing of the network',
    },
  ],
  run: async (invocation, context) => (await import('./run.ts')).runComplianceReport(invocation, context),
};
