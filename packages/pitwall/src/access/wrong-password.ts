import { PitwallError } from '../core/errors.ts';

/** One answer for all that may be wrong: it does not tell who is there, and who is locked or disabled. */
export const wrongPassword = (): PitwallError =>
  new PitwallError({
    code: 'auth.wrong',
    problem: 'expected the name and password of an account that may sign in now, found others',
    fix: 'Check both; after several wrong ones wait a quarter of an hour, or ask an administrator',
  });
