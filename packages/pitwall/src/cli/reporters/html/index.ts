import type { Finding, Report, Status } from '@pitwall/sdk';
import { worstStatus } from '@pitwall/sdk';
import { marks } from '../../../core/words.ts';
import { datasetSection } from './dataset.ts';
import { definitions } from './definitions.ts';
import { cardIds, failedSection, passedSection } from './findings.ts';
import { modelSection } from './model.ts';
import { page } from './page.ts';
import { datasetSubject, findingsBySubject, modelSubject, worstFirst } from './signs.ts';
import { type Html, html, shorten, visible } from './text.ts';
import { type First, type Group, headline, verdict } from './verdict.ts';

/** The HTML report of a check: one file, the same bytes for the same report. */
export function renderHtml(report: Report): string {
  const bySubject = findingsBySubject(report.findings, 1);
  // what needs somebody stands first
  const sections = worstFirst(report.datasets).map((dataset, index): Section => {
    const id = `dataset-${index + 1}`;
    const findings = bySubject.get(datasetSubject(dataset.name)) ?? [];
    return {
      id,
      findings,
      group: { ...dataset, id, counts: tally(findings) },
      body: datasetSection(id, dataset, findings),
    };
  });
  for (const [index, model] of worstFirst(report.models).entries()) {
    const id = `model-${index + 1}`;
    const findings = bySubject.get(modelSubject(model.name)) ?? [];
    const group = {
      id,
      name: `model ${model.name}`,
      status: model.status,
      rows: model.rows.judged,
      score: null,
      counts: tally(findings),
    };
    sections.push({ id, findings, group, body: modelSection(id, model, findings) });
  }
  const known = new Set([
    ...report.datasets.map(({ name }) => datasetSubject(name)),
    ...report.models.map(({ name }) => modelSubject(name)),
  ]);
  const loose = [...bySubject].flatMap(([subject, findings]) => (known.has(subject) ? [] : findings));
  if (loose.length > 0) sections.push(looseSection(loose));
  const all = report.findings.length;
  return page({
    title: `${marks[report.status]} ${headline(report, all)} – ${shorten(report.project, 80)}`,
    body: html`${verdict(
      report,
      sections.map(({ group }) => group),
      firstLook(sections),
    )}
<main id="content">
${sections.map(({ body }) => body)}
${definitions({ drift: report.datasets.some(({ drift }) => drift !== null), models: report.models })}
</main>
<footer><p>Made by Pitwall ${visible(report.pitwall)}. This file is complete: it loads nothing and sends nothing.</p></footer>`,
  });
}

interface Section {
  readonly id: string;
  readonly findings: readonly Finding[];
  readonly group: Group;
  readonly body: Html;
}

/** Findings about something that is not a dataset of this report. */
function looseSection(findings: readonly Finding[]): Section {
  const id = 'other';
  const status = worstStatus(findings.map((finding) => finding.status));
  const body = html`<section class="dataset" id="${id}" aria-labelledby="${id}-name"><header><h2 id="${id}-name">Other findings</h2></header>
${failedSection(id, findings, cardIds(id, findings))}
${passedSection(id, findings)}</section>`;
  return {
    id,
    findings,
    body,
    group: { id, name: 'Other findings', status, rows: null, score: null, counts: tally(findings) },
  };
}

function tally(findings: readonly Finding[]): Record<Status, number> {
  const counts: Record<Status, number> = { pass: 0, warning: 0, alert: 0, unknown: 0 };
  for (const { status } of findings) counts[status] += 1;
  return counts;
}

function firstLook(sections: readonly Section[]): First | undefined {
  const candidates = sections.flatMap(({ id, findings }) => {
    const [worst] = cardIds(id, findings);
    return worst ? [{ status: worst[0].status, message: worst[0].message, card: worst[1] }] : [];
  });
  return worstFirst(candidates)[0];
}
