import type { DatasetReport, DriftColumn, DriftReport, Finding } from '@pitwall/sdk';
import { marks } from '../../../core/words.ts';
import { restWords, sortDrift } from '../drift-words.ts';
import { driftCard, driftRow } from './drift-card.ts';
import { probabilityWords } from './evidence.ts';
import { count, counted } from './figures.ts';
import { columnSubject } from './signs.ts';
import { type Html, html, name, prose, short, shorten } from './text.ts';

/** Per dataset and group; the columns after these are rows of a table. */
const cardLimit = 60;
const rowLimit = 2_000;
const nextLimit = 20;

export interface DriftSection {
  readonly id: string;
  readonly dataset: DatasetReport;
  /** Where on the page the card of a finding is. */
  readonly cards: ReadonlyMap<Finding, string>;
}

/** Then against now: what moved, what to do, and a picture of every column. */
export function driftSection({ id, dataset, cards }: DriftSection): Html | undefined {
  const { drift } = dataset;
  if (!drift) return undefined;
  const sorted = sortDrift(drift);
  const shown = [...sorted.moved, ...sorted.unknown];
  const rest = [...sorted.steady, ...sorted.unjudged];
  const places = new Map(drift.columns.map((column, index) => [column, `${id}-drift-${index + 1}`]));
  const findings = findingCards(cards);
  const cardsOf = (columns: readonly DriftColumn[], tooltips: boolean): Html[] =>
    columns.slice(0, cardLimit).map((column) => {
      const finding = findings.get(columnSubject(dataset.name, column.name));
      const place = places.get(column) ?? id;
      return driftCard({ id: place, column, level: drift.level, tooltips, ...(finding && { finding }) });
    });
  return html`<section class="drifts" aria-labelledby="${id}-drift">
<div class="heading"><h3 id="${id}-drift">Drift<span class="unseen"> of ${name(dataset.name)}</span> against <span class="unbold">${name(drift.baseline)}</span></h3><p class="soft">${counted(drift.rows.reference, 'row')} then, ${count(drift.rows.current)} now</p></div>
${drift.summary !== '' && html`<p class="summary">${prose(shorten(drift.summary, 1_000))}</p>`}
${drift.next.length > 0 && html`<div class="advice"><p><b>What to do next</b></p><ul>${drift.next.slice(0, nextLimit).map((advice) => html`<li>${prose(shorten(advice, 600))}</li>`)}</ul></div>`}
${shown.length > 0 && html`<p class="group"><b>${shownTitle(sorted.moved.length, sorted.unknown.length)}</b></p><div class="grid wide">${cardsOf(shown, true)}</div>`}
${shown.length > cardLimit && restTable(shown.slice(cardLimit), 'that moved or could not be judged')}
${rest.length === 0 ? undefined : html`<details class="fold"><summary>${sorted.steady.length > 0 && html`<span aria-hidden="true">${marks.pass}</span> `}${restTitle(restWords(sorted))}</summary><div class="grid wide">${cardsOf(rest, false)}</div>${rest.length > cardLimit && restTable(rest.slice(cardLimit), 'that did not move')}</details>`}
${decision(drift)}
</section>`;
}

function shownTitle(moved: number, unknown: number): string {
  const parts = [
    moved > 0 && `${counted(moved, 'column')} moved`,
    unknown > 0 && `${moved > 0 ? count(unknown) : counted(unknown, 'column')} could not be judged`,
  ];
  return parts.filter((part) => part !== false).join(', ');
}

function restTitle(words: string): string {
  return `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`;
}

function decision({ level, false_alarms: alarms }: DriftReport): Html {
  return html`<p class="soft decision">A column drifts where the move is large enough to matter and is not chance: evidence counts up to an adjusted p-value of ${probabilityWords(level)}, which follows from the setting for false alarms, <code>${short(alarms, 60)}</code>.</p>`;
}

/** The first finding of drift of each column, by its subject. */
function findingCards(cards: ReadonlyMap<Finding, string>): Map<string, string> {
  const found = new Map<string, string>();
  for (const [{ metric, subject }, card] of cards) {
    const column = subject.split('/', 2).join('/');
    if (metric.startsWith('drift.') && !found.has(column)) found.set(column, card);
  }
  return found;
}

function restTable(columns: readonly DriftColumn[], which: string): Html {
  const rows = columns.slice(0, rowLimit);
  const left = columns.length - rows.length;
  const title = `${counted(columns.length, 'more column')} ${which}`;
  return html`<details class="fold"><summary>${title}</summary>
${left > 0 && html`<p class="soft">${count(left)} more are only in the JSON report.</p>`}
<div class="scroll" tabindex="0" role="group" aria-label="${title}"><table><caption class="unseen">${title}</caption><thead><tr><th scope="col">Column</th><th scope="col">Status</th><th scope="col">Drift</th><th scope="col" class="number">Effect</th><th scope="col">Typical</th><th scope="col">Why</th></tr></thead><tbody>
${rows.map(driftRow)}</tbody></table></div></details>`;
}
