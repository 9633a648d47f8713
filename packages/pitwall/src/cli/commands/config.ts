import { stringify } from 'yaml';
import type { Path } from '../../config/document.ts';
import { type LoadedConfig, loadConfig } from '../../config/load.ts';
import { isMap } from '../../config/maps.ts';
import type { Command } from '../../core/command.ts';
import { PitwallError } from '../../core/errors.ts';

export const configCommand: Command = {
  name: 'config',
  summary: 'Show the configuration that is in force, or say what is wrong with it',
  details:
    'The file, then that of the environment (PITWALL_ENV=production reads pitwall.production.yaml over it),\nthen variables like PITWALL__DATASETS__GAMES__SOURCE.\nWhat comes out of variables is shown by its name, unless --values is given.',
  arguments: [],
  options: [
    { name: 'config', value: 'FILE', summary: 'Configuration', default: 'pitwall.yaml' },
    { name: 'values', summary: 'Show what variables hold, secrets too' },
  ],
  examples: [{ command: 'PITWALL_ENV=production pitwall config', does: 'What production runs with' }],
  async run(invocation, context) {
    const loaded = await loadConfig({ file: invocation.text('config'), cwd: context.cwd, env: context.env });
    if (!loaded)
      throw new PitwallError({
        code: 'config.missing',
        problem: 'there is no pitwall.yaml here',
        fix: 'Write one with pitwall init DATA',
      });
    await context.write(stringify(invocation.given('values') ? loaded.config : withoutValues(loaded)));
    return 0;
  },
};

/** What came out of the environment is shown by its name: it may be a secret. */
function withoutValues({ config, hidden }: LoadedConfig): unknown {
  return hidden.reduce<unknown>((current, { path, written }) => replaceAt(current, path, written), config);
}

function replaceAt(target: unknown, [step, ...rest]: Path, written: string): unknown {
  if (step === undefined) return written;
  if (Array.isArray(target))
    return target.map((item, index) => (index === Number(step) ? replaceAt(item, rest, written) : item));
  const key = String(step);
  return isMap(target) && key in target ? { ...target, [key]: replaceAt(target[key], rest, written) } : target;
}
