import { type DriftEffect, effectNumber, effectWords } from '../drift-words.ts';
import { type Html, html, trusted } from './text.ts';

const zones = ['none', 'low', 'medium', 'high'] as const;
const zoneWidth = 100;

/** `PSI 0.612: high (low from 0.1, medium from 0.25, high from 0.5)` */
export function effectSentence(effect: DriftEffect): string {
  const [low, medium, high] = effect.thresholds.map(effectNumber);
  const zone = zones[zoneOf(effect)] ?? 'none';
  return `${effectWords(effect)}: ${zone} (low from ${low}, medium from ${medium}, high from ${high})`;
}

/**
 * Four zones of equal width with their words below, and a mark where the effect stands. Inside a zone the mark goes
 * by the value; high has no end, so there it nears the right edge.
 */
export function effectScale(effect: DriftEffect): Html {
  const zone = zoneOf(effect);
  const x = Number((zone * zoneWidth + within(effect, zone) * zoneWidth).toFixed(1));
  const tracks = zones.map(
    (_, index) =>
      html`<path${index === zone && trusted(' class="here"')} d="M${index * zoneWidth} 7h${zoneWidth - 2}v6h-${zoneWidth - 2}z"/>`,
  );
  const words = zones.map((word, index) => {
    const from = index > 0 && html` <span>from ${effectNumber(effect.thresholds[index - 1] ?? 0)}</span>`;
    return html`<li>${index === zone ? html`<b>${word}</b>` : word}${from}</li>`;
  });
  return html`<div class="scale"><svg viewBox="0 0 400 14" preserveAspectRatio="none" role="img" aria-label="${effectSentence(effect)}">${tracks}<path class="mark" d="M${x - 3} 0h6v14h-6z"/></svg><ul aria-hidden="true">${words}</ul></div>`;
}

function zoneOf({ value, thresholds }: DriftEffect): number {
  return thresholds.filter((from) => value >= from).length;
}

function within({ value, thresholds }: DriftEffect, zone: number): number {
  const from = thresholds[zone - 1] ?? 0;
  const to = thresholds[zone];
  const share = to === undefined ? (value > 0 ? 1 - from / value : 0) : to > from ? (value - from) / (to - from) : 0;
  return Math.min(0.97, Math.max(0.03, share));
}
