import type { ColumnSummary, Status } from '@pitwall/sdk';
import { marks } from '../../../core/words.ts';
import { categoriesPicture } from './categories.ts';
import { count, counted, percent } from './figures.ts';
import { largeHistogram, smallHistogram } from './histogram.ts';
import { shareBar } from './share-bar.ts';
import { badge } from './signs.ts';
import { type Html, html, name, short, trusted, value } from './text.ts';

/** A finding about the column, and where on the page its card is. */
export interface ColumnFinding {
  readonly status: Status;
  readonly message: string;
  /** Absent where the finding has no card of its own. */
  readonly card?: string;
}

export interface ColumnCard {
  readonly id: string;
  readonly column: ColumnSummary;
  /** Null where no check looked at the column. */
  readonly status: Status | null;
  /** What is not fine, worst first. */
  readonly findings: readonly ColumnFinding[];
  readonly size: 'small' | 'large';
}

/** Longer minima and maxima get a line each. */
const roomForTwo = 13;
const categoryLimit = { small: 5, large: 8 };

export function columnCard({ id, column, status, findings, size }: ColumnCard): Html {
  return html`<article class="column" id="${id}" aria-labelledby="${id}-name" data-item>
<header><h4 id="${id}-name" data-key>${name(column.name)}</h4>${status && status !== 'pass' ? badge(status) : quietStatus(status)}<p class="type">${short(column.type, 40)}</p></header>
${findings.length > 0 && html`<ul class="why">${findings.map(why)}</ul>`}
<div class="picture">${picture(column, size)}</div>
${facts(column)}
</article>
`;
}

function quietStatus(status: Status | null): Html {
  return status === 'pass'
    ? html`<span class="quiet"><span aria-hidden="true">${marks.pass}</span> pass</span>`
    : html`<span class="quiet">no checks</span>`;
}

function why({ status, message, card }: ColumnFinding): Html {
  const text = html`<span aria-hidden="true">${marks[status]}</span> ${short(message, 160)}`;
  return html`<li class="${status}">${card ? html`<a href="#${card}">${text}</a>` : text}</li>`;
}

function picture(column: ColumnSummary, size: 'small' | 'large'): Html {
  const { picture: shown } = column;
  const called = column.name === '' ? 'Column without a name' : column.name;
  if (!shown) return noPicture(column.no_picture ?? 'nothing was counted');
  if (shown.kind === 'categories') {
    if (shown.top.length === 0 && shown.other === 0) return noPicture('there are no values');
    return categoriesPicture(called, shown, categoryLimit[size]);
  }
  if (shown.counts.length === 0) return noPicture('there are no values');
  return size === 'large' ? largeHistogram(called, shown) : smallHistogram(called, shown);
}

function noPicture(reason: string): Html {
  return html`<p class="none"><span>No picture: ${short(reason, 160)}</span></p>`;
}

function facts({ rows, missing, invalid, minimum, maximum }: ColumnSummary): Html {
  const share = rows > 0 ? missing / rows : 0;
  const missingText = missing > 0 ? `${percent(share)} (${count(missing)})` : 'none';
  const wide = Math.max(minimum?.length ?? 0, maximum?.length ?? 0) > roomForTwo && trusted(' class="wide"');
  const range = minimum !== null || maximum !== null;
  return html`<dl class="facts"><div><dt>Missing</dt><dd>${rows > 0 ? html`${missing > 0 && shareBar(share, 'bad')}${missingText}` : 'no rows'}</dd></div><div><dt>Invalid</dt><dd>${invalidText(invalid)}</dd></div>${range && html`<div${wide}><dt>Minimum</dt><dd>${end(minimum)}</dd></div><div${wide}><dt>Maximum</dt><dd>${end(maximum)}</dd></div>`}</dl>`;
}

function invalidText(invalid: number | null): Html {
  if (invalid === null) return html`<span class="soft">no rules</span>`;
  return invalid > 0 ? html`<b>${counted(invalid, 'cell')}</b>` : html`none`;
}

function end(limit: string | null): Html {
  return limit === null ? html`<span class="soft">not known</span>` : value(limit, 40);
}

/** The facts of the columns that have no card, a row each. */
export function columnRow({
  column,
  status,
}: {
  readonly column: ColumnSummary;
  readonly status: Status | null;
}): Html {
  const { rows, missing, invalid, minimum, maximum } = column;
  return html`<tr><th scope="row">${name(column.name)}</th><td>${short(column.type, 40)}</td><td>${status ? html`${marks[status]} ${status}` : 'no checks'}</td><td class="number">${rows > 0 ? percent(missing / rows) : 'no rows'}</td><td class="number">${invalid === null ? 'no rules' : count(invalid)}</td><td>${minimum !== null && value(minimum, 30)}</td><td>${maximum !== null && value(maximum, 30)}</td></tr>
`;
}
