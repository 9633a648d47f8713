/** What one run of a process took: seconds, seconds of CPU, bytes. */
export interface Cost {
  readonly wall: number;
  readonly cpu: number;
  readonly peak: number;
}

/** Of what was measured, or of its CPU time in times that of the line it is held against. */
export type Bound =
  | { readonly figure: keyof Cost; readonly below: number }
  | { readonly ratio: 'below' | 'above'; readonly times: number };

export interface Measured {
  readonly what: string;
  readonly rows?: number;
  readonly costs: readonly Cost[];
  readonly bounds?: readonly Bound[];
  /** What it was measured in turn with, run for run. */
  readonly against?: Measured;
}

/** Units in which a figure is told that is no cost of a process. */
export type Unit = 'seconds' | 'bytes' | 'bytes an hour' | 'bytes a second' | 'rows a second' | 'times';

/** Such a figure, with one value for each time that it was measured. */
export interface Gauged {
  readonly what: string;
  readonly unit: Unit;
  readonly values: readonly number[];
  readonly bound?: { readonly below: number } | { readonly atLeast: number };
  /** Cores that were busy meanwhile, on average: of the server, and of what sends to it. */
  readonly cores?: readonly { readonly server: number; readonly sender: number }[];
  /** What the figure was measured under. */
  readonly note?: string;
}

export interface Section {
  readonly title: string;
  readonly circumstances: Circumstances;
  /** How it was measured, where not as every other. */
  readonly about?: string;
  readonly measured: readonly Measured[];
  readonly gauged?: readonly Gauged[];
  /** Why something is not here. */
  readonly skipped: readonly string[];
}

export interface Circumstances {
  readonly machine: string;
  readonly system: string;
  readonly commit: string;
  readonly date: string;
  readonly load: string;
}

interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(middle)] ?? Number.NaN, sorted[Math.ceil(middle)] ?? Number.NaN];
  return { median: (low + high) / 2, min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN };
}

