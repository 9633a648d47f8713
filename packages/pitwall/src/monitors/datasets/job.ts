import { counted } from '../../core/words.ts';
import type { JobDefinition } from '../../jobs/index.ts';
import type { Context } from '../../server/context.ts';
import { watchDataset } from './watch-dataset.ts';

const datasetJobName = (dataset: string): string => `dataset:${dataset}`;

/** A job for each dataset that is to be watched. */
export const datasetJobs = ({ datasets }: Context['config']): JobDefinition[] =>
  Object.entries(datasets).flatMap(([dataset, { watch }]): JobDefinition[] => {
    if (!watch) return [];
    return [
      {
        name: datasetJobName(dataset),
        summary: `Judges the files of the dataset ${dataset}`,
        schedule: watch.schedule,
        async run({ context, signal }) {
          const { files, written, reason } = await watchDataset({ context, dataset, watch, signal });
          if (files === null && written === 0) return reason === undefined ? undefined : { detail: reason };
          const what = files === null ? (reason ?? 'could not be judged') : counted(files, 'file');
          return { detail: `${what}, ${counted(written, 'new finding')}` };
        },
      },
    ];
  });
