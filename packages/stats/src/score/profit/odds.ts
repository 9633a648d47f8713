import { doublesOf } from '../doubles.ts';
import { type Refusal, refuse } from '../score.ts';

/** `decimal` pays stake and profit for 1 (2.5); `net` the profit alone (1.5); `american` as +150 or −200. */
export const oddsFormats = ['decimal', 'net', 'american'] as const;
export type OddsFormat = (typeof oddsFormats)[number];

const expected: Readonly<Record<OddsFormat, string>> = {
  decimal: 'decimal odds above 1',
  net: 'net odds above 0',
  american: 'American odds of +100 and more, or −100 and less',
};

/**
 * What a stake of 1 brings back when the bet is won, the stake itself counted; NaN where these are no odds.
 *
 * Decimal d is d, net b is 1 + b, American +a is 1 + a/100 and −a is 1 + 100/a.
 * Example: decimalOdds(2, 'decimal') = decimalOdds(1, 'net') = decimalOdds(100, 'american') = 2.
 */
export function decimalOdds(odds: number, format: OddsFormat): number {
  if (!Number.isFinite(odds)) return Number.NaN;
  if (format === 'decimal') return odds > 1 ? odds : Number.NaN;
  if (format === 'net') return odds > 0 ? 1 + odds : Number.NaN;
  if (odds >= 100) return 1 + odds / 100;
  return odds <= -100 ? 1 - 100 / odds : Number.NaN;
}

/** Decimal odds in another format. Example: oddsFromDecimal(1.5, 'american') = −200. */
export function oddsFromDecimal(decimal: number, format: OddsFormat): number {
  if (!(decimal > 1 && decimal < Number.POSITIVE_INFINITY)) return Number.NaN;
  if (format === 'decimal') return decimal;
  if (format === 'net') return decimal - 1;
  return decimal >= 2 ? 100 * (decimal - 1) : -100 / (decimal - 1);
}

/**
 * All odds as decimals, which for decimal odds are themselves; refused with the first row that holds none. `missing` lets
 * NaN stand for a price nobody took down.
 */
export function toDecimalOdds(
  odds: ArrayLike<number>,
  format: OddsFormat,
  { name = 'odds', missing = false }: { readonly name?: string; readonly missing?: boolean } = {},
): Float64Array | Refusal {
  const given = doublesOf(odds);
  const bad = firstWithoutOdds(given, format, missing);
  if (bad === undefined) return format === 'decimal' ? given : given.map((own) => decimalOdds(own, format));
  const said = `${name} of row ${bad} are ${given[bad]}`;
  return refuse('invalid', `${said}, expected ${expected[format]}; is the format right?`);
}

function firstWithoutOdds(odds: Float64Array, format: OddsFormat, missing: boolean): number | undefined {
  for (let row = 0; row < odds.length; row += 1) {
    const own = odds[row] ?? Number.NaN;
    if (Number.isNaN(decimalOdds(own, format)) && !(missing && Number.isNaN(own))) return row;
  }
  return undefined;
}
