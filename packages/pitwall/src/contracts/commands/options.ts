import type { OptionSpec } from '../../core/command.ts';

export const datasetOption: OptionSpec = {
  name: 'dataset',
  value: 'NAME',
  summary: 'Which dataset, where the file has several',
};
