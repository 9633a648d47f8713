import { formatSubject } from '@pitwall/sdk';

export const subjectOfAccount = (id: string): string => formatSubject({ kind: 'account', name: id });

/** What somebody holds is below them: who may do something to an account may do it to its keys and sessions. */
function subjectOfHeld(kind: 'token' | 'session', id: string, account: string | null): string {
  const held = { kind, name: id };
  return account === null ? formatSubject(held) : formatSubject({ kind: 'account', name: account }, held);
}

export const subjectOfKey = (key: { readonly id: string; readonly account: string | null }): string =>
  subjectOfHeld('token', key.id, key.account);

export const subjectOfSession = (session: { readonly id: string; readonly account: string | null }): string =>
  subjectOfHeld('session', session.id, session.account);

/** Of links: whom one signs in is found out by using it. */
export const subjectOfLink = formatSubject({ kind: 'token', name: 'sign-in-link' });
