import type { DatasetReport, Finding } from '@pitwall/sdk';
import { formatScore } from '../words.ts';
import { columnsSection } from './columns.ts';
import { driftSection } from './drift.ts';
import { bytes, counted, percent } from './figures.ts';
import { cardIds, failedSection, passedSection } from './findings.ts';
import { shareBar } from './share-bar.ts';
import { badge } from './signs.ts';
import { type Html, html, name, prose, short, shorten } from './text.ts';

const sourceLimit = 20;

export function datasetSection(id: string, dataset: DatasetReport, findings: readonly Finding[]): Html {
  const cards = cardIds(id, findings);
  return html`<section class="dataset" id="${id}" aria-labelledby="${id}-name">
<header><h2 id="${id}-name"><span class="kind">Dataset</span> ${name(dataset.name)}</h2>${badge(dataset.status)}</header>
<div class="overview">
${score(dataset, findings)}
<dl class="about"><div><dt>Rows</dt><dd>${rows(dataset)}</dd></div><div><dt>Columns</dt><dd>${dataset.columns.length || 'none profiled'}</dd></div><div><dt>Checks</dt><dd>${findings.length || 'none ran'}</dd></div><div class="sources"><dt>Sources</dt><dd>${sources(dataset)}</dd></div></dl>
</div>
${failedSection(id, findings, cards)}
${driftSection({ id, dataset, cards })}
${columnsSection({ id, dataset, findings, cards })}
${passedSection(id, findings)}
</section>
`;
}

function rows({ rows: number }: DatasetReport): string {
  if (number === null) return 'not known: the data could not be read';
  return number === 0 ? '0: the data is empty' : counted(number, 'row').replace(/ rows?$/, '');
}

function sources({ sources: all }: DatasetReport): Html {
  if (all.length === 0) return html`none`;
  const item = (source: DatasetReport['sources'][number]): Html =>
    html`<li><code>${short(source.path, 100)}</code> <span class="soft">${source.format}${source.bytes !== null && `, ${bytes(source.bytes)}`}</span></li>`;
  const rest = all.slice(sourceLimit);
  return html`<ul>${all.slice(0, sourceLimit).map(item)}</ul>${rest.length > 0 && html`<details><summary>${counted(rest.length, 'more source')}</summary><ul>${rest.map(item)}</ul></details>`}`;
}

function score(dataset: DatasetReport, findings: readonly Finding[]): Html {
  const { score: number, score_parts: parts } = dataset;
  if (number === null)
    return html`<div class="score"><p class="none"><b>No quality score</b><br>${noScore(dataset, findings)}</p></div>`;
  return html`<div class="score">${ring(number)}${parts.length > 0 && partsList(parts)}</div>`;
}

function noScore(dataset: DatasetReport, findings: readonly Finding[]): string {
  if (dataset.rows === null) return 'The data could not be read, so there is nothing to score.';
  if (dataset.rows === 0) return 'There are no rows to score.';
  return findings.length === 0 ? 'No check ran on this data.' : 'None of the checks that ran counts towards a score.';
}

const radius = 42;
const around = 2 * Math.PI * radius;

function ring(number: number): Html {
  const figure = formatScore(number);
  const filled = ((around * number) / 100).toFixed(1);
  return html`<div class="ring"><svg viewBox="0 0 100 100" role="img" aria-label="Quality score ${figure} of 100"><circle class="track" cx="50" cy="50" r="${radius}"/>${number > 0 && html`<circle class="level" cx="50" cy="50" r="${radius}" stroke-dasharray="${filled} ${around.toFixed(1)}" transform="rotate(-90 50 50)"/>`}<text x="50" y="47" class="figure">${figure}</text><text x="50" y="70" class="of">of 100</text></svg><p>Quality score</p></div>`;
}

function partsList(parts: DatasetReport['score_parts']): Html {
  return html`<ul class="parts" aria-label="Parts of the score">${parts.map(
    (part) =>
      html`<li><b>${part.name}</b> <span class="number">${shareBar(part.share, 'part')}<span>${percent(part.share)}</span></span> <span class="soft">${prose(shorten(part.computed, 300))}</span></li>\n`,
  )}</ul>`;
}
