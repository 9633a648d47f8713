import type { Finding } from '@pitwall/sdk';

/** `expected 2000 to 2030, observed 1899 to 20245`; undefined where neither is known. */
export function comparison({ evidence: { expected, observed } }: Finding): string | undefined {
  const parts = [expected !== undefined && `expected ${expected}`, observed !== undefined && `observed ${observed}`];
  return parts.filter((part) => part !== false).join(', ') || undefined;
}

/** The message, and why it is unknown: what a reader must see even where there is room for little. */
export function headline({ message, reason }: Finding): string {
  return reason === undefined ? message : `${message}: ${reason}`;
}
