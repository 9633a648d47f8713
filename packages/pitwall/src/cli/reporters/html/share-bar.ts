import { type Html, html } from './text.ts';

/** A thin bar beside a number that says the same; anything above nothing can be seen. */
export function shareBar(share: number, kind: 'part' | 'bad'): Html {
  const width = share > 0 ? Math.min(100, Math.max(2, Number((share * 100).toFixed(1)))) : 0;
  return html`<svg class="share ${kind}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><path class="track" d="M0 0h100v6H0z"/>${width > 0 && html`<path class="level" d="M0 0h${width}v6H0z"/>`}</svg>`;
}
