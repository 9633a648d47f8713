import type { Check } from '../../core/check.ts';
import type { Table } from '../../data/table.ts';
import { comparisonPart } from '../comparison.ts';
import type { ModelSettings } from '../config.ts';
import { estimatePart, type Reference } from '../estimate/estimates.ts';
import { featureColumns, featuresOf } from '../estimate/features.ts';
import { timeName } from '../estimate/periods.ts';
import { type Joined, type ModelTables, withJoined } from '../joined.ts';
import { type JudgedModel, judgeModel } from '../judge.ts';
import { type Part, withParts } from '../part.ts';
import type { UsedColumn } from '../relation.ts';
import { type Further, type ModelRows, readRows } from '../rows.ts';
import { codesOf } from '../segments/codes.ts';
import { columnsToSearch } from '../segments/columns.ts';
import { segmentsPart } from '../segments/segments.ts';
import { timelinessFindings } from '../timeliness.ts';

/** A model as a check meets it: what it said, what then was so, and what the configuration says about it. */
export interface ModelTarget extends ModelTables {
  readonly model: string;
  /** Rows with labels that estimates are learnt from; undefined where they are those of the predictions. */
  readonly reference?: { readonly table: Table; readonly source: string } | undefined;
  readonly settings: ModelSettings;
  readonly pictures: boolean;
}

/** Is the model right, and does it pay? */
export const performanceCheck: Check<ModelTarget, JudgedModel> = {
  name: 'performance',
  async run(target, { now }) {
    const { model, predictions, champion, settings, pictures } = target;
    const features = await featureColumns(predictions, settings);
    const columns = settings.segments && (await columnsToSearch(predictions, settings, settings.segments));
    return withJoined(target, settings, [...features, ...(columns?.searched ?? [])], async (joined) => {
      const coded = columns ? await codesOf(joined, columns.searched) : [];
      const learnt = [...timeOf(joined), ...featuresOf(features)];
      const wanted = { further: learnt, codes: coded, waiting: settings.estimate !== undefined };
      const rows = await readRows(joined, wanted);
      const parts: Part[] = [
        { findings: await timelinessFindings(joined, settings, { model, now }), next: [], report: {} },
      ];
      if (settings.estimate) {
        const reference = await referenceOf(target, features, learnt);
        parts.push(estimatePart(rows, reference, settings, { model, now, pictures }));
      }
      if (champion)
        parts.push(comparisonPart(rows, settings, { model, now, against: champion.files.map(({ path }) => path) }));
      if (settings.segments && columns)
        parts.push(segmentsPart(rows, settings, settings.segments, { model, now, columns, coded }));
      return withParts(judgeModel(model, rows, settings, { now, pictures }), parts);
    });
  },
};

const timeOf = ({ engine, settings }: Joined): Further[] =>
  settings.time === undefined || !settings.estimate ? [] : [{ as: timeName, sql: engine.dialect.epoch('moment') }];

async function referenceOf(
  { reference, settings }: ModelTarget,
  features: readonly UsedColumn[],
  further: readonly Further[],
) {
  if (!reference) return undefined;
  const { table, source } = reference;
  const rows: ModelRows = await withJoined({ predictions: table }, settings, features, (joined) =>
    readRows(joined, { further }),
  );
  return { rows: rows.judged, source } satisfies Reference;
}
