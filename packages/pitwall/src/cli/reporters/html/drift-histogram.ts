import type { DriftPicture } from '@pitwall/sdk';
import { sharePercent } from '../drift-words.ts';
import { moment, quantity } from './figures.ts';
import { type Html, html } from './text.ts';

export type DriftHistogram = Extract<DriftPicture, { readonly kind: 'histogram' }>;

/** More cannot be told apart at the width of a card. */
const maximumBins = 40;
const canvas = { width: 340, height: 168, left: 43, right: 8, top: 10, bottom: 24, end: 40, endBar: 16 };
const base = canvas.height - canvas.bottom;
const depth = base - canvas.top;

/** What is drawn at one place: a bin, or what lies below or above all bins. */
interface Bin {
  readonly x: number;
  readonly width: number;
  readonly words: string;
  readonly reference: number;
  readonly current: number;
}

interface Layout {
  readonly inside: readonly Bin[];
  readonly ends: readonly (Bin & { readonly label: string })[];
  /** Of the bins, in the canvas. */
  readonly from: number;
  readonly to: number;
  readonly edges: readonly string[];
  readonly most: number;
}

/** `pace, then against now: the largest change is from 1.02 to 1.04, 11% then, 3% now; below 0.7: 0.4% then, 0% now` */
export function driftHistogramSentence(name: string, picture: DriftHistogram): string {
  const { inside, ends } = layoutOf(picture);
  const change = ({ reference, current }: Bin): number => Math.abs(current - reference);
  const [largest] = inside.toSorted((a, b) => change(b) - change(a));
  const parts = [
    largest && change(largest) > 0 ? `the largest change is ${binWords(largest)}` : 'no bin changed',
    ...ends.map(binWords),
  ];
  return `${name}, then against now: ${parts.join('; ')}`;
}

/** Filled bars are now, the outline is then, both as shares of their rows, so that a season and a week can be compared. */
export function driftHistogram(name: string, picture: DriftHistogram, tooltips: boolean): Html {
  const layout = layoutOf(picture);
  const { inside, ends, from, to, most } = layout;
  const all = [...inside, ...ends];
  const now = all.map((bin) => barPath(bin, most)).join('');
  const then = outline(inside, most) + ends.map((bin) => outline([bin], most)).join('');
  const hits = all.map(
    (bin) =>
      html`<path d="M${bin.x} ${canvas.top}h${bin.width}v${depth}h-${bin.width}z"><title>${binWords(bin)}</title></path>`,
  );
  const axis = [...ends, { x: from, width: round(to - from) }].map(({ x, width }) => `M${x} ${base}h${width}`).join('');
  return html`<svg class="drawn" viewBox="0 0 ${canvas.width} ${canvas.height}" role="img" aria-label="${driftHistogramSentence(name, picture)}">${shareAxis(most)}<path class="now" d="${now}"/><path class="then" d="${then}"/><path class="axis" d="${axis}"/>${valueAxis(layout)}${tooltips && html`<g class="hits">${hits}</g>`}</svg>`;
}

function layoutOf(picture: DriftHistogram): Layout {
  const { edges, scale, below, above } = picture;
  const step = Math.max(1, Math.ceil((edges.length - 1) / maximumBins));
  const kept = edges.filter((_, index) => index % step === 0 || index === edges.length - 1);
  const span = (edges.at(-1) ?? 0) - (edges[0] ?? 0);
  const words = kept.map((edge) => (scale === 'time' ? moment(edge, span) : quantity(edge)));
  const hasBelow = below.reference > 0 || below.current > 0;
  const hasAbove = above.reference > 0 || above.current > 0;
  const from = canvas.left + (hasBelow ? canvas.end : 0);
  const to = canvas.width - canvas.right - (hasAbove ? canvas.end : 0);
  const width = round((to - from) / Math.max(1, kept.length - 1));
  const inside = kept.slice(1).map((_, bin): Bin => {
    const sum = (shares: readonly number[]) => shares.slice(bin * step, (bin + 1) * step).reduce((a, b) => a + b, 0);
    return {
      x: round(from + bin * width),
      width,
      words: `from ${words[bin]} to ${words[bin + 1]}`,
      reference: sum(picture.reference),
      current: sum(picture.current),
    };
  });
  const margin = (canvas.end - 8 - canvas.endBar) / 2;
  const end = { width: canvas.endBar };
  const ends = [
    ...(hasBelow ? [{ ...end, ...below, x: canvas.left + margin, label: 'below', words: `below ${words[0]}` }] : []),
    ...(hasAbove ? [{ ...end, ...above, x: to + 8 + margin, label: 'above', words: `above ${words.at(-1)}` }] : []),
  ];
  const most = Math.max(...[...inside, ...ends].flatMap(({ reference, current }) => [reference, current])) || 1;
  return { inside, ends, from, to, edges: words, most };
}

function binWords({ words, reference, current }: Bin): string {
  return `${words}: ${sharePercent(reference)} then, ${sharePercent(current)} now`;
}

/** Anything above nothing can be seen. */
function heightOf(share: number, most: number): number {
  return share > 0 ? Math.max(1, round((share / most) * depth)) : 0;
}

function barPath({ x, width, current }: Bin, most: number): string {
  const height = heightOf(current, most);
  const gap = width > 6 ? 1 : 0.3;
  const shown = round(width - gap);
  return height > 0 ? `M${round(x + gap / 2)} ${base}v-${height}h${shown}v${height}z` : '';
}

/** Stairs over neighbouring bins. */
function outline(bins: readonly Bin[], most: number): string {
  const [first] = bins;
  if (!first || bins.every(({ reference }) => reference === 0)) return '';
  const stairs = bins.map(({ x, width, reference }) => {
    return `V${round(base - heightOf(reference, most))}H${round(x + width)}`;
  });
  return `M${first.x} ${base}${stairs.join('')}V${base}`;
}

function shareAxis(most: number): Html {
  const ticks = [0, 0.5, 1].map((part) => ({ y: round(base - part * depth), words: sharePercent(part * most) }));
  return html`${ticks.map(
    ({ y, words }) =>
      html`<path class="line" d="M${canvas.left} ${y}H${canvas.width - canvas.right}"/><text class="left" x="${canvas.left - 5}" y="${y + 4}">${words}</text>`,
  )}`;
}

/** As many edges as have room, the first and the last among them. */
function valueAxis({ edges, ends, from, to }: Layout): Html {
  const y = canvas.height - 8;
  const longest = Math.max(...edges.map((edge) => edge.length)) * 6.5 + 12;
  const bins = edges.length - 1;
  const gaps = evenGaps(bins, Math.max(1, Math.min(bins, Math.floor((to - from) / longest), 5)));
  const places = Array.from({ length: gaps + 1 }, (_, index) => Math.round((index * (edges.length - 1)) / gaps));
  const labels = places.map((place, index) => {
    const anchor = index === 0 ? 'start' : index === gaps ? 'end' : 'middle';
    const x = round(from + (place / (edges.length - 1)) * (to - from));
    return html`<text x="${x}" y="${y}" text-anchor="${anchor}">${edges[place]}</text>`;
  });
  const outside = ends.map(
    ({ x, width, label }) => html`<text x="${x + width / 2}" y="${y}" text-anchor="middle">${label}</text>`,
  );
  return html`${[...labels, ...outside]}`;
}

/** Labels at equal distances where the number of bins can be so divided. */
function evenGaps(bins: number, most: number): number {
  for (let gaps = most; gaps > 1; gaps -= 1) if (bins % gaps === 0) return gaps;
  return most;
}

function round(length: number): number {
  return Number(length.toFixed(2));
}
