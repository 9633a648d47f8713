import type { AuditEntry } from '@pitwall/sdk';
import type { Invocation } from '../../../core/command.ts';
import { momentOf } from '../../asked.ts';

/** Which entries are meant. */
export const choiceOf = (invocation: Invocation) => ({
  actor: invocation.text('actor'),
  verb: invocation.text('verb'),
  subject: invocation.text('subject'),
  // one of the choices of the option
  outcome: invocation.text('outcome') as AuditEntry['outcome'] | undefined,
  from: momentOf(invocation, 'from'),
  to: momentOf(invocation, 'to'),
});
