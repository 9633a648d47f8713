import { type ErrorCode, PitwallError, type Problem } from '../core/errors.ts';

/** What can go wrong with events. `busy` and `disk_full` pass by themselves: a server answers 503 and may be asked again. */
export const eventsErrorCodes = [
  'events.busy',
  'events.closed',
  'events.cursor',
  'events.damaged',
  'events.database',
  'events.disk',
  'events.disk_full',
  'events.empty',
  'events.invalid',
  'events.too_large',
] as const satisfies readonly ErrorCode[];

export type EventsErrorCode = (typeof eventsErrorCodes)[number];

export const eventsError = (problem: Omit<Problem, 'code'> & { readonly code: EventsErrorCode }): PitwallError =>
  new PitwallError(problem);
