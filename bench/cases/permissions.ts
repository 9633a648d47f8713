import { permissionsOf } from '../../packages/pitwall/src/permissions/compile.ts';
import type { Grant, Permissions, Role, Rule } from '../../packages/pitwall/src/permissions/permission.ts';
import type { Gauged } from '../report.ts';
import type { GaugeCase } from './case.ts';

const policies = 1_000;
const decisions = 1_000;
const verb = 'job.run';

/** One answer of one policy, as somebody would write it in an afternoon. */
interface NaivePolicy {
  readonly allow: boolean;
  readonly verb: RegExp;
  readonly subject: RegExp;
  readonly length: number;
}

export const permissions: GaugeCase = {
  name: 'permissions',
  title: 'Who may do what',
  about: [
    `In one process. Somebody has a role of ${policies} policies, all of them about the verb that is asked about; a tenth deny.`,
    `A figure is for ${decisions} decisions, each on another subject. The naive loop matches a regular expression of each policy and keeps the longest.`,
    'Both are warm, and take turns.',
  ].join('\n'),
  async gauge({ quick, repeat = quick ? 5 : 20 }) {
    return [
      ...decided('each team has its models', (nr) => `model:team-${nr}-*`, repeat),
      ...decided('models are named by how they end', (nr) => `model:*-${nr}`, repeat),
      compiled(repeat),
    ];
  },
};

/** The second is slow to look up: nothing is known of how a subject begins. */
function decided(what: string, subjectOf: (nr: number) => string, repeat: number): readonly Gauged[] {
  const rules = rulesOf(subjectOf);
  const made = permissionsOfRules(rules);
  const naive = rules.map(naivePolicyOf);
  const subjects = Array.from({ length: decisions }, (_, nr) =>
    nr % 2 === 0 ? subjectOf((nr * 7) % policies).replace('*', 'a') : `model:other-${nr}-x`,
  );
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let turn = -1; turn < repeat; turn += 1) {
    const [mine, other] = [
      timed(() => subjects.filter((subject) => made.decide(verb, subject).allowed).length),
      timed(() => subjects.filter((subject) => naiveDecision(naive, subject)).length),
    ];
    if (mine.answer !== other.answer) throw new Error(`Expected ${other.answer} to be allowed, found ${mine.answer}.`);
    // the first turn is for the engine to know the code
    if (turn < 0) continue;
    ours.push(mine.seconds);
    theirs.push(other.seconds);
  }
  const note = `where ${what}`;
  return [
    { what: `${decisions} decisions`, unit: 'seconds', values: ours, bound: { below: 0.0001 * decisions }, note },
    {
      what: 'a naive loop against it',
      unit: 'times',
      values: theirs.map((seconds, index) => seconds / (ours[index] ?? Number.NaN)),
      note,
    },
  ];
}

/** What a change of roles costs each of those who have them, once. */
function compiled(repeat: number): Gauged {
  const rules = rulesOf((nr) => `model:team-${nr}-*`);
  const values = Array.from({ length: repeat }, () => {
    const { seconds } = timed(() => permissionsOfRules(rules).decide(verb, 'model:team-1-a').allowed);
    return seconds;
  });
  return { what: 'to read the rules, and the first decision', unit: 'seconds', values, note: `${policies} policies` };
}

const rulesOf = (subjectOf: (nr: number) => string): readonly Rule[] =>
  Array.from({ length: policies }, (_, nr) => ({
    effect: nr % 10 === 0 ? 'deny' : 'allow',
    verbs: [nr % 2 === 0 ? 'job.*' : '*.run'],
    subjects: [subjectOf(nr)],
  }));

function permissionsOfRules(rules: readonly Rule[]): Permissions {
  const role: Role = { name: 'many', summary: '', rules };
  const grant: Grant = { role: 'many', on: [] };
  return permissionsOf([grant], new Map([['many', role]]));
}

function naivePolicyOf({ effect, verbs: [of = ''], subjects: [on = ''] }: Rule): NaivePolicy {
  return {
    allow: effect === 'allow',
    verb: expressionOf(of, '$'),
    subject: expressionOf(on, '(@\\d+)*(/.*)?$'),
    length: on.length,
  };
}

const expressionOf = (pattern: string, end: string): RegExp =>
  new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}${end}`, 's');

function naiveDecision(all: readonly NaivePolicy[], subject: string): boolean {
  let longest = -1;
  let allowed = false;
  for (const policy of all) {
    if (policy.length < longest || !policy.verb.test(verb) || !policy.subject.test(subject)) continue;
    allowed = policy.length > longest ? policy.allow : allowed && policy.allow;
    longest = policy.length;
  }
  return allowed;
}

function timed<T>(run: () => T): { readonly seconds: number; readonly answer: T } {
  const before = performance.now();
  const answer = run();
  return { answer, seconds: (performance.now() - before) / 1_000 };
}
