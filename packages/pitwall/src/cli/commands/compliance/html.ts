import type { ComplianceReport } from '@pitwall/sdk';
import { visible } from '../../../core/visible.ts';
import { page } from '../../reporters/html/page.ts';
import { type Html, html } from '../../reporters/html/text.ts';
import { cellText, evidenceLines } from './markdown.ts';

/** One file that asks nothing of the network, light or dark as whoever reads it has it. */
export function complianceHtml(report: ComplianceReport): string {
  const { title, project, from, to, made, disclaimer, sections } = report;
  const body = html`<header>
<p class="overline"><b>Pitwall</b> ${visible(project)}</p>
<h1>${title}</h1>
<p>From ${from} to ${to}, made ${made}.</p>
<p class="soft">${disclaimer}</p>
<ul>${evidenceLines(report).map((line) => html`<li>${visible(line)}</li>`)}</ul>
</header>
<main id="content">${sections.map(sectionHtml)}</main>
<footer class="soft"><p>Every figure is counted from the entries named above.</p></footer>`;
  return page({ title: `${title}: ${visible(project)}`, body });
}

function sectionHtml({ title, summary, unknown, columns, rows, more }: ComplianceReport['sections'][number]): Html {
  return html`<section class="dataset">
<h2>${title}</h2>
<p>${visible(summary)}</p>
${rows.length > 0 && tableHtml(title, columns, rows)}
${more > 0 && html`<p class="soft">${more} more are in the audit.</p>`}
${unknown.length > 0 && html`<p class="soft">Not known here:</p><ul class="soft">${unknown.map((one) => html`<li>${one}</li>`)}</ul>`}
</section>`;
}

const tableHtml = (
  title: string,
  columns: readonly string[],
  rows: ComplianceReport['sections'][number]['rows'],
): Html => html`<div class="scroll" role="region" tabindex="0" aria-label="${title}"><table>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${visible(cellText(cell))}</td>`)}</tr>`)}</tbody>
</table></div>`;
