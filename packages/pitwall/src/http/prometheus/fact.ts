import type { FamilyName } from './declared.ts';
import type { Labels } from './exposition.ts';

/** One number, and who may know it. */
export interface Fact {
  readonly of: FamilyName;
  readonly labels: Labels;
  readonly value: number;
  /** Whoever may not do this to that is not told of it; where it is undefined everybody is. */
  readonly seen?: { readonly verb: string; readonly subject: string } | undefined;
}

export const factsOf =
  (seen: Fact['seen']) =>
  (of: FamilyName, value: number, labels: Labels = {}): Fact => ({ of, labels, value, seen });
