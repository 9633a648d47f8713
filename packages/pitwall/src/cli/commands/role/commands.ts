import type { Command } from '../../../core/command.ts';
import { connectionOptions } from '../../connection.ts';

const json = { name: 'json', summary: 'As JSON' } as const;

export const roleListCommand: Command = {
  name: 'role list',
  summary: 'Which roles there are, and what each allows and denies',
  arguments: [],
  options: [...connectionOptions, json],
  examples: [{ command: 'pitwall role list', does: 'With how many have each' }],
  run: async (invocation, context) => (await import('./run.ts')).runRoleList(invocation, context),
};

export const roleAddCommand: Command = {
  name: 'role add',
  summary: 'Add a role of your own, or put another in its place',
  details:
    'Verbs and subjects are patterns in which * stands for any text. Nothing is allowed that no rule allows; of the rules ' +
    'about a deed the most specific decides, first by its subject, then by its verb; of two that are equally specific, the ' +
    'one that denies. Nobody adds a role that allows what they may not do themselves.',
  arguments: [
    { name: 'NAME', summary: 'Lower-case letters, digits and -; that of the file where it has one', optional: true },
  ],
  options: [
    { name: 'allow', value: 'VERBS', summary: 'What it allows, like job.run or job.*; may be repeated' },
    { name: 'deny', value: 'VERBS', summary: 'What it denies; may be repeated' },
    {
      name: 'on',
      value: 'SUBJECTS',
      summary: 'To what, like model:spread-*, in all that is allowed and denied here; may be repeated',
      default: '*',
    },
    { name: 'summary', value: 'TEXT', summary: 'Whom it is for' },
    {
      name: 'file',
      value: 'FILE',
      summary: 'YAML or JSON with rules, each with its own subjects, in place of the above',
    },
    { name: 'replace', summary: 'Take the place of the role of this name, for all who have it' },
    ...connectionOptions,
    json,
  ],
  examples: [
    {
      command: "pitwall role add spread-team --allow 'job.*' --allow '*.read' --on 'model:spread-*'",
      does: 'Runs the jobs of some models, and sees those models',
    },
    {
      command: "pitwall role add careful --deny 'baseline.*'",
      does: 'For whoever has it beside a role that is no more specific',
    },
    { command: 'pitwall role add --file role.yaml --replace', does: 'As the file says it from now on' },
  ],
  run: async (invocation, context) => (await import('./run.ts')).runRoleAdd(invocation, context),
};

export const roleRemoveCommand: Command = {
  name: 'role remove',
  summary: 'Remove a role of your own that nobody has',
  arguments: [{ name: 'NAME', summary: 'Of the role, as role list shows it' }],
  options: [...connectionOptions, json],
  examples: [{ command: 'pitwall role remove spread-team', does: 'Where somebody has it, it is said who' }],
  run: async (invocation, context) => (await import('./run.ts')).runRoleRemove(invocation, context),
};
