import { alertStates, severities } from '@pitwall/sdk';
import type { ArgumentSpec, Command, OptionSpec } from '../../../core/command.ts';
import { connectionOptions } from '../../connection.ts';

const json = { name: 'json', summary: 'As JSON' } as const;
const page: readonly OptionSpec[] = [
  { name: 'limit', value: 'NUMBER', summary: 'So many at the most', default: '50' },
  { name: 'cursor', value: 'CURSOR', summary: 'Go on where a page ended' },
];
const id: ArgumentSpec = { name: 'ID', summary: 'As alerts list shows it; its beginning will do' };
const span: readonly OptionSpec[] = [
  { name: 'for', value: 'DURATION', summary: 'For so long, like 2h, 1h30m or 3d' },
  { name: 'until', value: 'TIME', summary: 'Until then, like 2026-01-12T06:00:00Z' },
];

export const alertsListCommand: Command = {
  name: 'alerts list',
  summary: 'What people must know of, the worst first',
  arguments: [],
  options: [
    ...connectionOptions,
    {
      name: 'state',
      value: 'STATE,…',
      summary: `Some of ${alertStates.join(', ')} with commas between them, or all`,
      default: 'firing,acknowledged',
    },
    { name: 'severity', value: 'SEVERITY,…', summary: `Some of ${severities.join(', ')}` },
    { name: 'model', value: 'NAME', summary: 'Of this model and what belongs to it' },
    { name: 'subject', value: 'SUBJECT', summary: 'Of this subject, like dataset:games' },
    { name: 'rule', value: 'NAME', summary: 'That this rule made' },
    { name: 'matching', value: 'MATCHERS', summary: 'Whose labels match, like severity="high"; may be repeated' },
    { name: 'silenced', summary: 'Only those of which nobody is told at the moment' },
    { name: 'not-silenced', summary: 'None of those' },
    ...page,
    json,
  ],
  examples: [
    { command: 'pitwall alerts list', does: 'All that are open' },
    { command: 'pitwall alerts list --state resolved --model spread-picker', does: 'What was wrong with a model' },
  ],
  run: async (invocation, context) => (await import('./run-list.ts')).runAlertsList(invocation, context),
};

export const alertsShowCommand: Command = {
  name: 'alerts show',
  summary: 'Everything that is known of one alert',
  arguments: [id],
  options: [...connectionOptions, json],
  examples: [{ command: 'pitwall alerts show 3f9a', does: 'With what it is made of and what to do' }],
  run: async (invocation, context) => (await import('./run-list.ts')).runAlertsShow(invocation, context),
};

export const alertsHistoryCommand: Command = {
  name: 'alerts history',
  summary: 'What happened to an alert, and who did it; the newest first',
  arguments: [id],
  options: [...connectionOptions, ...page, json],
  examples: [{ command: 'pitwall alerts history 3f9a', does: 'Each time that it fired, and what was done' }],
  run: async (invocation, context) => (await import('./run-list.ts')).runAlertsHistory(invocation, context),
};

export const alertsAckCommand: Command = {
  name: 'alerts ack',
  summary: 'Say that somebody has an alert',
  details: 'It is not repeated and does not escalate, until then, until it is worse, or until it is given back.',
  arguments: [id],
  options: [
    ...span,
    { name: 'comment', value: 'TEXT', summary: 'For whoever looks at it next' },
    ...connectionOptions,
    json,
  ],
  examples: [{ command: "pitwall alerts ack 3f9a --for 2h --comment 'the feed is late'", does: 'For two hours' }],
  run: async (invocation, context) => (await import('./run-deeds.ts')).runAlertDeed('ack', invocation, context),
};

export const alertsUnackCommand: Command = {
  name: 'alerts unack',
  summary: 'Give an alert back: people are told of it again',
  arguments: [id],
  options: [...connectionOptions, json],
  examples: [{ command: 'pitwall alerts unack 3f9a', does: 'When it is for somebody else' }],
  run: async (invocation, context) => (await import('./run-deeds.ts')).runAlertDeed('unack', invocation, context),
};

export const alertsResolveCommand: Command = {
  name: 'alerts resolve',
  summary: 'Say that an alert is over',
  details: 'Where it is found again, it fires again: what is measured counts more than what is said.',
  arguments: [id],
  options: [...connectionOptions, json],
  examples: [{ command: 'pitwall alerts resolve 3f9a', does: 'Where nothing measures that it is over' }],
  run: async (invocation, context) => (await import('./run-deeds.ts')).runAlertDeed('resolve', invocation, context),
};

export const alertsSnoozeCommand: Command = {
  name: 'alerts snooze',
  summary: 'Tell nobody of one alert for a time',
  arguments: [id],
  options: [
    ...span,
    { name: 'reason', value: 'TEXT', summary: 'Why; whoever wonders later reads it' },
    ...connectionOptions,
    json,
  ],
  examples: [{ command: 'pitwall alerts snooze 3f9a', does: 'For an hour; --for says how long' }],
  run: async (invocation, context) => (await import('./run-deeds.ts')).runAlertDeed('snooze', invocation, context),
};

