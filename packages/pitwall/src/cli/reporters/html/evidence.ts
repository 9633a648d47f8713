import type { DriftEvidence } from '@pitwall/sdk';
import { count } from './figures.ts';

/** Beyond this nobody can imagine the number, and no test is that exact. */
const rarest = 1e9;

/** `Chance alone does this to one column in 20,000.` */
export function chanceSentence(p: number): string {
  const columns = 1 / p;
  if (p > 0.5) return 'Chance alone does this to most columns.';
  if (p > 0.095) return `Chance alone does this to ${Math.round(p * 100)} columns in 100.`;
  if (!(columns < rarest)) return 'Chance alone does this to less than one column in a billion.';
  return `Chance alone does this to one column in ${count(Math.round(Number(columns.toPrecision(2))))}.`;
}

/** `one in 20,000` */
export function rarity(p: number): string {
  if (p > 0.095) return `${Math.round(p * 100)} in 100`;
  if (!(1 / p < rarest)) return 'less than one in a billion';
  return `one in ${count(Math.round(Number((1 / p).toPrecision(2))))}`;
}

export function probabilityWords(p: number): string {
  return p < 1e-300 ? 'less than 1e-300' : String(Number(p.toPrecision(3)));
}

/** What was compared with what, and how it came out. */
export function decisionWords({ adjusted }: DriftEvidence, level: number): string {
  const counts = adjusted <= level ? 'so it counts as evidence' : 'so it does not count as evidence';
  return `p = ${probabilityWords(adjusted)} with all tests of this comparison in mind (Benjamini–Hochberg); evidence counts up to ${probabilityWords(level)}, ${counts}`;
}
