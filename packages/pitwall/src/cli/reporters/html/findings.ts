import type { Finding } from '@pitwall/sdk';
import { marks } from '../../../core/words.ts';
import { count, counted } from './figures.ts';
import { findingCard } from './finding-card.ts';
import { badge, subjectName, worstFirst } from './signs.ts';
import { type Html, html, name, short } from './text.ts';

/** Per dataset; the findings after these are rows of a table. */
const cardLimit = 100;
export const rowLimit = 5_000;

/** What is not fine, worst first, each with the id of its card on the page. */
export function cardIds(id: string, findings: readonly Finding[]): Map<Finding, string> {
  const wrong = worstFirst(findings.filter(({ status }) => status !== 'pass'));
  return new Map(wrong.slice(0, cardLimit).map((finding, index) => [finding, `${id}-finding-${index + 1}`]));
}

export function failedSection(id: string, findings: readonly Finding[], cards: ReadonlyMap<Finding, string>): Html {
  const wrong = worstFirst(findings.filter(({ status }) => status !== 'pass'));
  if (findings.length === 0) return html`<p class="calm none">No check ran, so nothing is known about this data.</p>`;
  if (wrong.length === 0) {
    const all = findings.length === 1 ? 'The one check passed' : `All ${count(findings.length)} checks passed`;
    return html`<p class="calm"><span aria-hidden="true">${marks.pass}</span> ${all}. Nothing to do.</p>`;
  }
  return html`<section aria-labelledby="${id}-failed ${id}-name">
<h3 id="${id}-failed">What needs attention <span class="soft">${count(wrong.length)}</span></h3>
<div class="cards">${[...cards].map(([finding, card]) => findingCard(card, finding))}</div>
${wrong.length > cards.size && restTable(wrong.slice(cards.size))}
</section>`;
}

function restTable(rest: readonly Finding[]): Html {
  const rows = rest.slice(0, rowLimit);
  const left = rest.length - rows.length;
  return html`<details class="fold"><summary>${counted(rest.length, 'more finding')}</summary>
${left > 0 && html`<p class="soft">The first ${count(rows.length)} are listed; ${count(left)} more are only in the JSON report.</p>`}
<div class="scroll" tabindex="0" role="group" aria-label="More findings"><table><caption class="unseen">More findings</caption><thead><tr><th scope="col">Status</th><th scope="col">Subject</th><th scope="col">Finding</th></tr></thead><tbody>
${rows.map((finding) => html`<tr><td>${badge(finding.status)}</td><td>${name(subjectName(finding).name)}</td><td>${short(finding.message, 200)}</td></tr>\n`)}</tbody></table></div></details>`;
}

export function passedSection(id: string, findings: readonly Finding[]): Html | undefined {
  const passed = findings.filter(({ status }) => status === 'pass');
  if (passed.length === 0) return undefined;
  const rows = passed.slice(0, rowLimit);
  const left = passed.length - rows.length;
  return html`<section aria-labelledby="${id}-passed ${id}-name"><h3 id="${id}-passed">What passed <span class="soft">${count(passed.length)}</span></h3>
<details class="fold"><summary>Show ${counted(passed.length, 'check')}</summary>
${left > 0 && html`<p class="soft">The first ${count(rows.length)} are listed; ${count(left)} more are only in the JSON report.</p>`}
${rows.length > 12 && html`<p class="search" hidden><label>Search checks <input type="search" data-filter="${id}-checks"></label> <output></output></p>`}
<div class="scroll" tabindex="0" role="group" aria-label="Checks that passed"><table id="${id}-checks"><caption class="unseen">Checks that passed</caption><thead><tr><th scope="col">Subject</th><th scope="col">Finding</th><th scope="col">Check</th></tr></thead><tbody>
${rows.map(passedRow)}</tbody></table></div></details></section>`;
}

function passedRow(finding: Finding): Html {
  return html`<tr data-item><td>${name(subjectName(finding).name)}</td><td>${short(finding.message, 200)}</td><td>${short(finding.metric)}</td></tr>
`;
}
