import type { ChannelKind, Outcome, SendTools } from '../channels/channel.ts';
import { discordChannel } from '../channels/discord/index.ts';
import { pagerdutyChannel } from '../channels/pagerduty/index.ts';
import { slackChannel } from '../channels/slack/index.ts';
import { teamsChannel } from '../channels/teams/index.ts';
import type { Message } from '../message/message.ts';
import { type TestTools, testTools } from './send-tools.ts';
import type { Controls } from './services/frame.ts';
import type { Services } from './services/services.ts';

/** A channel as it is configured, with the double behind it. */
export interface Way {
  readonly service: (services: Services) => Controls & { readonly secrets: readonly string[] };
  /** `base` is another server that takes the place of the doubles. */
  send(services: Services, message: Message, tools: SendTools, base?: string): Promise<Outcome>;
}

type Settings = (at: (url: string) => string, services: Services) => unknown;

function way<Parsed>(channel: ChannelKind<Parsed>, service: Way['service'], settings: Settings): Way {
  return {
    service,
    send: async (services, message, tools, base = services.origin) =>
      channel.send(message, channel.settings.parse(settings(elsewhere(services, base), services)), tools),
  };
}

/** The same path at another server. */
const elsewhere = (services: Services, base: string) => (url: string) => url.replace(services.origin, base);

export const chatWays = {
  slack: way(
    slackChannel,
    ({ slack }) => slack,
    () => `\${secret:SLACK}`,
  ),
  'slack by its long form': way(
    slackChannel,
    ({ slack }) => slack,
    (at, { slack }) => ({ url: at(slack.url) }),
  ),
  'slack by a bot': way(
    slackChannel,
    ({ slack }) => slack,
    (at, { slack }) => ({ token: `\${secret:TOKEN}`, channel: slack.channel, api: at(slack.api) }),
  ),
  discord: way(
    discordChannel,
    ({ discord }) => discord,
    () => `\${secret:DISCORD}`,
  ),
  'discord with updates': way(
    discordChannel,
    ({ discord }) => discord,
    (at, { discord }) => ({ url: at(discord.url), username: 'Pitwall', update: true }),
  ),
  teams: way(
    teamsChannel,
    ({ teams }) => teams,
    () => `\${secret:TEAMS}`,
  ),
  pagerduty: way(
    pagerdutyChannel,
    ({ pagerduty }) => pagerduty,
    (at, { pagerduty }) => ({ routing_key: pagerduty.key, url: at(pagerduty.url) }),
  ),
} satisfies Readonly<Record<string, Way>>;

/** Tools that may ask the doubles, and know their secrets by name. */
export function chatTools(
  services: Services,
  { base = services.origin, ...own }: Partial<SendTools> & { readonly base?: string } = {},
): TestTools {
  const at = elsewhere(services, base);
  return testTools({
    allow: services.allow,
    secrets: {
      SLACK: at(services.slack.url),
      TOKEN: services.slack.token,
      DISCORD: at(services.discord.url),
      TEAMS: at(services.teams.url),
    },
    ...own,
  });
}
