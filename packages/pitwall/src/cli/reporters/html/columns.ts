import type { DatasetReport, Finding, Status } from '@pitwall/sdk';
import { worstStatus } from '@pitwall/sdk';
import { type ColumnCard, type ColumnFinding, columnCard, columnRow } from './column-card.ts';
import { count, counted } from './figures.ts';
import { columnSubject, findingsBySubject, worstFirst } from './signs.ts';
import { type Html, html } from './text.ts';

/** Per dataset; beyond it a page is slow to open and nobody looks. */
export const pictureLimit = 200;
/** Pictures with axes take 5 ms and 2 kB each. */
const largeLimit = 24;
const rowLimit = 2_000;
/** A search field is of no use among a handful. */
const searchFrom = 12;

export interface Columns {
  readonly id: string;
  readonly dataset: DatasetReport;
  readonly findings: readonly Finding[];
  /** Where on the page the card of a finding is. */
  readonly cards: ReadonlyMap<Finding, string>;
}

export function columnsSection({ id, dataset, findings, cards }: Columns): Html | undefined {
  if (dataset.columns.length === 0) return undefined;
  const ordered = judgedColumns({ id, dataset, findings, cards });
  const shown = ordered.slice(0, pictureLimit);
  const rest = ordered.slice(pictureLimit);
  const failing = shown.filter((card) => card.findings.length > 0);
  const others = shown.filter((card) => card.findings.length === 0);
  const search = html`<p class="search" hidden><label>Search columns <input type="search" data-filter="${id}-columns"></label> <output></output></p>`;
  return html`<section aria-labelledby="${id}-columns-title ${id}-name">
<div class="heading"><h3 id="${id}-columns-title">Columns <span class="soft">${count(ordered.length)}</span></h3>${shown.length >= searchFrom && search}</div>
<div id="${id}-columns">
${failing.length > 0 && html`<div class="grid wide">${failing.map((card) => columnCard(card))}</div>`}
${others.length > 0 && html`<div class="grid">${others.map((card) => columnCard(card))}</div>`}
</div>
${rest.length > 0 && restTable(rest)}
</section>`;
}

function judgedColumns({ id, dataset, findings, cards }: Columns): ColumnCard[] {
  const bySubject = findingsBySubject(findings, 2);
  const judged = dataset.columns.map((column, index) => {
    const own = bySubject.get(columnSubject(dataset.name, column.name)) ?? [];
    const wrong = worstFirst(own.filter(({ status }) => status !== 'pass'));
    const status: Status | null = own.length > 0 ? worstStatus(own.map((finding) => finding.status)) : null;
    return { id: `${id}-column-${index + 1}`, column, status, findings: wrong.map((finding) => why(finding, cards)) };
  });
  const failing = worstFirst(
    judged.flatMap((one) => (one.findings[0] ? [{ ...one, status: one.findings[0].status }] : [])),
  );
  const others = judged.filter((one) => one.findings.length === 0);
  return [...failing, ...others].map((one, index) => ({
    ...one,
    size: index < Math.min(failing.length, largeLimit) ? 'large' : 'small',
  }));
}

function why(finding: Finding, cards: ReadonlyMap<Finding, string>): ColumnFinding {
  const { status, message } = finding;
  const card = cards.get(finding);
  return card ? { status, message, card } : { status, message };
}

function restTable(rest: readonly ColumnCard[]): Html {
  const rows = rest.slice(0, rowLimit);
  const left = rest.length - rows.length;
  return html`<details class="fold"><summary>${counted(rest.length, 'more column')} without a picture</summary>
<p class="soft">At most ${count(pictureLimit)} columns are drawn, those with findings first.${left > 0 && ` ${count(left)} more are only in the JSON report.`}</p>
<div class="scroll" tabindex="0" role="group" aria-label="Columns without a picture"><table><caption class="unseen">Columns without a picture</caption><thead><tr><th scope="col">Column</th><th scope="col">Type</th><th scope="col">Status</th><th scope="col" class="number">Missing</th><th scope="col" class="number">Invalid</th><th scope="col">Minimum</th><th scope="col">Maximum</th></tr></thead><tbody>
${rows.map((row) => columnRow(row))}</tbody></table></div></details>`;
}
