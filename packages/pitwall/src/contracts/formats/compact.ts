import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import {
  type Column,
  type Contract,
  columnSchema,
  contractSchema,
  freshnessSchema,
  type Rule,
  ruleSchema,
  seriesSchema,
} from '../config.ts';

export type Plain = Readonly<Record<string, unknown>>;

/** What the schema would fill in by itself need not be written. */
export function compactColumn(column: Column): Plain {
  return without(column, columnSchema.parse({ type: column.type }), ['type']);
}

export function compactRule(rule: Rule): Plain {
  return without(rule, ruleSchema.parse({ expect: rule.expect }), ['expect']);
}

export function compactFreshness(freshness: z.infer<typeof freshnessSchema>): Plain {
  return without(freshness, freshnessSchema.parse({ file: true, within: freshness.within }), ['file', 'within']);
}

export function compactSeries(series: z.infer<typeof seriesSchema>): Plain {
  return without(series, seriesSchema.parse({ column: series.column, every: series.every }), ['column', 'every']);
}

/** The parts of a contract beside its columns and rules. */
export function compactGeneral(contract: Contract): Plain {
  const { columns: _columns, rules: _rules, freshness, series, ...general } = contract;
  return {
    ...without(general, contractSchema.parse({}), []),
    ...(freshness && { freshness: compactFreshness(freshness) }),
    ...(series && { series: compactSeries(series) }),
  };
}

function without(value: Plain, defaults: Plain, keep: readonly string[]): Plain {
  const entries = Object.entries(value).filter(
    ([key, item]) => item !== undefined && (keep.includes(key) || !isDeepStrictEqual(item, defaults[key])),
  );
  return Object.fromEntries(entries);
}
