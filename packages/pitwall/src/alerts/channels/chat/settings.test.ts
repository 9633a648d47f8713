import { describe, expect, it } from 'vitest';
import { discordChannel } from '../discord/index.ts';
import { pagerdutyChannel } from '../pagerduty/index.ts';
import { slackChannel } from '../slack/index.ts';
import { teamsChannel } from '../teams/index.ts';

const kinds = { slack: slackChannel, discord: discordChannel, teams: teamsChannel, pagerduty: pagerdutyChannel };

describe('what a configuration may say', () => {
  it.each<[keyof typeof kinds, unknown, boolean]>([
    ['slack', 'https://hooks.slack.com/services/T0/B0/XSECRETX', true],
    ['slack', `\${secret:SLACK}`, true],
    ['slack', 'hooks.slack.com/services/T0/B0/XSECRETX', false],
    ['slack', 'xoxb-XSECRETX', false],
    ['slack', { token: 'xoxb-1-XSECRETX', channel: 'C1' }, true],
    ['slack', { token: 'XSECRETX', channel: 'C1' }, false],
    ['slack', { token: 'xoxb-1-XSECRETX' }, false],
    ['slack', { token: 'xoxb-1-XSECRETX', channel: 'C1', url: 'https://hooks.slack.com/XSECRETX' }, false],
    ['slack', { channel: 'C1' }, false],
    ['slack', { token: 'xoxb-1-XSECRETX', channel: 'C1', api: 'https://slack.example/api/' }, false],
    ['discord', { url: 'https://discord.com/api/webhooks/1/XSECRETX', update: true }, true],
    ['discord', { url: 'discord.com/XSECRETX' }, false],
    ['teams', 'https://prod.logic.azure.com/workflows/1?sig=XSECRETX', true],
    ['teams', 'ftp://XSECRETX', false],
    ['pagerduty', 'R0XSECRETXXXXXXXXXXXXXXXXXXXXXXX', true],
    ['pagerduty', 'XSECRETX', false],
    ['pagerduty', { routing_key: `\${secret:PD}`, url: 'https://events.eu.pagerduty.com/v2/enqueue' }, true],
  ])('%s: %j is taken or refused, without saying it again', (kind, text, isFine) => {
    const parsed = kinds[kind].settings.safeParse(text);
    expect(parsed.success).toBe(isFine);
    expect(JSON.stringify(parsed.error?.issues ?? [])).not.toContain('XSECRETX');
  });
});
