import { type LayeredConfig, loadConfig } from '../config/load.ts';
import type { CommandContext, Invocation, OptionSpec } from '../core/command.ts';

/** How the configuration is found and changed, alike in every command that reads it. */
export const configOptions: readonly OptionSpec[] = [
  { name: 'config', value: 'FILE', summary: 'Configuration; pitwall.yaml where it is there' },
  {
    name: 'environment',
    value: 'NAME',
    summary: 'Lay pitwall.NAME.yaml over it; as the variable PITWALL_ENVIRONMENT',
  },
  { name: 'set', value: 'KEY=VALUE', summary: 'Set one key of it; may be given several times' },
];

/** Undefined where there is none and nothing was asked of it. */
export function readConfiguration(
  invocation: Invocation,
  { cwd, env }: Pick<CommandContext, 'cwd' | 'env'>,
): Promise<LayeredConfig | undefined> {
  return loadConfig({
    file: invocation.text('config'),
    environment: invocation.text('environment'),
    set: invocation.texts('set'),
    cwd,
    env,
  });
}
