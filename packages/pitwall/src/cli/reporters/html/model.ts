import type { Finding, ModelReport } from '@pitwall/sdk';
import { count, counted } from './figures.ts';
import { cardIds, failedSection, passedSection } from './findings.ts';
import { comparisonSection } from './model-comparison.ts';
import { confusionTable } from './model-confusion.ts';
import { costsTable } from './model-costs.ts';
import { estimatesSection } from './model-estimates.ts';
import { metricsTable } from './model-metrics.ts';
import { modelPictures } from './model-pictures.ts';
import { segmentsSection } from './model-segments.ts';
import { badge } from './signs.ts';
import { type Html, html, name, prose, shorten } from './text.ts';

/** Is it right, and does it pay: the verdict, the pictures, what is to come, what it is held against, then every number. */
export function modelSection(id: string, model: ModelReport, findings: readonly Finding[]): Html {
  const { rows } = model;
  return html`<section class="dataset model" id="${id}" aria-labelledby="${id}-name">
<header><h2 id="${id}-name"><span class="kind">Model</span> ${name(model.name)}</h2>${badge(model.status)}</header>
<p class="summary">${prose(shorten(model.summary, 1_000))}</p>
<dl class="about"><div><dt>Task</dt><dd>${model.task}</dd></div><div><dt>Predictions</dt><dd>${count(rows.predictions)}</dd></div><div><dt>With a label</dt><dd>${count(rows.labelled)}</dd></div><div><dt>Judged</dt><dd>${counted(rows.judged, 'row')}</dd></div></dl>
${model.next.length > 0 && html`<div class="advice"><p><b>What to do next</b></p><ul>${model.next.map((step) => html`<li>${prose(shorten(step, 600))}</li>`)}</ul></div>`}
${failedSection(id, findings, cardIds(id, findings))}
${modelPictures(id, model)}
${estimatesSection(id, model)}
${comparisonSection(id, model)}
${segmentsSection(id, model)}
${costsTable(id, model)}
${confusionTable(id, model)}
${metricsTable(id, model)}
${passedSection(id, findings)}
</section>
`;
}
