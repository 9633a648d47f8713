import type { ComparedMetric, ModelReport } from '@pitwall/sdk';
import { number } from '../../../core/words.ts';
import { answerWords, between, chanceWords, comparisonTitle, figure } from '../model-words.ts';
import { counted } from './figures.ts';
import { type Html, html, prose, short, shorten, trusted } from './text.ts';
import { mark, whisker } from './whisker.ts';

const signs: Readonly<Record<ComparedMetric['answer'], string>> = {
  better: '▲',
  worse: '▼',
  equal_within_margin: '=',
  no_difference_shown: '–',
  unknown: '?',
};

/** The model beside another one on the same rows; one metric answers, the others only describe. */
export function comparisonSection(id: string, { comparison }: ModelReport): Html | undefined {
  if (!comparison) return undefined;
  const { strangers, headline, words, metrics } = comparison;
  const headlineFirst = metrics.toSorted((a, b) => Number(b.name === headline) - Number(a.name === headline));
  const left =
    strangers > 0 && `; ${counted(strangers, 'row')} of it ${strangers === 1 ? 'belongs' : 'belong'} to no prediction`;
  return html`<section class="beside-champion" aria-labelledby="${id}-comparison ${id}-name"><h3 id="${id}-comparison">Beside the champion</h3>
<p class="summary">${prose(shorten(words, 600))}</p>
<p class="soft">${shorten(comparisonTitle(comparison), 400)}${left}.</p>
${
  metrics.length > 0 &&
  html`<p class="legend"><span>${mark('dotted')}difference with its interval</span> <span class="soft">right of the line the challenger, which is this model, is better, left of it the champion; each line has its own scale</span></p>
<div class="scroll" tabindex="0" role="group" aria-label="Beside the champion"><table><caption class="unseen">Beside the champion</caption><thead><tr><th scope="col">Metric</th><th scope="col">Answer</th><th scope="col" class="number">Challenger</th><th scope="col" class="number">Champion</th><th scope="col" class="number">Difference</th><th scope="col">Interval</th><th scope="col"><span class="ends-of">worse<span>better</span></span></th><th scope="col">Chance</th></tr></thead><tbody>
${headlineFirst.map((metric) => row(metric, metric.name === headline))}</tbody></table></div>`
}
</section>`;
}

function row(metric: ComparedMetric, decides: boolean): Html {
  const { name, answer, champion, challenger, difference, interval, p, reason } = metric;
  const said = html`<span class="answer${decides && ` ${answer}`}"><span aria-hidden="true">${signs[answer]}</span> ${answerWords[answer]}</span>`;
  const shown =
    difference === null
      ? html`<td colspan="4"><span class="soft">${reason !== undefined && prose(shorten(reason, 240))}</span></td>`
      : html`<td class="number">${difference > 0 && '+'}${number(difference)}</td><td${interval && trusted(' class="interval"')}>${interval ? between(interval) : reason !== undefined && html`<span class="soft">${prose(shorten(reason, 160))}</span>`}</td><td>${picture(metric, difference)}</td><td class="interval">${chanceWords(p)}</td>`;
  return html`<tr${decides && trusted(' class="headline"')}><th scope="row">${short(name)}${decides && html`<span class="decides">the answer rests on it</span>`}</th><td>${said}</td><td class="number">${figure(challenger)}</td><td class="number">${figure(champion)}</td>${shown}</tr>
`;
}

/** The line is no difference, in the middle. What is best at 0 has no better side. */
function picture({ better, interval }: ComparedMetric, difference: number): Html | undefined {
  if (better === 'zero') return undefined;
  const most = 1.06 * Math.max(Math.abs(difference), Math.abs(interval?.low ?? 0), Math.abs(interval?.high ?? 0));
  const [from, to] = better === 'higher' ? [-most, most] : [most, -most];
  return whisker({ from, to, value: difference, interval, line: 0 });
}
