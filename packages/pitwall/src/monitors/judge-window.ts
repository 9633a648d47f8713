import { type Finding, formatSubject, type ModelReport } from '@pitwall/sdk';
import { judgeTable } from '../contracts/index.ts';
import { PitwallError } from '../core/errors.ts';
import { count, counted } from '../core/words.ts';
import { openDuckDB } from '../data/duckdb/engine.ts';
import { openPaths } from '../data/open.ts';
import { columnNames, type Table } from '../data/table.ts';
import { adviseOnRows, expectationsOf, type ModelSettings, performanceCheck } from '../performance/index.ts';
import { columnsOf, withoutPersonal } from '../privacy/columns.ts';
import { columnOfFeature } from '../profiles/event-columns.ts';
import { eventTable } from '../profiles/event-table.ts';
import type { Context } from '../server/context.ts';
import { contractFindings } from './contract.ts';
import { degradationFindings, type PastWindow } from './degradation.ts';
import { settingsOfEvents } from './event-settings.ts';
import { type Figures, figuresOf } from './figures.ts';
import { aboutModel, worstOfEach } from './subjects.ts';
import type { Window } from './windows.ts';

export type WatchedModel = Context['config']['models'][string];

export interface WindowTarget {
  readonly model: string;
  readonly settings: WatchedModel;
  readonly window: Window;
  /** Windows of the same length before this one, the latest first. */
  readonly before: readonly PastWindow[];
  readonly now: Date;
  /** Asked only where there are enough rows. */
  drift(): Promise<readonly Finding[]>;
  /** What the figures are compared with, where that is the baseline. */
  readonly baselineFigures?: { readonly figures: Figures } | { readonly missing: string } | undefined;
}

export interface JudgedWindow {
  readonly rows: number;
  readonly labels: number;
  readonly findings: readonly Finding[];
  readonly figures: Figures;
}

/** All that can be said of a window at this moment. It writes nothing. */
export async function judgeWindow(context: Context, target: WindowTarget): Promise<JudgedWindow> {
  const { model, settings, window, before, now } = target;
  const { monitor, task } = settings;
  const measured = await measureWindow(context, target);
  const { rows, labels, figures } = measured;
  const about = { model, task, settings: monitor, window, figures, before, now };
  const findings = [
    rowsFinding(target, rows),
    ...measured.findings,
    ...(rows >= monitor.minimum_samples ? await target.drift() : []),
    ...(rows > 0 ? degradationFindings({ ...about, baseline: target.baselineFigures }) : []),
  ];
  return { rows, labels, figures, findings: withoutPersonal(worstOfEach(findings), columnsOf(context.config, model)) };
}

/** Without enough rows nothing is known, which must not look as if all were well. */
function rowsFinding({ model, settings, now }: WindowTarget, rows: number): Finding {
  const least = settings.monitor.minimum_samples;
  const isEnough = rows >= least;
  const said = counted(rows, 'prediction');
  return {
    subject: formatSubject({ kind: 'model', name: model }),
    metric: 'monitor.rows',
    value: rows,
    threshold: null,
    status: isEnough ? 'pass' : 'unknown',
    message: isEnough
      ? `${said} were made in this window`
      : `${rows === 0 ? 'no prediction was' : `${said} ${rows === 1 ? 'was' : 'were'}`} made in this window`,
    ...(isEnough ? {} : { reason: `${said}, at least ${count(least)} are needed` }),
    evidence: { count: rows },
    at: now.toISOString(),
  };
}

const nothing: JudgedWindow = { rows: 0, labels: 0, findings: [], figures: {} };

/** What is found by looking at the rows themselves. */
export async function measureWindow(
  context: Context,
  { model, settings, window, now }: Pick<WindowTarget, 'model' | 'settings' | 'window' | 'now'>,
): Promise<JudgedWindow> {
  const { events } = context;
  const engine = await events.openEngine();
  try {
    const table = await eventTable(engine, events, {
      model,
      from: new Date(window.start),
      to: new Date(window.end),
      ...(settings.features ? { features: settings.features } : {}),
    });
    const { rows, labels } = await countRows(table);
    if (rows === 0) return nothing;
    const said = await attempt(model, now, 'performance.rows', () =>
      judgePerformance(context, model, settings, table, now),
    );
    const { contract } = settings.monitor;
    const ofContract = contract
      ? await attempt(model, now, 'contract.values', async () => ({
          findings: await contractFindings({ model, table, contract, now }),
        }))
      : { findings: [] };
    return {
      rows,
      labels,
      findings: [...ofContract.findings, ...said.findings],
      figures: said.report ? figuresOf(said.report) : {},
    };
  } finally {
    engine.close();
  }
}

