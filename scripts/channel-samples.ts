/** One alert as it is told through each channel. The pages in docs/channels show what is made here. */
import { composePush } from '../packages/pitwall/src/alerts/channels/alertmanager/compose.ts';
import { composeLines } from '../packages/pitwall/src/alerts/channels/console/compose.ts';
import { composeDiscord } from '../packages/pitwall/src/alerts/channels/discord/compose.ts';
import { composeLine } from '../packages/pitwall/src/alerts/channels/file/compose.ts';
import * as github from '../packages/pitwall/src/alerts/channels/github/compose.ts';
import { composePagerduty } from '../packages/pitwall/src/alerts/channels/pagerduty/compose.ts';
import { composeSlack } from '../packages/pitwall/src/alerts/channels/slack/compose.ts';
import { composeLetter } from '../packages/pitwall/src/alerts/channels/smtp/compose.ts';
import { composeTeams } from '../packages/pitwall/src/alerts/channels/teams/compose.ts';
import { composeBody } from '../packages/pitwall/src/alerts/channels/webhook/compose.ts';
import { sign, signingKey } from '../packages/pitwall/src/alerts/channels/webhook/sign.ts';
import { buildMessage } from '../packages/pitwall/src/alerts/message/build.ts';
import type { Message } from '../packages/pitwall/src/alerts/message/message.ts';
import { storedAlert, storedPart } from '../packages/pitwall/src/alerts/message/testing/stored-alert.ts';

const minute = 60_000;
const hour = 60 * minute;
/** When the window ended in which it was seen. */
const began = Date.UTC(2026, 10, 22, 3);

/** What the samples are sent with; those who send them in tests say the same. */
export const sampleSending = {
  key: '5f0c6d1e8a7b4930c2d1e0f9a8b7c6d55f0c6d1e8a7b4930c2d1e0f9a8b7c6d5',
  now: began + minute,
  installation: 'mfrggzdfmztwq2lk',
  lasts: 7 * 24 * hour,
  domain: 'courtside.example',
  signingSecret: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD',
} as const;

const alert = storedAlert({
  subject: 'model:spread-picker',
  metric: 'performance',
  rule: 'performance',
  severity: 'critical',
  title: 'A model is not good enough',
  runbook: 'https://runbooks.courtside.example/losing-money',
  count: 1,
  since: began,
  firedAt: began,
  seenAt: began,
  labels: {
    alertname: 'performance',
    subject: 'model:spread-picker',
    kind: 'model',
    name: 'spread-picker',
    metric: 'performance',
    severity: 'critical',
    project: 'courtside',
    model: 'spread-picker',
  },
  parts: [
    storedPart({
      subject: 'model:spread-picker',
      metric: 'performance.roi',
      value: -0.12,
      threshold: { warning: '< 0', alert: '< -0.1', minimum_samples: 100 },
      message: 'roi is -0.12 (-0.2 to -0.04): < -0.1 is an alert',
      observed: '-0.12 (-0.2 to -0.04)',
      fix: 'Stop or lower the stakes until the cause is known',
      total: 1_204,
      at: began,
      until: began,
    }),
  ],
});

/** A model loses money: as the server tells it, in its own words. */
export function docsMessage(): Message {
  return buildMessage({
    kind: 'firing',
    reason: 'first notification',
    project: 'courtside',
    thread: 'f00dfacecafe0001.1',
    at: sampleSending.now,
    group: { kind: 'model', name: 'spread-picker' },
    firing: 1,
    resolved: 0,
    alerts: [alert],
    url: 'https://pitwall.example.org',
    gathered: new Map([
      [
        alert.id,
        {
          recent: [
            { at: began - 48 * hour, value: 0.03, status: 'pass' },
            { at: began - 24 * hour, value: 0.01, status: 'pass' },
            { at: began, value: -0.12, status: 'alert' },
          ],
          window: { start: began - 24 * hour, end: began },
          before: [{ at: began - 5 * hour, what: 'baseline 4 in force after 3', by: 'user:u-7mgk2qzt4d' }],
          related: ['Data has drifted – model spread-picker (high)'],
        },
      ],
    ]),
  });
}

export interface SampleBlock {
  readonly title: string;
  readonly language: 'json' | 'text';
  readonly text: string;
}

const json = (title: string, value: unknown): SampleBlock => ({
  title,
  language: 'json',
  text: written(value),
});

const widest = 118;

/** What fits into a line stands in one. */
function written(value: unknown, indent = ''): string {
  const line = JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ');
  if (typeof value !== 'object' || value === null || indent.length + line.length <= widest) return line;
  const within = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((one) => written(one, within))
    : Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${written(one, within)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${parts.map((part) => within + part).join(',\n')}\n${indent}${close}`;
}

const text = (title: string, lines: string): SampleBlock => ({ title, language: 'text', text: lines });

const whole = 'The whole body:';

/** By the kind of the channel. */
export function channelSamples(): Readonly<Record<string, readonly SampleBlock[]>> {
  const message = docsMessage();
  const { key, now, lasts, installation } = sampleSending;
  const push = composePush(message, { now, lasts, installation, remembered: undefined });
  return {
    console: [
      text(
        'In the log of the server the first line has the moment and the word `told` before it:',
        composeLines(message).join('\n'),
      ),
    ],
    file: [json('In the file it is one line:', JSON.parse(composeLine(message, key)))],
    slack: [json(whole, composeSlack(message, key))],
    discord: [json(whole, composeDiscord(message, key))],
    teams: [json(whole, composeTeams(message, key))],
    pagerduty: [json('The body, without the `routing_key` that is put before it:', composePagerduty(message, key))],
    smtp: letterBlocks(message),
    github: [
      text('The title of the issue:', github.composeTitle(message)),
      text(
        'Its body, as it is sent. GitHub shows what stands behind a backslash as it is:',
        github.composeBody(message, key),
      ),
      json('Its labels, before those of your own:', [github.labelOf(message)]),
    ],
    webhook: webhookBlocks(message),
    alertmanager: [json(whole, push.alerts)],
  };
}

function letterBlocks(message: Message): readonly SampleBlock[] {
  const { key, domain } = sampleSending;
  const { subject, text: body, messageId, references, headers } = composeLetter(message, { key, domain });
  const lines = [
    `Subject: ${subject}`,
    `Message-ID: ${messageId}`,
    `In-Reply-To: ${references}`,
    `References: ${references}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return [
    text('What its head says, before it is encoded for the way:', lines.join('\n')),
    text('The plain text. The same stands beside it as HTML:', body),
  ];
}

function webhookBlocks(message: Message): readonly SampleBlock[] {
  const { key: id, now, signingSecret, installation } = sampleSending;
  const body = composeBody(message);
  const at = Math.floor(now / 1_000);
  const key = signingKey(signingSecret);
  if (!key) throw new Error('expected a secret that signs');
  const headers = [
    'content-type: application/json',
    `webhook-id: ${id}`,
    `webhook-timestamp: ${at}`,
    `webhook-signature: ${sign(key, { id, at, body })}`,
    `pitwall-hops: ${installation}`,
  ];
  return [
    text(`Headers, signed with \`${signingSecret}\`:`, headers.join('\n')),
    json('The body, which is sent without line breaks and indents:', JSON.parse(body)),
  ];
}
