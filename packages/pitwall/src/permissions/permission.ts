/** Verbs and subjects are patterns in which `*` stands for any text. */
export interface Rule {
  readonly effect: 'allow' | 'deny';
  /** `rollout.*` */
  readonly verbs: readonly string[];
  /** `model:spread-*`; what is below a subject and its versions go with it. */
  readonly subjects: readonly string[];
}

/** Rules under a name. */
export interface Role {
  readonly name: string;
  readonly summary: string;
  readonly rules: readonly Rule[];
}

/** A role as somebody has it: everywhere, or on some subjects only. */
export interface Grant {
  readonly role: string;
  /** Patterns; everywhere where there are none, or one is `*`. */
  readonly on: readonly string[];
}

/** Whether somebody may do something, and which rule says so. */
export interface Decision {
  readonly allowed: boolean;
  /** In words: `role operator allows version.* on model:*`, `no rule allows it`. */
  readonly because: string;
}

/** All that somebody may do. Pure: the same question has the same answer for as long as it lives. */
export interface Permissions {
  decide(verb: string, subject: string): Decision;
  /** Whether there may be a subject on which the verb is allowed; false only where there is none for certain. */
  mayAnywhere(verb: string): boolean;
}
