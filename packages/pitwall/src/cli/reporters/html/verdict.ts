import type { Report, Status } from '@pitwall/sdk';
import { marks } from '../../../core/words.ts';
import { formatScore } from '../words.ts';
import { count, counted, instant } from './figures.ts';
import { badge } from './signs.ts';
import { type Html, html, name, short } from './text.ts';

/** One dataset or other group of findings on the page. */
export interface Group {
  readonly id: string;
  readonly name: string;
  readonly status: Status;
  readonly rows: number | null;
  readonly score: number | null;
  readonly counts: Readonly<Record<Status, number>>;
}

/** Where to look first: the worst finding of the report. */
export interface First {
  readonly message: string;
  readonly card: string;
}

const order: readonly Status[] = ['alert', 'warning', 'unknown', 'pass'];

export function verdict(report: Report, groups: readonly Group[], first: First | undefined): Html {
  const all = order.reduce((sum, status) => sum + report.counts[status], 0);
  return html`<header class="verdict ${report.status}">
<p class="overline"><b>${name(report.project)}</b> data check</p>
<h1><span class="sign" aria-hidden="true">${marks[report.status]}</span><span class="unseen">${report.status}: </span>${headline(report, all)}</h1>
<p class="summary">${summary(report, all, first)}</p>
${all > 0 && tiles(report, all)}
<p class="when"><time datetime="${report.at}">${instant(report.at)}</time> <span>Pitwall ${short(report.pitwall, 30)}</span></p>
</header>
${groups.length > 1 && contents(groups)}`;
}

/** For the title of the page: words only. */
export function headline({ status, counts, datasets }: Report, all: number): string {
  if (datasets.length === 0 && all === 0) return 'Nothing was checked';
  if (all === 0) return 'No check ran';
  if (status === 'pass') return all === 1 ? 'The one check passed' : `All ${count(all)} checks passed`;
  const of = `${count(counts[status])} of ${counted(all, 'check')}`;
  if (status === 'unknown') return `${of} could not be measured`;
  return status === 'alert' ? `${of} raised an alert` : `${of} gave a warning`;
}

function summary({ status, counts, datasets }: Report, all: number, first: First | undefined): Html {
  if (datasets.length === 0 && all === 0) {
    return html`The project has no dataset. Add one under <code>datasets</code> in <code>pitwall.yaml</code> and run the check again.`;
  }
  if (all === 0)
    return html`Give the ${datasets.length === 1 ? 'dataset' : 'datasets'} a contract, so that there is something to check.`;
  const where = `in ${counted(datasets.length, 'dataset')}`;
  if (status === 'pass') return html`Everything that was measured ${where} is as it should be.`;
  const rest = order
    .filter((other) => other !== status && counts[other] > 0)
    .map((other) => phrase(other, counts[other]));
  const told = rest.length > 0 ? `The rest, ${where}: ${rest.join(', ')}.` : `There is nothing else ${where}.`;
  return html`${told}${first && html` Look first at <a href="#${first.card}">${short(first.message, 140)}</a>.`}`;
}

function phrase(status: Status, number: number): string {
  if (status === 'pass') return `${count(number)} passed`;
  return status === 'unknown' ? `${count(number)} not measured` : counted(number, status);
}

function tiles({ counts }: Report, all: number): Html {
  let x = 0;
  const strip = order.map((status) => {
    const width = Number(((counts[status] / all) * 1_000).toFixed(1));
    const from = x;
    x += width;
    const shown = Number(Math.max(3, x > 999 ? width : width - 2).toFixed(1));
    return html`${width > 0 && html`<path class="${status}" d="M${Number(from.toFixed(1))} 0h${shown}v8h-${shown}z"/>`}`;
  });
  const words = order.map((status) => `${count(counts[status])} ${status}`).join(', ');
  return html`<svg class="strip" viewBox="0 0 1000 8" preserveAspectRatio="none" role="img" aria-label="Of ${counted(all, 'check')}: ${words}">${strip}</svg>
<ul class="tiles">${order.map((status) => html`<li class="${status}${counts[status] === 0 && ' zero'}"><b>${count(counts[status])}</b> <span><span aria-hidden="true">${marks[status]}</span> ${status}</span></li>`)}</ul>`;
}

function contents(groups: readonly Group[]): Html {
  return html`<nav aria-label="Datasets"><div class="scroll" tabindex="0" role="group" aria-label="Datasets at a glance"><table class="contents"><caption class="unseen">Datasets at a glance</caption><thead><tr><th scope="col">Dataset</th><th scope="col">Status</th>${order.map((status) => html`<th scope="col" class="number">${status}</th>`)}<th scope="col" class="number">Rows</th><th scope="col" class="number">Score</th></tr></thead><tbody>
${groups.map((group) => html`<tr><th scope="row"><a href="#${group.id}">${name(group.name)}</a></th><td>${badge(group.status)}</td>${order.map((status) => html`<td class="number${group.counts[status] === 0 && ' zero'}">${count(group.counts[status])}</td>`)}<td class="number">${group.rows === null ? html`<span class="soft">not known</span>` : count(group.rows)}</td><td class="number">${group.score === null ? html`<span class="soft">none</span>` : formatScore(group.score)}</td></tr>\n`)}</tbody></table></div></nav>`;
}
