import type { Given } from './arbitrary.ts';

/** All that a pattern may stand for, by trying each length of each star. Slow, and short enough to be read as right. */
export function names(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern.startsWith('*')) {
    return Array.from({ length: text.length + 1 }, (_, length) => length).some((length) =>
      names(pattern.slice(1), text.slice(length)),
    );
  }
  return text.startsWith(pattern.charAt(0)) && names(pattern.slice(1), text.slice(1));
}

/** A subject, all that it is below, and all of which it is a version. */
export function namesSubject(pattern: string, subject: string): boolean {
  const ends = Array.from({ length: subject.length + 1 }, (_, end) => end);
  return ends.some((end) => /^(@[0-9]+)*(\/.*)?$/su.test(subject.slice(end)) && names(pattern, subject.slice(0, end)));
}

const exactness = (pattern: string): readonly number[] => {
  const stars = pattern.replaceAll(/\*+/g, '*').split('*').length - 1;
  return [pattern.replaceAll('*', '').length, -stars];
};

const compare = (a: readonly number[], b: readonly number[]): number => {
  const index = a.findIndex((value, place) => value !== b[place]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
};

/** Every rule that has a say, ranked by the definition; of the highest rank, none may deny. */
export function mayByDefinition({ grants, roles }: Given, verb: string, subject: string): boolean {
  const say = grants.flatMap((grant) =>
    (roles.get(grant.role)?.rules ?? []).flatMap((rule) => {
      const verbs = rule.verbs.filter((pattern) => names(pattern, verb)).map(exactness);
      const subjects = rule.subjects.filter((pattern) => namesSubject(pattern, subject)).map(exactness);
      const limits = grant.on.filter((pattern) => namesSubject(pattern, subject)).map(exactness);
      if (verbs.length === 0 || subjects.length === 0) return [];
      if (grant.on.length > 0 && limits.length === 0) return [];
      const best = (list: readonly (readonly number[])[]): readonly number[] => list.toSorted(compare).at(-1) ?? [];
      return [{ effect: rule.effect, rank: [...best([...subjects, ...limits]), ...best(verbs)] }];
    }),
  );
  const highest = say
    .map(({ rank }) => rank)
    .toSorted(compare)
    .at(-1);
  if (!highest) return false;
  return say.filter(({ rank }) => compare(rank, highest) === 0).every(({ effect }) => effect === 'allow');
}