export const alertsSilenceCommand: Command = {
  name: 'alerts silence',
  summary: 'Tell nobody of the alerts that match, for a time',
  details:
    'Matchers are those of Alertmanager: a label, one of = != =~ !~, and a value. All of them must match. Alerts that are ' +
    'silenced stay in the lists, and people are told of what is still wrong when the silence ends.',
  arguments: [{ name: 'MATCHER', summary: 'Like model="spread-picker" or severity=~"low|medium"', repeated: true }],
  options: [
    ...span,
    { name: 'from', value: 'TIME', summary: 'From then on; at once where nothing is said' },
    { name: 'reason', value: 'TEXT', summary: 'Why; whoever wonders later reads it' },
    {
      name: 'cron',
      value: 'CRON',
      summary: 'Again and again from these moments on, each time for as long as --for says',
    },
    { name: 'time-zone', value: 'ZONE', summary: 'Whose clocks --cron means', default: 'UTC' },
    { name: 'all', summary: 'Also where it matches every alert there can be' },
    ...connectionOptions,
    json,
  ],
  examples: [
    {
      command: "pitwall alerts silence 'model=\"spread-picker\"' --for 2h --reason 'the feed moves'",
      does: 'Everything about one model',
    },
    {
      command:
        "pitwall alerts silence 'dataset=\"games\"' --cron '0 3 * * 1' --for 1h --time-zone Europe/Berlin --reason 'backup'",
      does: 'Every Monday from three to four',
    },
  ],
  run: async (invocation, context) => (await import('./run-silences.ts')).runAlertsSilence(invocation, context),
};

export const alertsUnsilenceCommand: Command = {
  name: 'alerts unsilence',
  summary: 'End a silence now: people are told again of what it held back',
  arguments: [{ name: 'ID', summary: 'As alerts silences shows it; its beginning will do' }],
  options: [...connectionOptions, json],
  examples: [{ command: 'pitwall alerts unsilence 0b6e', does: 'Also ends a snooze' }],
  run: async (invocation, context) => (await import('./run-silences.ts')).runAlertsUnsilence(invocation, context),
};

export const alertsSilencesCommand: Command = {
  name: 'alerts silences',
  summary: 'What nobody is told of, until when, and why',
  arguments: [],
  options: [...connectionOptions, { name: 'expired', summary: 'Also those that are over' }, ...page, json],
  examples: [{ command: 'pitwall alerts silences', does: 'With how many open alerts each matches' }],
  run: async (invocation, context) => (await import('./run-silences.ts')).runAlertsSilences(invocation, context),
};

export const alertsRulesCommand: Command = {
  name: 'alerts rules',
  summary: 'What makes a finding an alert, and how often each rule did',
  arguments: [],
  options: [...connectionOptions, { name: 'never', summary: 'Only those that never did' }, json],
  examples: [{ command: 'pitwall alerts rules', does: 'In the order in which they are asked' }],
  run: async (invocation, context) => (await import('./run-rules.ts')).runAlertsRules(invocation, context),
};

export const alertsRoutesCommand: Command = {
  name: 'alerts routes',
  summary: 'Where an alert with these labels goes',
  arguments: [{ name: 'LABEL', summary: 'Like severity=high or model=spread-picker', optional: true, repeated: true }],
  options: [...connectionOptions, json],
  examples: [
    { command: 'pitwall alerts routes severity=critical model=spread-picker', does: 'To which channels, and when' },
  ],
  run: async (invocation, context) => (await import('./run-rules.ts')).runAlertsRoutes(invocation, context),
};

export const alertsTestCommand: Command = {
  name: 'alerts test',
  summary: 'Send a message through a channel, and see whether it arrives',
  details: 'It goes the way of all messages. Ends with 1 where it was not delivered.',
  arguments: [
    { name: 'CHANNEL', summary: 'Its name in the configuration; without it the channels are shown', optional: true },
  ],
  options: [...connectionOptions, json],
  examples: [{ command: 'pitwall alerts test slack-oncall', does: 'Waits for what comes of it, a minute at the most' }],
  run: async (invocation, context) => (await import('./run-test.ts')).runAlertsTest(invocation, context),
};

export const alertsImportCommand: Command = {
  name: 'alerts import',
  summary: 'Print an alertmanager.yml as our alerts: section, with what could not be taken over',
  details:
    'Secrets are named and not written: set them with pitwall secrets set. Ends with 1 where something was left out.',
  arguments: [{ name: 'FILE', summary: 'A configuration of Alertmanager' }],
  options: [],
  examples: [
    {
      command: 'pitwall alerts import alertmanager.yml > alerts.yaml',
      does: 'To look through, and put into pitwall.yaml',
    },
  ],
  run: async (invocation, context) => (await import('./run-import.ts')).runAlertsImport(invocation, context),
};
