import { type ErrorCode, PitwallError, type Problem } from '../core/errors.ts';

/** What the doors of the server refuse. */
export const serverErrorCodes = [
  'auth.denied',
  'auth.invalid',
  'auth.link',
  'auth.missing',
  'auth.origin',
  'finding.missing',
  'model.missing',
  'request.encoding',
  'request.invalid',
  'request.key_reused',
  'request.media_type',
  'request.method',
  'request.too_large',
  'request.unknown',
  'server.address',
  'server.failed',
  'server.stopping',
] as const satisfies readonly ErrorCode[];

export type ServerErrorCode = (typeof serverErrorCodes)[number];

export const serverError = (problem: Omit<Problem, 'code'> & { readonly code: ServerErrorCode }): PitwallError =>
  new PitwallError(problem);