export function formatSeconds(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1_000)} ms`;
  return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
}

export const formatBytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

const formatters = { wall: formatSeconds, cpu: formatSeconds, peak: formatBytes } as const;
const figureWords = { wall: 'wall', cpu: 'CPU', peak: 'peak' } as const;

const formatSpread = (costs: readonly Cost[], figure: keyof Cost): string =>
  formatValues(
    costs.map((cost) => cost[figure]),
    formatters[figure],
  );

function formatValues(values: readonly number[], format: (value: number) => string): string {
  const { median, min, max } = spreadOf(values);
  return values.length > 1 ? `${format(median)} (${format(min)} – ${format(max)})` : format(median);
}

export const formatBounds = (measured: Measured): string =>
  (measured.bounds ?? []).map((bound) => formatBound(bound, measured)).join('; ');

function formatBound(bound: Bound, { costs, against }: Measured): string {
  if ('ratio' in bound) {
    const ratio = against ? ratioOf(costs, against.costs) : Number.NaN;
    const held = bound.ratio === 'below' ? ratio < bound.times : ratio > bound.times;
    return verdict(held, `ratio ${bound.ratio === 'below' ? '<' : '>'} ${bound.times}`);
  }
  const { median } = spreadOf(costs.map((cost) => cost[bound.figure]));
  const limit = formatters[bound.figure](bound.below);
  return verdict(median < bound.below, `${figureWords[bound.figure]} < ${limit}`);
}

const verdict = (held: boolean, limit: string): string => `${held ? '✓ held' : '✗ missed'}: ${limit}`;

export const formatRatio = ({ costs, against }: Measured): string =>
  against ? `${formatTimes(ratioOf(costs, against.costs))} × ${against.what}` : '';

/** The median of the ratios of runs that stood next to each other, so that a busy minute weighs on both sides. */
function ratioOf(costs: readonly Cost[], against: readonly Cost[]): number {
  const ratios = costs.flatMap(({ cpu }, run) => {
    const other = against[run];
    return other ? [cpu / other.cpu] : [];
  });
  return spreadOf(ratios).median;
}

const unitFormats: Readonly<Record<Unit, (value: number) => string>> = {
  seconds: (value) => (value < 0.01 ? `${(value * 1_000).toFixed(1)} ms` : formatSeconds(value)),
  bytes: formatBytes,
  'bytes an hour': (value) => `${formatBytes(value)}/h`,
  'bytes a second': (value) => `${formatBytes(value)}/s`,
  'rows a second': (value) => `${Math.round(value).toLocaleString('en-US')} rows/s`,
  times: (value) => `${formatTimes(value)} ×`,
};

export function formatGaugeBound({ unit, values, bound }: Gauged): string {
  if (!bound) return '';
  const { median } = spreadOf(values);
  const format = unitFormats[unit];
  return 'below' in bound
    ? verdict(median < bound.below, `< ${format(bound.below)}`)
    : verdict(median >= bound.atLeast, `≥ ${format(bound.atLeast)}`);
}

const formatTimes = (ratio: number): string => (ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(0));

const header = ['what', 'rows', 'runs', 'CPU time', 'wall time', 'peak memory', 'bound', 'CPU ratio'] as const;

function cellsOf(measured: Measured): string[] {
  const { what, rows, costs } = measured;
  return [
    what,
    rows === undefined ? '' : rows.toLocaleString('en-US'),
    String(costs.length),
    formatSpread(costs, 'cpu'),
    formatSpread(costs, 'wall'),
    formatSpread(costs, 'peak'),
    formatBounds(measured),
    formatRatio(measured),
  ];
}

export const formatTable = (measured: readonly Measured[]): string => tableOf(header, measured.map(cellsOf));

/** For who watches while it is measured. */
export const formatGauge = (gauged: Gauged): string => {
  const bound = formatGaugeBound(gauged);
  return `${gauged.what}: ${formatValues(gauged.values, unitFormats[gauged.unit])}${bound === '' ? '' : `; ${bound}`}`;
};

const gaugeHeader = ['what', 'times', 'figure', 'bound', 'cores: server', 'cores: sender', 'under which'] as const;

function gaugeCellsOf(gauged: Gauged): string[] {
  const { what, unit, values, cores = [], note = '' } = gauged;
  const coresOf = (whose: 'server' | 'sender'): string =>
    cores.length === 0 ? '' : spreadOf(cores.map((one) => one[whose])).median.toFixed(2);
  return [
    what,
    String(values.length),
    formatValues(values, unitFormats[unit]),
    formatGaugeBound(gauged),
    coresOf('server'),
    coresOf('sender'),
    note,
  ];
}

export const formatGauges = (gauged: readonly Gauged[]): string => tableOf(gaugeHeader, gauged.map(gaugeCellsOf));

function tableOf(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const format = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [format(header), rule, ...rows.map(format)].join('\n');
}

export function formatSection({ title, circumstances, about, measured, gauged = [], skipped }: Section): string {
  return [
    headingOf(title),
    formatCircumstances(circumstances),
    ...(about === undefined ? [] : [about]),
    ...(measured.length > 0 ? [formatTable(measured)] : []),
    ...(gauged.length > 0 ? [formatGauges(gauged)] : []),
    ...skipped.map((reason) => `Not measured: ${reason}.`),
  ].join('\n\n');
}

const headingOf = (title: string): string => `## ${title}`;

const formatCircumstances = ({ machine, system, commit, date, load }: Circumstances): string =>
  `On ${machine}; ${system}; commit ${commit}; ${date}; load average before: ${load}.`;

const introduction = [
  '# Benchmarks',
  'Written by `npm run bench`; the numbers are whatever it measured, and nothing fails when a bound is missed. `-- --only NAME` measures one section anew, so each says when and of what it was.',
  [
    'Every run is a process of its own, from its start to its end, with the file in the cache of the operating system.',
    'Times and memory are the median of the runs, with the least and the most.',
    'CPU time is that of the whole process, all threads, user and system together; peak memory is the most that was resident.',
    'A ratio compares CPU time with that of the line it names, run in turn with it.',
  ].join('\n'),
];

export const formatReport = (sections: readonly Section[]): string =>
  `${[...introduction, ...sections.map(formatSection)].join('\n\n')}\n`;

/** The same report with one section measured anew; at the end where it has none of that title. */
export function withSection(report: string, section: Section): string {
  const parts = report.split(/^(?=## )/m);
  const at = parts.findIndex((part) => part.startsWith(`${headingOf(section.title)}\n`));
  const text = `${formatSection(section)}\n`;
  if (at < 0) return `${report.trimEnd()}\n\n${text}`;
  return [...parts.slice(0, at), at === parts.length - 1 ? text : `${text}\n`, ...parts.slice(at + 1)].join('');
}
