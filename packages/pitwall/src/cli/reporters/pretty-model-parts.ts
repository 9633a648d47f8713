import type { ModelReport, Status } from '@pitwall/sdk';
import { counted, number, whereWords } from '../../core/words.ts';
import {
  answerWords,
  between,
  comparisonTitle,
  estimatesTitle,
  figure,
  limitWords,
  segmentsTitle,
  segmentWords,
} from './model-words.ts';
import type { Paint } from './paint.ts';
import { type TableSection, tableLines } from './pretty-table.ts';

const shownSegments = 8;

/** What is said of a model beyond its metrics, each part only where it was asked for. */
export function partLines(model: ModelReport, width: number, paint: Paint): string[] {
  const parts = [estimates(model), comparison(model), ...segments(model), costs(model)];
  return parts.flatMap((part) => (part ? tableLines([part], width, paint) : []));
}

function estimates({ estimates: found }: ModelReport): TableSection | undefined {
  if (!found) return undefined;
  const rows = found.metrics.map((metric) => ({
    status: metric.status,
    cells:
      metric.estimated === null
        ? [metric.name, 'unknown', metric.reason ?? '', '', '']
        : [
            metric.name,
            number(metric.estimated),
            between(metric.interval),
            metric.measured === null ? '' : `measured ${number(metric.measured)}`,
            limitWords(metric),
          ],
  }));
  return { title: estimatesTitle(found), rows };
}

const statusOf: Readonly<Record<string, Status>> = { better: 'pass', worse: 'alert', unknown: 'unknown' };

function comparison({ comparison: found }: ModelReport): TableSection | undefined {
  if (!found) return undefined;
  const rows = found.metrics.map((metric) => ({
    status: metric.name === found.headline ? (statusOf[metric.answer] ?? null) : null,
    cells: [
      metric.name,
      answerWords[metric.answer],
      figure(metric.challenger),
      `champion ${figure(metric.champion)}`,
      metric.difference === null ? (metric.reason ?? '') : `by ${between(metric.interval)}`,
    ],
  }));
  return { title: comparisonTitle(found), rows };
}

const segments = ({ segments: searches }: ModelReport): TableSection[] =>
  (searches ?? []).map((search) => ({
    title: segmentsTitle(search),
    rows:
      search.worst.length === 0
        ? [
            {
              status: null,
              cells: [
                `${counted(search.columns.length, 'column')} ${search.columns.length === 1 ? 'was' : 'were'} searched`,
              ],
            },
          ]
        : search.worst.slice(0, shownSegments).map((segment) => ({
            status: null,
            // A line that began with the name of a column could be a command to a build server.
            cells: [`in ${whereWords(segment)}`],
            note: segmentWords(segment).join(', '),
          })),
  }));

function costs({ costs: found }: ModelReport): TableSection | undefined {
  if (!found) return undefined;
  const { now, best, all, none, held_out } = found;
  const point = (name: string, { cutoff, per_row }: typeof now) => ({
    status: null,
    cells: [name, number(per_row), cutoff === null ? '' : `cutoff ${number(cutoff)}`],
  });
  return {
    title: 'What decisions cost a row',
    rows: [
      point('as it is', now),
      point('at the cheapest cutoff', best),
      ...(held_out
        ? [
            {
              status: null,
              cells: ['the same on rows it was not chosen on', number(held_out.per_row), between(held_out.interval)],
            },
          ]
        : []),
      point('every row a 1', all),
      point('no row a 1', none),
    ],
  };
}
