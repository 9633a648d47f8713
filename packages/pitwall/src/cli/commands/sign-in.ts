import type { Command } from '../../core/command.ts';
import { connectionOptions } from '../connection.ts';

export const signInCommand: Command = {
  name: 'sign-in',
  summary: 'Make a link that signs a browser in, once and within an hour',
  details:
    'On the machine of the server it needs no token. The link opens a page with a button, and the button uses it up. The link that was made before opens nothing any more.',
  arguments: [],
  options: [...connectionOptions],
  examples: [{ command: 'pitwall sign-in', does: 'A link for the server that runs on ./pitwall-data' }],
  run: async (invocation, context) => (await import('./sign-in/run.ts')).runSignIn(invocation, context),
};
