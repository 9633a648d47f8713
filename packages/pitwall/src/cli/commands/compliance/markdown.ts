import type { ComplianceReport } from '@pitwall/sdk';
import { tableHead } from '../../reporters/markdown-table.ts';
import { markdownText, tableRow } from '../../reporters/markdown-text.ts';

export function complianceMarkdown(report: ComplianceReport): string {
  const { title, project, from, to, made, disclaimer, sections } = report;
  return `${[
    `# ${markdownText(title)}: ${markdownText(project)}`,
    `From ${from} to ${to}, made ${made}.`,
    markdownText(disclaimer),
    ...evidenceLines(report).map((line) => `- ${markdownText(line)}`),
    ...sections.map(sectionText),
  ].join('\n\n')}\n`.replaceAll('\n\n- ', '\n- ');
}

/** What all of it rests on. */
export function evidenceLines({ audit }: ComplianceReport): readonly string[] {
  const { first, last, entries, head, checkpoint, sound, problem } = audit;
  return [
    entries === 0
      ? 'No entry of the audit is from this time'
      : `${entries} entries of the audit, of those from ${first} to ${last}; events that stream in are left out`,
    sound
      ? `The chain was verified from its first entry to ${head.seq}, whose hash is ${head.hash}`
      : `The chain is NOT sound: ${problem ?? ''}`,
    checkpoint === null
      ? 'No signed checkpoint covers it: whoever could write the database could have written it anew'
      : `The last signed checkpoint: ${checkpoint.trim().split('\n').join(' | ')}`,
  ];
}

function sectionText({ title, summary, unknown, columns, rows, more }: ComplianceReport['sections'][number]): string {
  return [
    `## ${markdownText(title)}`,
    markdownText(summary),
    ...(rows.length === 0
      ? []
      : [
          [...tableHead(columns), ...rows.map((row) => tableRow(row.map((cell) => markdownText(cellText(cell)))))].join(
            '\n',
          ),
        ]),
    ...(more > 0 ? [`${more} more are in the audit.`] : []),
    ...(unknown.length === 0 ? [] : ['Not known here:', ...unknown.map((one) => `- ${markdownText(one)}`)]),
  ].join('\n\n');
}

export const cellText = (cell: string | number | boolean | null): string => (cell === null ? '–' : String(cell));
