import { PitwallError } from '../core/errors.ts';
import { isCommon } from './common-passwords.ts';

/** So that nobody keeps the server busy with a password of a megabyte. */
export const longestPassword = 1_024;

interface PasswordRule {
  readonly minimum: number;
  /** Of the account. */
  readonly name: string;
}

/** Length and not being known are what keeps a password from being guessed; no rule about kinds of characters is made. */
export function refusePassword(password: string, { minimum, name }: PasswordRule): void {
  const problem = problemOf(password, { minimum, name });
  if (problem === undefined) return;
  throw new PitwallError({
    code: 'auth.password_weak',
    problem,
    fix: 'Choose several words that do not belong together, or let a password manager choose',
    place: { field: 'password' },
  });
}

function problemOf(password: string, { minimum, name }: PasswordRule): string | undefined {
  const length = [...password].length;
  if (length < minimum) return `expected a password of at least ${minimum} characters, found one of ${length}`;
  if (Buffer.byteLength(password) > longestPassword)
    return `expected a password of at most ${longestPassword} bytes, found a longer one`;
  if (password.includes('\0') || !password.isWellFormed())
    return 'expected a password of text, found one with a NUL or half a character';
  const plain = password.toLowerCase();
  if (plain === name || plain.replaceAll(name, '').length < 4)
    return 'expected a password that is not the name of the account, found that';
  if (isCommon(password)) return 'expected a password that nobody guesses, found one of those that are tried first';
  return undefined;
}
