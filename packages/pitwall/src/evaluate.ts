import { type DatasetReport, type Finding, type ModelReport, type Report, worstStatus } from '@pitwall/sdk';
import { assembleReport, readOptions, settingsOf } from './check.ts';
import type { Config } from './config/schema.ts';
import { judgeTable } from './contracts/index.ts';
import { PitwallError } from './core/errors.ts';
import { type DuckDBEngine, openDuckDB } from './data/duckdb/engine.ts';
import type { Progress } from './data/engine.ts';
import { openPaths } from './data/open.ts';
import type { ReadOptions } from './data/source.ts';
import { columnNames, type Table } from './data/table.ts';
import {
  adviseOnRows,
  expectationsOf,
  type Holding,
  type ModelSettings,
  performanceCheck,
} from './performance/index.ts';

/** A model, and where its predictions and labels are. */
export interface ModelToEvaluate {
  readonly name: string;
  readonly settings: ModelSettings;
  readonly predictions: readonly string[];
  /** Undefined where they are beside the predictions. */
  readonly labels: readonly string[] | undefined;
  /** What another model said of the same rows. */
  readonly champion: readonly string[] | undefined;
  /** Rows with labels that estimates are learnt from; undefined where they are those of the predictions. */
  readonly reference: readonly string[] | undefined;
  readonly read: ReadOptions;
}

/** A model as the configuration has it, its files as well; `given` are other predictions than those. */
export function modelOf(
  name: string,
  settings: ModelSettings,
  config: Config | undefined,
  given: readonly string[] = [],
): ModelToEvaluate {
  const dataset = settings.dataset !== undefined && config ? settingsOf(config, settings.dataset) : undefined;
  const predictions = given.length > 0 ? given : (settings.predictions ?? dataset?.source);
  if (!predictions) {
    throw new PitwallError({
      code: 'config.invalid',
      problem: `expected predictions or a dataset of the model ${name}, found neither`,
      fix: 'Name files under models, predictions: data/predictions-*.parquet; or a dataset: games',
      place: { field: `models.${name}.predictions` },
    });
  }
  return {
    name,
    settings,
    predictions,
    labels: settings.labels,
    champion: settings.against?.predictions,
    reference: settings.estimate?.reference,
    read: given.length === 0 && dataset ? readOptions(dataset) : {},
  };
}

/** What was found about data and about models, in one report. */
export const withModels = (checked: Report, evaluated: Report): Report =>
  assembleReport(
    checked.project,
    new Date(checked.at),
    [...checked.datasets, ...evaluated.datasets],
    [...checked.findings, ...evaluated.findings],
    evaluated.models,
  );

export interface EvaluateOptions {
  readonly project: string;
  /** Paths count from here. */
  readonly folder: string;
  readonly now: Date;
  readonly pictures: boolean;
  readonly memory?: string | undefined;
  readonly onStep?: (step: { readonly dataset: string; readonly progress: () => Progress }) => void;
  /** What to call a file in the report, where its path is not what the user named. */
  readonly shownAs?: ReadonlyMap<string, string>;
}

/** Every model against its labels: what is wrong with the rows, then how good the model is on those that are right. */
export async function evaluateModels(models: readonly ModelToEvaluate[], options: EvaluateOptions): Promise<Report> {
  const [datasets, reports, findings]: [DatasetReport[], ModelReport[], Finding[]] = [[], [], []];
  for (const model of models) {
    const engine = await openDuckDB(options.memory === undefined ? {} : { memory: options.memory });
    try {
      options.onStep?.({ dataset: model.name, progress: () => engine.progress() });
      const evaluated = await evaluateModel(engine, model, options);
      datasets.push(...evaluated.datasets);
      reports.push(evaluated.report);
      findings.push(...evaluated.findings);
    } finally {
      engine.close();
    }
  }
  return assembleReport(options.project, options.now, datasets, findings, reports);
}

async function evaluateModel(engine: DuckDBEngine, model: ModelToEvaluate, options: EvaluateOptions) {
  const { name, settings } = model;
  const { folder, shownAs, now, pictures } = options;
  const open = (paths: readonly string[], read: ReadOptions = {}) => openPaths(engine, paths, folder, read, shownAs);
  const predictions = await open(model.predictions, model.read);
  const labels = model.labels && (await open(model.labels));
  const champion = model.champion && (await open(model.champion));
  const reference = model.reference && (await open(model.reference));
  const beside: Holding = labels ? 'predictions' : 'both';
  const held: readonly (readonly [string, Table | undefined, Holding])[] = [
    ['predictions', predictions, beside],
    ['labels', labels, 'labels'],
    ['champion', champion, settings.task === 'ranking' ? beside : 'champion'],
    ['reference', reference, 'both'],
  ];
  const sides = [];
  for (const [side, table, holding] of held) {
    // Only the model's own rows are searched for segments.
    const asked = side === 'predictions' ? settings : { ...settings, segments: undefined };
    if (table) sides.push(await judgeSide(`${name} ${side}`, table, holding, asked, options));
  }
  const source = model.reference?.join(', ') ?? '';
  const target = {
    model: name,
    predictions,
    labels,
    champion,
    reference: reference && { table: reference, source },
    settings,
    pictures,
  };
  const { findings, report } = await performanceCheck.run(target, { now });
  return {
    report,
    findings: [...sides.flatMap((side) => side.findings), ...findings],
    datasets: sides.map(({ dataset }) => dataset),
  };
}

/** What is wrong with the rows, before anything is computed from them. */
async function judgeSide(
  name: string,
  table: Table,
  holding: Holding,
  settings: ModelSettings,
  { now }: EvaluateOptions,
): Promise<{ readonly dataset: DatasetReport; readonly findings: readonly Finding[] }> {
  const judged = await judgeTable(name, table, await expectationsOf(table, settings, holding), now);
  // A file of predictions may hold whatever else it likes.
  const found = judged.findings.filter(({ metric }) => metric !== 'contract.extra_columns');
  const findings = adviseOnRows(found, settings, columnNames(table));
  return {
    findings,
    dataset: {
      name,
      status: worstStatus(findings.map(({ status }) => status)),
      sources: table.files.map(({ path, format, bytes }) => ({ path, format, bytes })),
      rows: judged.measured.rows,
      score: null,
      score_parts: [],
      columns: [],
      drift: null,
    },
  };
}