async function countRows({
  engine,
  parts: [part],
}: Table): Promise<{ readonly rows: number; readonly labels: number }> {
  const label = part?.columns.find(({ name }) => name === 'label')?.sql;
  if (!part || label === undefined) return { rows: 0, labels: 0 };
  const [row = {}] = await engine.query(`SELECT count(*) AS n, count(${label}) AS labels FROM ${part.scan}`);
  return { rows: Number(row.n), labels: Number(row.labels) };
}

interface Said {
  readonly findings: readonly Finding[];
  readonly report?: ModelReport;
}

/** A mistake in the settings or in what was sent leaves this unknown, and the rest is judged all the same. */
async function attempt(model: string, now: Date, metric: string, judge: () => Promise<Said>): Promise<Said> {
  try {
    return await judge();
  } catch (error) {
    if (!(error instanceof PitwallError)) throw error;
    const finding: Finding = {
      subject: formatSubject({ kind: 'model', name: model }),
      metric,
      value: null,
      threshold: null,
      status: 'unknown',
      message: 'nothing could be judged',
      reason: error.problem,
      evidence: { fix: error.fix },
      at: now.toISOString(),
    };
    return { findings: [finding] };
  }
}

/** What is wrong with predictions and labels, then how good the model was on those that are right. */
async function judgePerformance(
  context: Context,
  model: string,
  declared: WatchedModel,
  table: Table,
  now: Date,
): Promise<Said> {
  const personal = columnsOf(context.config, model);
  const settings = settingsOfEvents(declared, table, declared.monitor.minimum_samples, personal);
  const expected = await judgeTable(model, table, await expectationsOf(table, settings, 'both'), now);
  const ofRows = expected.findings.filter(isOfEvents);
  const source = declared.estimate?.reference;
  const run = (reference: { table: Table; source: string } | undefined) =>
    performanceCheck.run({ model, predictions: table, settings, pictures: false, reference }, { now });
  const { findings, report } = await (source
    ? withReference(context, { declared, settings, source }, run)
    : run(undefined));
  return {
    findings: [...aboutModel(adviseOnRows(ofRows, settings, columnNames(table))), ...findings],
    report,
  };
}

/** Events are records that could be read, in rows of their own number, with whatever columns they have. */
const isOfEvents = ({ metric }: Finding): boolean =>
  !['contract.rows', 'contract.readable', 'contract.extra_columns'].includes(metric);

interface ReferenceFiles {
  readonly declared: ModelSettings;
  /** The same over events. */
  readonly settings: ModelSettings;
  readonly source: readonly string[];
}

/** Files are read by an engine of their own: that of the events reaches none. */
async function withReference<Result>(
  { home }: Context,
  files: ReferenceFiles,
  run: (reference: { table: Table; source: string }) => Promise<Result>,
): Promise<Result> {
  const engine = await openDuckDB();
  try {
    const table = await openPaths(engine, files.source, home);
    return await run({ table: asEvents(table, files), source: files.source.join(', ') });
  } finally {
    engine.close();
  }
}

/** A file has the columns that the configuration names; here they are called as those of events are. */
function asEvents(table: Table, { declared, settings }: ReferenceFiles): Table {
  const names = new Map<string, string>();
  const call = (column: string | undefined, as: string | undefined): void => {
    if (column !== undefined && as !== undefined) names.set(column, as);
  };
  const [ofFile, ofEvents] = [declared.prediction, settings.prediction];
  call(ofFile.column, ofEvents.column);
  call(ofFile.decision, ofEvents.decision);
  for (const [name, column] of Object.entries(ofFile.probabilities ?? {})) call(column, ofEvents.probabilities?.[name]);
  call(declared.label.column, settings.label.column);
  call(declared.label.time, settings.label.time);
  call(declared.odds?.column, settings.odds?.column);
  call(declared.odds?.closing, settings.odds?.closing);
  for (const key of ['time', 'weight', 'stake', 'user', 'item'] as const) call(declared[key], settings[key]);
  const nameOf = (column: string): string => names.get(column) ?? columnOfFeature(column);
  return {
    ...table,
    parts: table.parts.map((part) => ({
      ...part,
      columns: part.columns.map((column) => ({ ...column, name: nameOf(column.name) })),
    })),
  };
}
