import { compareStatus, type DatasetReport, type Example, type Finding, type ModelReport } from '@pitwall/sdk';
import { visible } from '../../core/visible.ts';
import { count, counted, marks } from '../../core/words.ts';
import { headline } from './facts.ts';
import { failingFindings, type Group, groupFindings, subjectName } from './grouping.ts';
import { driftBlock } from './markdown-drift.ts';
import { modelBlock } from './markdown-model.ts';
import { boundedRows } from './markdown-table.ts';
import { markdownText, tableRow } from './markdown-text.ts';
import type { Reporter } from './reporter.ts';
import { shorten } from './text-width.ts';
import { countWords, formatScore, verdict } from './words.ts';

/** GitHub refuses comments above 65,536 characters; the rest is room for what a workflow writes around it. */
export const maximumCharacters = 60_000;
/** No part may crowd out the next. */
const datasetsRoom = 8_000;
const findingsRoom = 18_000;
const modelsRoom = 12_000;
const driftRoom = 10_000;
const examplesRoom = 10_000;
/** With less a section would be a heading and nothing below it. */
const leastModelRoom = 4_000;
const leastDriftRoom = 3_000;
const cellWidth = 160;

/** For a pull-request comment or a job summary. */
export const markdown: Reporter = (report) => {
  const failing = failingFindings(report);
  const parts = [
    `## ${markdownText(verdict(report))}`,
    datasetsPart(groupFindings(report)),
    findingsPart(failing),
    modelsPart(report.models),
    driftPart(report.datasets),
    examplesPart(failing),
    `<sub>${markdownText(shorten(visible(`${report.project}, ${report.at}, Pitwall ${report.pitwall}`), cellWidth))}</sub>`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
};

function datasetsPart(groups: readonly Group[]): string {
  const head = [tableRow(['', 'Dataset', 'Rows', 'Score', 'Result']), '|:-:|---|--:|--:|---|'];
  return bounded(head, groups.map(datasetRow), datasetsRoom, 'dataset');
}

function datasetRow({ name, status, dataset, counts, findings }: Group): string {
  const result =
    countWords(counts) || (findings.length > 0 ? `${counted(counts.pass, 'check')} passed` : 'nothing checked');
  return tableRow([
    marks[status],
    cell(name),
    dataset?.rows == null ? '' : count(dataset.rows),
    dataset?.score == null ? '' : formatScore(dataset.score),
    result,
  ]);
}

function findingsPart(findings: readonly Finding[]): string {
  const head = [tableRow(['', 'Where', 'Check', 'What', 'Expected', 'Observed']), '|:-:|---|---|---|---|---|'];
  return bounded(head, findings.map(findingRow), findingsRoom, 'finding');
}

function findingRow(finding: Finding): string {
  const { status, subject, metric, evidence } = finding;
  return tableRow([
    `${marks[status]}&nbsp;${status}`,
    cell(subjectName(subject)),
    cell(metric),
    cell(headline(finding)),
    cell(evidence.expected ?? ''),
    cell(evidence.observed ?? ''),
  ]);
}

function modelsPart(models: readonly ModelReport[]): string {
  const worstFirst = models.toSorted((a, b) => compareStatus(a.status, b.status));
  const room = Math.max(leastModelRoom, modelsRoom / Math.max(1, models.length));
  const blocks = worstFirst.map((model) => `${modelBlock(model, room)}\n`);
  return bounded([], blocks, modelsRoom, 'model', 'evaluate').trimEnd();
}

function driftPart(datasets: readonly DatasetReport[]): string {
  const compared = datasets.filter(({ drift }) => drift !== null);
  const room = Math.max(leastDriftRoom, driftRoom / Math.max(1, compared.length));
  const blocks = compared.flatMap(({ name, drift }) => (drift ? [`${driftBlock(name, drift, room)}\n`] : []));
  return bounded([], blocks, driftRoom, 'drift section').trimEnd();
}

function examplesPart(findings: readonly Finding[]): string {
  const blocks = findings
    .filter(({ evidence }) => (evidence.examples?.length ?? 0) > 0 || evidence.fix)
    .map(detailsBlock);
  return bounded([], blocks, examplesRoom, 'detail');
}

function detailsBlock({ subject, metric, evidence: { examples = [], fix } }: Finding): string {
  const summary = `<details><summary>${cell(subjectName(subject))}: ${cell(metric)}</summary>`;
  const table = [
    tableRow(['File', 'Line', 'Row', 'Column', 'Value']),
    '|---|--:|--:|---|---|',
    ...examples.map(exampleRow),
  ];
  const parts = [summary, examples.length > 0 ? table.join('\n') : '', fix ? `Fix: ${cell(fix)}` : '', '</details>'];
  return parts.filter((part) => part !== '').join('\n\n');
}

function exampleRow({ file = '', line, row, column = '', value }: Example): string {
  return tableRow([
    cell(file),
    String(line ?? ''),
    String(row ?? ''),
    cell(column),
    value === null ? '<em>missing</em>' : cell(value),
  ]);
}

function cell(text: string): string {
  return markdownText(shorten(visible(text), cellWidth));
}

function bounded(head: readonly string[], rows: readonly string[], room: number, noun: string, by = 'check'): string {
  return boundedRows(
    head,
    rows,
    room,
    (left) => `${counted(left, `more ${noun}`)} left out: \`pitwall ${by}\` shows all.`,
  );
}
