import type { Command } from '../../../core/command.ts';
import { connectionOptions } from '../../connection.ts';

const json = { name: 'json', summary: 'As JSON' } as const;

/** What is given to an account or a key. */
export const grantOptions = [
  { name: 'role', value: 'ROLE', summary: 'viewer, operator, admin, service or one of your own; may be repeated' },
  { name: 'on', value: 'SUBJECTS', summary: 'Only on these, like model:spread-*; may be repeated' },
] as const;

const user = { name: 'NAME', summary: 'Name or id, as user list shows them' } as const;

export const userAddCommand: Command = {
  name: 'user add',
  summary: 'Add an account, and make a link with which its password is chosen',
  details: 'The link is shown once and works once, for an hour. Nobody gives more than they have themselves.',
  arguments: [{ name: 'NAME', summary: 'With which somebody signs in' }],
  options: [...grantOptions, ...connectionOptions, json],
  examples: [
    { command: 'pitwall user add ada --role admin', does: 'An administrator' },
    { command: "pitwall user add bob --role operator --on 'model:spread-*'", does: 'Runs some of the models' },
  ],
  run: async (invocation, context) => (await import('./run.ts')).runUserAdd(invocation, context),
};

export const userListCommand: Command = {
  name: 'user list',
  summary: 'Who may sign in, and what they may do',
  arguments: [],
  options: [...connectionOptions, json],
  examples: [{ command: 'pitwall user list', does: 'The oldest first' }],
  run: async (invocation, context) => (await import('./run.ts')).runUserList(invocation, context),
};

export const userGrantCommand: Command = {
  name: 'user grant',
  summary: 'Say anew what somebody may do, in place of what was said before; signs them out',
  arguments: [user],
  options: [...grantOptions, { name: 'nothing', summary: 'Nothing any more' }, ...connectionOptions, json],
  examples: [{ command: 'pitwall user grant bob --role viewer', does: 'Looks from now on, and no more' }],
  run: async (invocation, context) => (await import('./run.ts')).runUserGrant(invocation, context),
};

const change = (word: 'disable' | 'enable' | 'unlock', summary: string, does: string): Command => ({
  name: `user ${word}`,
  summary,
  arguments: [user],
  options: [...connectionOptions, json],
  examples: [{ command: `pitwall user ${word} bob`, does }],
  run: async (invocation, context) => (await import('./run.ts')).runUserChange(word, invocation, context),
});

export const userDisableCommand = change(
  'disable',
  'Let somebody in no more, with a password, a key or a session',
  'What bob made stays; his keys open nothing',
);
export const userEnableCommand = change('enable', 'Let somebody in again', 'His keys open again');
export const userUnlockCommand = change(
  'unlock',
  'Let somebody try their password again, after too many wrong ones',
  'At once, and not in a quarter of an hour',
);

export const userPasswordCommand: Command = {
  name: 'user password',
  summary: 'Make a link with which somebody chooses a new password; the one before opens nothing any more',
  arguments: [user],
  options: [...connectionOptions, json],
  examples: [{ command: 'pitwall user password bob', does: 'A link for bob; works once, for an hour' }],
  run: async (invocation, context) => (await import('./run.ts')).runUserPassword(invocation, context),
};
