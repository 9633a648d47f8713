import type { Evidence, Example, Finding } from '@pitwall/sdk';
import { count, instant, percent } from './figures.ts';
import { shareBar } from './share-bar.ts';
import { badge, subjectName } from './signs.ts';
import { type Html, html, name, prose, short, shorten, trusted, value } from './text.ts';

const exampleLimit = 20;
const textLimit = 400;

export function findingCard(id: string, finding: Finding): Html {
  const { evidence, reason } = finding;
  const subject = subjectName(finding);
  return html`<article class="finding ${finding.status}" id="${id}" aria-labelledby="${id}-message">
<p class="where">${badge(finding.status)}<span>${subject.kind} <b>${name(subject.name)}</b></span></p>
<h4 id="${id}-message">${short(finding.message, 300)}</h4>
${reason !== undefined && html`<p class="reason"><b>Why it is not known:</b> ${prose(shorten(reason, textLimit))}</p>`}
${comparison(evidence)}
${evidence.fix !== undefined && html`<p class="fix"><b>What to do next</b> ${prose(shorten(evidence.fix, textLimit))}</p>`}
${evidence.examples && evidence.examples.length > 0 && examplesTable(id, evidence.examples, evidence.count)}
${computation(finding)}
</article>
`;
}

function comparison({ expected, observed, count: broken, total }: Evidence): Html | undefined {
  const parts: Html[] = [];
  if (expected !== undefined) parts.push(html`<div><dt>Expected</dt><dd>${value(expected, 160)}</dd></div>`);
  if (observed !== undefined) parts.push(html`<div><dt>Observed</dt><dd>${value(observed, 160)}</dd></div>`);
  if (broken !== undefined) parts.push(html`<div><dt>Affected</dt><dd>${affected(broken, total)}</dd></div>`);
  return parts.length > 0 ? html`<dl class="comparison">${parts}</dl>` : undefined;
}

function affected(broken: number, total: number | undefined): Html {
  if (total === undefined) return html`${count(broken)}`;
  if (total === 0) return html`${count(broken)} of 0`;
  return html`${count(broken)} of ${count(total)} <span class="soft">${percent(broken / total)}</span>${shareBar(broken / total, 'bad')}`;
}

interface ExampleField {
  readonly title: string;
  readonly number?: boolean;
  readonly has: (example: Example) => boolean;
  readonly cell: (example: Example) => Html;
}

const fields: readonly ExampleField[] = [
  { title: 'File', has: ({ file }) => file !== undefined, cell: ({ file }) => short(file ?? '', 60) },
  {
    title: 'Row',
    number: true,
    has: ({ row }) => row !== undefined,
    cell: ({ row }) => html`${row !== undefined && count(row)}`,
  },
  {
    title: 'Line',
    number: true,
    has: ({ line }) => line !== undefined,
    cell: ({ line }) => html`${line !== undefined && count(line)}`,
  },
  {
    title: 'Column',
    has: ({ column }) => column !== undefined,
    cell: ({ column }) => (column === undefined ? trusted('') : name(column, 40)),
  },
  { title: 'Value', has: () => true, cell: (example) => value(example.value, 120) },
  { title: 'Rule', has: ({ rule }) => rule !== undefined, cell: ({ rule }) => short(rule ?? '', 80) },
];

function examplesTable(id: string, examples: readonly Example[], all: number | undefined): Html {
  const rows = examples.slice(0, exampleLimit);
  const used = fields.filter(({ has }) => rows.some(has));
  const of = Math.max(all ?? 0, examples.length);
  const title = of > rows.length ? `Examples: ${count(rows.length)} of ${count(of)}` : 'Examples';
  const side = (field: ExampleField): Html => html`${field.number && trusted(' class="number"')}`;
  return html`<div class="scroll" tabindex="0" role="group" aria-labelledby="${id}-examples"><table><caption id="${id}-examples">${title}</caption><thead><tr>${used.map((field) => html`<th scope="col"${side(field)}>${field.title}</th>`)}</tr></thead><tbody>
${rows.map((row) => html`<tr>${used.map((field) => html`<td${side(field)}>${field.cell(row)}</td>`)}</tr>\n`)}</tbody></table></div>`;
}

function computation({ metric, value: measured, threshold, evidence, subject, at }: Finding): Html {
  const conditions = [
    threshold?.alert !== undefined && `alert where ${threshold.alert}`,
    threshold?.warning !== undefined && `warning where ${threshold.warning}`,
    threshold?.minimum_samples !== undefined && `unknown below ${count(threshold.minimum_samples)} samples`,
  ].filter((condition) => condition !== false);
  return html`<details><summary>How this was computed</summary><dl class="computed">
${evidence.computed !== undefined && html`<div><dt>Formula</dt><dd>${prose(shorten(evidence.computed, 1_000))}</dd></div>`}
<div><dt>Measured value</dt><dd>${measured === null ? 'could not be measured' : String(Number(measured.toPrecision(6)))}</dd></div>
<div><dt>Threshold</dt><dd>${conditions.length > 0 ? conditions.join('; ') : 'none'}</dd></div>
<div><dt>Check</dt><dd><code>${short(metric)}</code> of <code>${short(subject, 160)}</code></dd></div>
<div><dt>Judged</dt><dd>${instant(at)}</dd></div>
</dl></details>`;
}
