import { coversSubject, type Policy } from './policy.ts';

/** Finds the first of some policies that covers a subject, without a look at most of the others. */
export function lookup(policies: readonly Policy[]): (subject: string) => Policy | undefined {
  const byBeginning = new Map<string, number[]>();
  policies.forEach((policy, index) => {
    const beginning = beginningOf(policy);
    const others = byBeginning.get(beginning);
    if (others) others.push(index);
    else byBeginning.set(beginning, [index]);
  });
  const lengths = [...new Set([...byBeginning.keys()].map(({ length }) => length))].sort((a, b) => a - b);
  return (subject) => {
    let first = policies.length;
    for (const length of lengths) {
      if (length > subject.length) break;
      for (const index of byBeginning.get(subject.slice(0, length)) ?? []) {
        if (index >= first) break;
        const policy = policies[index];
        if (policy && coversSubject(policy, subject)) first = index;
      }
    }
    return policies[first];
  };
}

/** What every subject begins with that the policy covers. */
function beginningOf(policy: Policy): string {
  const [subject = '', on = ''] = [policy.subject.pieces[0], policy.on?.pieces[0]];
  return subject.length > on.length ? subject : on;
}
