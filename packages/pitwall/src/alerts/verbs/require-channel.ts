import type { Config } from '../../config/schema.ts';
import { PitwallError } from '../../core/errors.ts';
import { closest } from '../../core/suggest.ts';
import { visible } from '../../core/visible.ts';
import type { Channel, Channels } from '../channels/config.ts';
import { alertSettings } from '../engine/settings.ts';

export const channelsOf = (config: Config): Channels => alertSettings(config).channels;

export function requireChannel(config: Config, name: string): Channel {
  const channels = channelsOf(config);
  const found = channels.get(name);
  if (found) return found;
  const meant = closest(name, [...channels.keys()]);
  throw new PitwallError({
    code: 'channel.missing',
    problem: `there is no channel ${JSON.stringify(visible(name))}`,
    fix:
      meant === undefined
        ? `Declare it under alerts.channels in pitwall.yaml; there are: ${[...channels.keys()].map(visible).join(', ')}`
        : `Did you mean \`${visible(meant)}\``,
  });
}
