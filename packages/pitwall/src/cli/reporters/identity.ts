import type { Finding } from '@pitwall/sdk';

/**
 * What a finding measures, in words that stay the same from run to run, so that a service can tell an old
 * finding from a new one. A dataset has several findings of one metric where it has several rules.
 */
export function checkName({ metric, evidence }: Finding): string {
  return evidence.expected === undefined ? metric : `${metric}: ${evidence.expected}`;
}

/** Numbers repeated names from the second on. */
export function repeatCounter(): (name: string) => number {
  const seen = new Map<string, number>();
  return (name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count;
  };
}
