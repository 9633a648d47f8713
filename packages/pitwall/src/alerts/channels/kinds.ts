import { alertmanagerChannel } from './alertmanager/index.ts';
import type { ChannelKind } from './channel.ts';
import { consoleChannel } from './console/index.ts';
import { discordChannel } from './discord/index.ts';
import { fileChannel } from './file/index.ts';
import { githubChannel } from './github/index.ts';
import { pagerdutyChannel } from './pagerduty/index.ts';
import { slackChannel } from './slack/index.ts';
import { smtpChannel } from './smtp/index.ts';
import { teamsChannel } from './teams/index.ts';
import { webhookChannel } from './webhook/index.ts';

/** All ways to reach people. The order is that of the documentation. */
export const channelKinds: readonly ChannelKind<unknown>[] = [
  consoleChannel,
  fileChannel,
  slackChannel,
  discordChannel,
  teamsChannel,
  pagerdutyChannel,
  smtpChannel,
  githubChannel,
  webhookChannel,
  alertmanagerChannel,
];
