import type { Check } from '../../core/check.ts';
import type { Table } from '../../data/table.ts';
import type { ModelSettings } from '../config.ts';
import { type JudgedModel, judgeModel } from '../judge.ts';
import { readRows } from '../rows.ts';

/** A model as a check meets it: what it said, what then was so, and what the configuration says about it. */
export interface ModelTarget {
  readonly model: string;
  readonly predictions: Table;
  /** Undefined where the labels are beside the predictions. */
  readonly labels: Table | undefined;
  readonly settings: ModelSettings;
  readonly pictures: boolean;
}

/** Is the model right, and does it pay? */
export const performanceCheck: Check<ModelTarget, JudgedModel> = {
  name: 'performance',
  async run({ model, predictions, labels, settings, pictures }, { now }) {
    return judgeModel(model, await readRows(predictions, labels, settings), settings, { now, pictures });
  },
};
