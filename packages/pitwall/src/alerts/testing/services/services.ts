import { alertmanagerDouble } from './alertmanager.ts';
import { discordDouble } from './discord.ts';
import { startFrame } from './frame.ts';
import { githubDouble } from './github.ts';
import { pagerdutyDouble } from './pagerduty.ts';
import { slackDouble } from './slack.ts';
import { teamsDouble } from './teams.ts';
import { webhookDouble } from './webhook.ts';

export interface ServicesOptions {
  /** For rate limits and timestamps; the clock of the machine where none is given. */
  readonly now?: () => number;
  /** Whether the services' own rate limits hold; a storm of messages is nothing to them where they do not. */
  readonly limits?: boolean;
}

export type Services = Awaited<ReturnType<typeof startServices>>;

/**
 * Doubles of all services behind one port of this machine. Each takes what its service takes, refuses what its service
 * refuses in its words, remembers what it was told, and has a fault script:
 *
 *     const services = await startServices();
 *     services.slack.queue({ status: 429, retryAfter: 3 }, 'drop-after-accept');
 *     services.discord.seeded(7, [['hang', 0.01], [{ status: 503 }, 0.05]]);
 *     const outward = createOutward({ allow: services.allow });
 *     services.slack.deliveries().get(key); // how often this message was taken in
 *     await services.close();
 */
export async function startServices({ now = Date.now, limits = true }: ServicesOptions = {}) {
  const frame = await startFrame({ now });
  return {
    origin: frame.origin,
    allow: frame.allow,
    close: frame.close,
    slack: frame.mount(slackDouble(now, limits)),
    discord: frame.mount(discordDouble(now, limits)),
    teams: frame.mount(teamsDouble(now, limits)),
    pagerduty: frame.mount(pagerdutyDouble(now, limits)),
    github: frame.mount(githubDouble(now, limits)),
    webhook: frame.mount(webhookDouble(now)),
    alertmanager: frame.mount(alertmanagerDouble(now)),
  };
}
