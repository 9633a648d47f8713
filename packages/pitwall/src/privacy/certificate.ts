/** What was erased, and what was not. It names nobody. */
export type Certificate = {
  readonly erasure: string;
  /** Id of the key that was destroyed. */
  readonly person: string;
  readonly asked: string;
  readonly askedBy: string;
  readonly finished: string;
  readonly events: { readonly predictions: number; readonly labels: number; readonly conflicts: number };
  /** Findings and windows that repeated something of them. */
  readonly rewritten: number;
  readonly account: boolean;
  readonly keyDestroyed: boolean;
  /** Number of the entry of the audit that says so. */
  readonly audit: number;
  /** What this server cannot erase by itself, in words. */
  readonly left: readonly string[];
  readonly backups: { readonly last: string | null; readonly kept: string };
};
