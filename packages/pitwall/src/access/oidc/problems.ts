import { PitwallError } from '../../core/errors.ts';

export const notConfigured = (): PitwallError =>
  new PitwallError({
    code: 'oidc.missing',
    problem: 'expected a provider of identities in the configuration, found none',
    fix: 'Sign in with a name and a password, or set access.oidc in the configuration',
  });

/** The browser does not hold what it was given at the start, or too long ago, or used it already. */
export const wrongState = (cause?: unknown): PitwallError =>
  new PitwallError({
    code: 'oidc.state',
    problem: 'expected the answer to a sign-in that this browser began a moment ago, found another',
    fix: 'Begin again from the page to sign in, in one window, and with cookies allowed',
    cause,
  });

export const unavailable = (cause: unknown): PitwallError =>
  new PitwallError({
    code: 'oidc.unavailable',
    problem: `expected an answer of the provider of identities, found none that can be used${hintOf(cause)}`,
    fix: 'Try again in a moment; where it stays so, check access.oidc in the configuration and that the server reaches the provider',
    cause,
  });

export const refused = (cause: unknown): PitwallError =>
  new PitwallError({
    code: 'oidc.refused',
    problem: `expected the provider of identities to say who you are, found an answer that does not hold${hintOf(cause)}`,
    fix: 'Begin again from the page to sign in; where it stays so, ask an administrator to look at access.oidc',
    cause,
  });

export const keptOut = (): PitwallError =>
  new PitwallError({
    code: 'oidc.denied',
    problem: 'expected somebody who may use this server, found somebody who may not',
    fix: 'Ask an administrator: for an account, or to be in a group that may',
  });

/** Its code and nothing of its text: what comes from elsewhere is not shown on our pages. */
function hintOf(cause: unknown): string {
  if (!(cause instanceof Error)) return '';
  const said = [memberOf(cause, 'error'), memberOf(cause, 'code')].find(
    (one) => typeof one === 'string' && /^[A-Za-z][A-Za-z0-9_.]{1,60}$/.test(one),
  );
  return typeof said === 'string' ? ` (${said})` : '';
}

const memberOf = (error: Error, name: string): unknown =>
  name in error ? (error as unknown as Record<string, unknown>)[name] : undefined;
