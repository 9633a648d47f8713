export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** All series of one name. */
export interface Family {
  /** Without the `_total` of counters, which is written. */
  readonly name: string;
  readonly type: 'gauge' | 'counter' | 'summary';
  readonly help: string;
  readonly samples: readonly Sample[];
}

export type Format = 'openmetrics' | 'text';

/** Prometheus from 3.0 on refuses what comes without the exact type. */
export const contentTypes: Readonly<Record<Format, string>> = {
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  text: 'text/plain; version=0.0.4; charset=utf-8',
};

/** As OpenMetrics 1.0 or as the text of Prometheus 0.0.4. A family without a sample is not written. */
export function writeExposition(families: readonly Family[], format: Format): string {
  const lines: string[] = [];
  for (const { name, type, help, samples } of families) {
    if (samples.length === 0) continue;
    const written = type === 'counter' ? `${name}_total` : name;
    // OpenMetrics names the family, the older format the series
    const described = format === 'openmetrics' ? name : written;
    lines.push(`# HELP ${described} ${escapeHelp(help, format)}`, `# TYPE ${described} ${type}`);
    for (const { labels, value } of samples) lines.push(`${written}${writeLabels(labels)} ${writeNumber(value)}`);
  }
  if (format === 'openmetrics') lines.push('# EOF');
  return lines.map((line) => `${line}\n`).join('');
}

function writeLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

const escapeLabel = (text: string): string =>
  plain(text).replace(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));

const escapeHelp = (text: string, format: Format): string =>
  format === 'openmetrics'
    ? escapeLabel(text)
    : plain(text).replace(/[\\\n]/g, (one) => (one === '\n' ? '\\n' : '\\\\'));

/** Readers take a zero byte for the end, and half a character for no text at all. */
const plain = (text: string): string =>
  text.toWellFormed().replace(/\p{Cc}/gu, (character) => (character === '\n' ? character : '\ufffd'));

function writeNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? '+Inf' : '-Inf';
}
