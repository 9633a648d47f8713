import type { Finding } from '@pitwall/sdk';
import { terminalText } from '../../core/visible.ts';
import { count, counted, marks } from '../../core/words.ts';
import { headline } from './facts.ts';
import { failingFindings, type Group, groupFindings, isFailing, outermostName } from './grouping.ts';
import { type Paint, paintFor } from './paint.ts';
import { driftLines, hasDriftToShow } from './pretty-drift.ts';
import { findingLines } from './pretty-finding.ts';
import { modelLines } from './pretty-model.ts';
import type { Reporter } from './reporter.ts';
import { padEnd, shorten, textWidth } from './text-width.ts';
import { formatScore, verdict } from './words.ts';

const minimumWidth = 40;
const maximumWidth = 120;
const shownSources = 3;

/** For a person at a terminal: the verdict first, then what is not fine, worst first, with the way to mend it. */
export const pretty: Reporter = (report, options) => {
  const paint = paintFor(options.colour);
  const width = Math.min(Math.max(options.width || minimumWidth, minimumWidth), maximumWidth);
  const first = paint.bold(paint.status(report.status, verdict(report)));
  const rest = options.quiet
    ? failingFindings(report).map((finding) => oneLine(finding, width, paint))
    : groupLines(groupFindings(report), width, paint);
  return `${[first, ...rest].join('\n')}\n`;
};

function oneLine(finding: Finding, width: number, paint: Paint): string {
  const mark = paint.status(finding.status, marks[finding.status]);
  return `${mark} ${shorten(terminalText(`${outermostName(finding.subject)}: ${headline(finding)}`), width - 2)}`;
}

/** Groups that are fine take one line each and stand together; the others have room around them. */
function groupLines(groups: readonly Group[], width: number, paint: Paint): string[] {
  const nameWidth = Math.min(
    Math.max(0, ...groups.map(({ name }) => textWidth(terminalText(name)))),
    Math.floor(width / 3),
  );
  const blocks = groups.map((group) => {
    const failing = group.findings.filter(isFailing);
    const findings = failing.flatMap((finding, index) => {
      const { fix } = finding.evidence;
      // The same advice again is noise.
      const isNew = !failing.slice(0, index).some(({ evidence }) => evidence.fix === fix);
      return ['', ...findingLines(finding, width, paint, isNew)];
    });
    const drift = group.dataset?.drift;
    const loud = drift ? hasDriftToShow(drift) : false;
    const moved = drift ? [...(loud || failing.length > 0 ? [''] : []), ...driftLines(drift, width, paint)] : [];
    const measured = group.model ? ['', ...modelLines(group.model, width, paint)] : [];
    return {
      quiet: failing.length === 0 && !loud && !group.model,
      lines: [...headerLines(group, nameWidth, width, paint), ...findings, ...moved, ...measured],
    };
  });
  return blocks.flatMap(({ quiet, lines }, index) => {
    const together = quiet && index > 0 && blocks[index - 1]?.quiet === true;
    return together ? lines : ['', ...lines];
  });
}

function headerLines(group: Group, nameWidth: number, width: number, paint: Paint): string[] {
  const name = padEnd(shorten(terminalText(group.name), nameWidth), nameWidth);
  const facts = shorten([...factsOf(group), passedWords(group)].join('  '), width - nameWidth - 4);
  const header = `${paint.status(group.status, marks[group.status])} ${paint.bold(name)}  ${paint.dim(facts)}`;
  const sources = sourceWords(group);
  if (sources === '' || !group.findings.some(isFailing)) return [header];
  return [header, `  ${paint.dim(shorten(sources, width - 2))}`];
}

function factsOf({ dataset, model }: Group): string[] {
  if (model)
    return [model.task, `${count(model.rows.judged)} of ${counted(model.rows.predictions, 'prediction')} judged`];
  if (!dataset) return [];
  return [
    dataset.rows === null ? 'rows unknown' : counted(dataset.rows, 'row'),
    dataset.score === null ? 'no score' : `score ${formatScore(dataset.score)}`,
  ];
}

function passedWords({ findings, counts }: Group): string {
  return findings.length === 0 ? 'nothing checked' : `${count(counts.pass)} of ${count(findings.length)} passed`;
}

function sourceWords({ dataset }: Group): string {
  const paths = dataset?.sources.map(({ path }) => terminalText(path)) ?? [];
  const left = paths.length - shownSources;
  return paths.slice(0, shownSources).join(', ') + (left > 0 ? ` and ${count(left)} more` : '');
}
