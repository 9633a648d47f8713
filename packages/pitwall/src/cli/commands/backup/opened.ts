import type { OptionSpec } from '../../../core/command.ts';

export const keysOption: OptionSpec = {
  name: 'keys',
  value: 'FOLDER',
  summary:
    'Where keys.json is that opens the backup; secrets.keys of the configuration, or ./pitwall-data where not said',
};
