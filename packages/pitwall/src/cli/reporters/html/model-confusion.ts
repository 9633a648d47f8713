import type { ModelReport } from '@pitwall/sdk';
import { count, percent } from './figures.ts';
import { type Html, html, name } from './text.ts';

/** What was so in the lines, what was predicted in the columns; what is right is in bold, on the diagonal. */
export function confusionTable(id: string, { confusion }: ModelReport): Html | undefined {
  if (!confusion || confusion.classes.length === 0) return undefined;
  const names = confusion.classes.map((one) => name(one, 40));
  const line = (own: readonly number[], actual: number): Html => {
    const all = own.reduce((sum, cell) => sum + cell, 0);
    return html`<tr><th scope="row">${names[actual] ?? ''}</th>${own.map((cell, predicted) => cellOf(cell, all, actual === predicted))}<td class="number soft">${count(all)}</td></tr>
`;
  };
  return html`<section class="confusion" aria-labelledby="${id}-confusion ${id}-name"><h3 id="${id}-confusion">What was so, and what was predicted</h3>
<div class="scroll" tabindex="0" role="group" aria-label="What was so, and what was predicted"><table><caption class="unseen">What was so, and what was predicted</caption><thead><tr><th scope="col">Was</th>${names.map((one) => html`<th scope="col" class="number">predicted ${one}</th>`)}<th scope="col" class="number">Rows</th></tr></thead><tbody>
${confusion.cells.map(line)}</tbody></table></div>
</section>`;
}

function cellOf(cell: number, all: number, isRight: boolean): Html {
  const share = all > 0 && cell > 0 ? html` <span class="soft">${percent(cell / all)}</span>` : '';
  return html`<td class="number">${isRight ? html`<b>${count(cell)}</b>` : count(cell)}${share}</td>`;
}
