import type { Account, HeldRole } from '@pitwall/sdk';
import type { Invocation } from '../../../core/command.ts';

/** `operator on model:spread-*, viewer` */
export function grantWords(grants: readonly HeldRole[]): string {
  const words = grants.map(({ role, on = [] }) => (isEverywhere(on) ? role : `${role} on ${on.join(' ')}`));
  return words.join(', ') || 'nothing';
}

/** As they were typed: every role on all of the subjects. */
export function typedGrants(invocation: Invocation): readonly HeldRole[] {
  const on = invocation.texts('on');
  return invocation.texts('role').map((role) => ({ role, ...(on.length > 0 ? { on } : {}) }));
}

export function stateWords({ disabledAt, lockedUntil, hasPassword, isExternal }: Account): string {
  if (disabledAt !== null) return `disabled since ${disabledAt.slice(0, 10)}`;
  if (lockedUntil !== null) return `locked until ${lockedUntil.slice(0, 16).replace('T', ' ')} UTC`;
  if (isExternal) return 'signs in elsewhere';
  return hasPassword ? '' : 'has no password yet';
}

const isEverywhere = (on: readonly string[]): boolean => on.length === 0 || on.includes('*');
