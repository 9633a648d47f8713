import type { Finding } from '@pitwall/sdk';

/** What a check may know of the world: no clock of its own, no console, no settings. */
export interface CheckContext {
  readonly now: Date;
}

/** Measures a target and returns findings. It never alerts, retries, prints or stores. */
export interface Check<Target, Result extends CheckResult = CheckResult> {
  readonly name: string;
  run(target: Target, context: CheckContext): Promise<Result>;
}

export interface CheckResult {
  readonly findings: readonly Finding[];
}
