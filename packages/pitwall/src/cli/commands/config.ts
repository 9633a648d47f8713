import { stringify } from 'yaml';
import { loadConfig } from '../../config/load.ts';
import type { Command } from '../../core/command.ts';
import { PitwallError } from '../../core/errors.ts';

export const configCommand: Command = {
  name: 'config',
  summary: 'Show the configuration that is in force, or say what is wrong with it',
  details:
    'The file, then that of the environment (PITWALL_ENV=production reads pitwall.production.yaml over it),\nthen variables like PITWALL__DATASETS__GAMES__SOURCE.',
  arguments: [],
  options: [{ name: 'config', value: 'FILE', summary: 'Configuration', default: 'pitwall.yaml' }],
  examples: [{ command: 'PITWALL_ENV=production pitwall config', does: 'What production runs with' }],
  async run(invocation, context) {
    const loaded = await loadConfig({ file: invocation.text('config'), cwd: context.cwd, env: context.env });
    if (!loaded)
      throw new PitwallError({
        code: 'config.missing',
        problem: 'there is no pitwall.yaml here',
        fix: 'Write one with pitwall init DATA',
      });
    await context.write(stringify(loaded.config));
    return 0;
  },
};
