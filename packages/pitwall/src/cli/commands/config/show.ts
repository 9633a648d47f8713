import { formatPath } from '../../../config/maps.ts';
import { listSettings, settingsOf } from '../../../config/settings.ts';
import type { Command } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { configOptions, readConfiguration } from '../../configuration.ts';
import { paintFor } from '../../reporters/paint.ts';
import { settingsText } from './settings-text.ts';

export const configShowCommand: Command = {
  name: 'config show',
  summary: 'Show what is configured and where each value comes from, or say what is wrong with it',
  details:
    'The file, under that of the environment (pitwall.production.yaml), under variables like\nPITWALL__datasets__games__source, under --set. Secrets are never shown.',
  arguments: [],
  options: [
    ...configOptions,
    { name: 'effective', summary: 'Everything that is in force: with the defaults of what is not said' },
    { name: 'json', summary: 'As JSON: key, value and source of each setting' },
  ],
  examples: [
    { command: 'pitwall config show --environment production', does: 'What production changes' },
    { command: 'pitwall config show --effective', does: 'With every default' },
  ],
  async run(invocation, context) {
    const loaded = await readConfiguration(invocation, context);
    if (!loaded) {
      throw new PitwallError({
        code: 'config.missing',
        problem: 'there is no pitwall.yaml here',
        fix: 'Write one with pitwall init DATA',
      });
    }
    const settings = settingsOf(loaded, { effective: invocation.given('effective') });
    if (!invocation.given('json')) {
      await context.write(settingsText(settings, paintFor(context.terminal.colour)));
      return 0;
    }
    const { file, environment } = loaded;
    const list = listSettings(settings).map(({ path, value, source }) => ({
      key: formatPath(path),
      path,
      value,
      source,
    }));
    await context.write(`${JSON.stringify({ file, environment: environment ?? null, settings: list }, null, 2)}\n`);
    return 0;
  },
};
