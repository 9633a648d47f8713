import type { Alert, Status, StoredFinding } from '@pitwall/sdk';
import { terminalText } from '../../../core/visible.ts';
import { count, marks } from '../../../core/words.ts';
import { ago } from '../../ago.ts';
import { headline } from '../../reporters/facts.ts';
import { subjectName } from '../../reporters/grouping.ts';
import { type Paint, paintFor } from '../../reporters/paint.ts';
import { tableLines } from '../../reporters/pretty-table.ts';
import { shorten, textWidth } from '../../reporters/text-width.ts';
import { quietWords, statusOfAlert } from '../alerts/lines.ts';
import { describeSize } from '../baseline/words.ts';
import type { JobView, ModelView, StatusView } from './view.ts';

export interface Screen {
  readonly width: number;
  readonly colour: boolean;
  readonly now: Date;
}

const shownAlerts = 8;
const shownFindings = 8;
const shownModels = 20;

/** What one looks at first in the morning, on one screen. */
export function statusLines(view: StatusView, { width, colour, now }: Screen): string[] {
  const paint = paintFor(colour);
  const { server, alerts = [], models, jobs, findings, complete } = view;
  const project = shorten(terminalText(server.project), width >> 1);
  const place = shorten(terminalText(view.place), width - textWidth(project) - 4);
  const part = (title: string, lines: readonly string[]): string[] => ['', `  ${paint.bold(title)}`, ...lines];
  return [
    `${paint.status(view.status, marks[view.status])} ${paint.bold(project)}  ${paint.dim(place)}`,
    ...serverLines(view, { width, now, paint }).map((line) => `    ${line}`),
    ...(alerts.length === 0 ? [] : part('Alerts', alertLines(alerts, { width, now, paint }))),
    ...part('Models', modelLines(models, { width, now, paint })),
    ...part('Jobs', jobLines(jobs, { width, now, paint })),
    ...part('Findings', findingLines(findings, { width, now, paint })),
    ...(complete ? [] : [`    ${paint.dim('There are older ones that were not looked at: pitwall findings list')}`]),
    '',
    `${paint.status(view.status, marks[view.status])} ${verdict(view.status)}`,
  ].map((line) => line.trimEnd());
}

interface Drawing {
  readonly width: number;
  readonly now: Date;
  readonly paint: Paint;
}

function serverLines({ server, live }: StatusView, { width, now, paint }: Drawing): string[] {
  const { version, startedAt, ready, reasons, events } = server;
  const since = live
    ? `up since ${startedAt.slice(0, 16).replace('T', ' ')} UTC (${ago(startedAt, now)})`
    : 'not running';
  const waiting =
    events.waitingBytes === 0 ? 'nothing waits' : `${describeSize(events.waitingBytes)} wait to be stored`;
  const state = ready ? 'ready' : `${marks.alert} not ready: ${reasons.join('; ')}`;
  const batches = `${count(events.last)} batch${events.last === 1 ? '' : 'es'} taken in`;
  const cut = (text: string): string => shorten(terminalText(text), width - 4);
  const doing = cut(`${state}; ${batches}, ${waiting}`);
  return [paint.dim(cut(`version ${version}, ${since}`)), ready ? doing : paint.status('alert', doing)];
}

function alertLines(alerts: readonly Alert[], { width, now, paint }: Drawing): string[] {
  const shown = alerts.slice(0, shownAlerts);
  const left = alerts.length - shown.length;
  const cut = (text: string): string => shorten(terminalText(text), width - 4);
  const lines = shown.flatMap((alert) => {
    const { id, subject, title, summary, severity, state, since, firedAt } = alert;
    const status = statusOfAlert(alert);
    return [
      `  ${paint.status(status, marks[status])} ${paint.bold(cut(`${subjectName(subject)}  ${title}`))}`,
      `    ${cut(summary)}`,
      `    ${paint.dim(cut([severity, `${state} since ${ago(firedAt ?? since, now)}`, ...quietWords(alert), id].join(', ')))}`,
    ];
  });
  return left > 0 ? [...lines, `    ${paint.dim(`and ${count(left)} more: pitwall alerts list`)}`] : lines;
}

function modelLines(models: readonly ModelView[], { width, now, paint }: Drawing): string[] {
  if (models.length === 0) return [`    ${paint.dim('None yet: declare them in pitwall.yaml, or send predictions')}`];
  const when = (time: string | undefined): string => (time === undefined ? '–' : ago(time, now));
  const rows = models.slice(0, shownModels).map(({ model, status, lastPrediction, lastLabel, open }) => ({
    status: status ?? ('unknown' as const),
    cells: [
      model,
      status ?? 'not judged yet',
      ...(lastPrediction === undefined && lastLabel === undefined
        ? []
        : [`prediction ${when(lastPrediction)}`, `label ${when(lastLabel)}`]),
      ...(open === 0 ? [] : [`${count(open)} open`]),
    ],
  }));
  const left = models.length - rows.length;
  // the title is our own heading
  const [, ...lines] = tableLines([{ title: 'Models', rows }], width, paint);
  return left > 0 ? [...lines, `    ${paint.dim(`and ${count(left)} more`)}`] : lines;
}

const troubleStatus: Readonly<Record<JobView['trouble'], Status>> = {
  dead: 'alert',
  failing: 'warning',
  late: 'warning',
};

function jobLines(jobs: StatusView['jobs'], { width, now, paint }: Drawing): string[] {
  if (jobs === undefined) return [`    ${paint.dim('This server does not tell of its jobs')}`];
  const { all, troubled } = jobs;
  if (all === 0) return [`    ${paint.dim('None')}`];
  if (troubled.length === 0) return [`  ${paint.status('pass', marks.pass)} ${count(all)}, all well`];
  const rows = troubled.map(({ name, trouble, nextAt, error }) => {
    const due =
      nextAt === undefined ? '' : trouble === 'late' ? `due ${ago(nextAt, now)}` : `again ${ago(nextAt, now)}`;
    const note = trouble === 'dead' ? `given up: pitwall jobs retry ${name}` : due;
    return {
      status: troubleStatus[trouble],
      cells: [name, trouble, note],
      ...(error === undefined ? {} : { note: error }),
    };
  });
  const [, ...lines] = tableLines([{ title: 'Jobs', rows }], width, paint);
  const well = all - troubled.length;
  return well > 0 ? [...lines, `    ${paint.dim(`${count(well)} more, all well`)}`] : lines;
}

function findingLines(findings: readonly StoredFinding[], { width, now, paint }: Drawing): string[] {
  if (findings.length === 0) return [`    ${paint.dim('Nothing is open')}`];
  const shown = findings.slice(0, shownFindings);
  const left = findings.length - shown.length;
  const lines = shown.flatMap(({ id, finding }) => {
    const { status, subject, metric, at } = finding;
    const where = shorten(terminalText(`${subjectName(subject)}  ${metric}`), width - 4);
    return [
      `  ${paint.status(status, marks[status])} ${paint.bold(where)}`,
      `    ${shorten(terminalText(headline(finding)), width - 4)}`,
      `    ${paint.dim(shorten(terminalText(`${ago(at, now)}, ${id}`), width - 4))}`,
    ];
  });
  return left > 0 ? [...lines, `    ${paint.dim(`and ${count(left)} more: pitwall findings list`)}`] : lines;
}

const verdicts: Readonly<Record<Status, string>> = {
  pass: 'All is well',
  unknown: 'Something could not be judged, or was not yet',
  warning: 'Something is worth a look',
  alert: 'Something is wrong',
};

const verdict = (status: Status): string => verdicts[status];
